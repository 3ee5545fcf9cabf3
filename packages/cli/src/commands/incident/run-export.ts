import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withoutMode } from '@seqwarden/advisory/inventory';
import { errno } from '@seqwarden/agent/host';
import type { IncidentState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { writeNew } from '../log/write-new.ts';
import type { Candidate, Candidates } from './candidates.ts';
import type { SealedRuns } from './sealed-runs.ts';

const NAMES = ['runs.csv', 'runs.json'] as const;

/** One line of the export (FORMATS.md 35). */
export interface ExportedRun {
  readonly standing: 'affected' | 'candidate';
  readonly run: string | null;
  readonly flowCell: string | null;
  readonly instrument: string | null;
  /** The day on which it was made. */
  readonly on: string | null;
  readonly verified: Candidate['verified'] | null;
  readonly seal: string | null;
  /** Where the flow cell was read: `seal`, or a field of a run that was never sealed. */
  readonly flowCellFrom: string | null;
}

export function exportedRuns(
  { runs }: IncidentState,
  candidates: readonly Candidate[],
  sealed: SealedRuns,
): ExportedRun[] {
  const affected = runs.map(({ id, seal, flowCell }): ExportedRun => {
    const known = seal === null ? undefined : sealed.bySeal(seal);
    const serial = known?.instrument.serial ?? null;
    const on = known?.on ?? null;
    const instrument = serial === null ? null : withoutMode(serial);
    const flowCellFrom = flowCell !== null && flowCell === known?.flowCell ? 'seal' : null;
    return { standing: 'affected', run: id, flowCell, instrument, on, verified: null, seal, flowCellFrom };
  });
  const others = candidates.map(({ id, serial, ...more }): ExportedRun => {
    const instrument = serial === null ? null : withoutMode(serial);
    return { standing: 'candidate', run: id, instrument, ...more };
  });
  return [...affected, ...others];
}

/** So that nobody signs first and hears then that nothing could be written. Throws CASE_INPUT_UNUSABLE. */
export function requireNew(folder: string): void {
  for (const name of NAMES)
    if (existsSync(join(folder, name)))
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${join(folder, name)} is there already`);
}

/** Returns what was written. Throws CASE_INPUT_UNUSABLE for the folder, USAGE where something is there already, DESTINATION_*. */
export function writeRuns(
  folder: string,
  incident: IncidentState,
  runs: readonly ExportedRun[],
  { unread }: Candidates,
  writtenAt: Date,
): string[] {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${folder}: ${errno(error)}`, { cause: error });
  }
  const document = { version: 1, incident: incident.id, writtenAt: writtenAt.toISOString(), runs, unread };
  const contents = { 'runs.csv': csv(runs), 'runs.json': `${JSON.stringify(document, null, 2)}\n` };
  return NAMES.map(name => {
    writeNew(join(folder, name), new TextEncoder().encode(contents[name]));
    return join(folder, name);
  });
}

const COLUMNS = [
  'standing',
  'run',
  'flowCell',
  'instrument',
  'on',
  'verified',
  'seal',
  'flowCellFrom',
] as const;

/** RFC 4180, in UTF-8. */
export function csv(runs: readonly ExportedRun[]): string {
  const lines = [COLUMNS, ...runs.map(run => COLUMNS.map(column => run[column] ?? ''))];
  return lines.map(line => `${line.map(cell).join(',')}\r\n`).join('');
}

/** Names come from instruments: what a spreadsheet would take for a formula gets an apostrophe before it, which runs.json has not. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
