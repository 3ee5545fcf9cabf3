import { withoutMode } from '@seqwarden/advisory/inventory';
import type { Exposed, ExposedRun } from '@seqwarden/cases/notice';
import type { IncidentState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import { caseNamed } from '../../casework/named.ts';
import { viewCases } from '../../casework/view-cases.ts';
import { windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Context } from '../../context.ts';
import { exposedOf } from '../notice/exposed-of.ts';
import type { SealedRun, SealedRuns } from './sealed-runs.ts';
import type { Window } from './window-of.ts';

/** A run of an affected instrument that was made in the same time. That it is affected, nobody says. */
export interface Candidate {
  readonly id: string | null;
  readonly flowCell: string | null;
  /** `seal`, or the field of the run that says it; null: nothing does. */
  readonly flowCellFrom: string | null;
  readonly seal: string | null;
  readonly serial: string | null;
  /** The day on which it was made; null: it does not tell. */
  readonly on: string | null;
  readonly verified: ExposedRun['verified'];
}

export interface Candidates {
  readonly runs: readonly Candidate[];
  /** What could not be read, and may hide some. */
  readonly unread: readonly string[];
}

/** Nothing found is no answer where nobody looked. */
const SILENT = 'the case tells no time of exposure of these instruments; `case observe` with --kept finds it';

/** By the windows of exposure of its case, and by those that persons named for it. Throws LOG_*, TRUST_*, and the signal's reason. */
export async function candidatesOf(
  incident: IncidentState,
  sealed: SealedRuns,
  args: Arguments,
  context: Context,
): Promise<Candidates> {
  const ofCase = await exposedOfCase(incident, args, context);
  const { installed } = incident;
  const exposed = ofCase.exposed.filter(({ installed: one }) =>
    installed.some(other => isSameDevice(one, other)),
  );
  const found = [
    ...exposed.flatMap(({ installed: one, runs }) => runs.map(run => candidateExposed(run, one, sealed))),
    ...windowsOf(incident).flatMap(window =>
      sealed.all.filter(run => isMadeIn(run, window) && isMadeBy(run, installed)).map(candidateSealed),
    ),
  ];
  const isSilent = incident.opened.says.case !== null && exposed.length === 0 && ofCase.unread.length === 0;
  return { runs: worstOfEach(found, incident), unread: isSilent ? [SILENT] : ofCase.unread };
}

export function windowsOf({ history }: IncidentState): Window[] {
  return history.flatMap(({ says }) => says.window ?? []);
}

async function exposedOfCase(
  { opened }: IncidentState,
  args: Arguments,
  context: Context,
): Promise<{ readonly exposed: readonly Exposed[]; readonly unread: readonly string[] }> {
  const id = opened.says.case;
  if (id === null) return { exposed: [], unread: [] };
  const asked = {
    ...{ roots: args.texts('runs'), inventory: args.text('inventory'), trust: args.texts('trust') },
    ...{ verifyRuns: args.flag('verify-runs'), simulated: args.flag('simulated') },
  };
  try {
    const view = await viewCases(args, context);
    const { windows, unread } = await windowsOfCase(caseNamed(view, id), view, asked, context);
    return { exposed: exposedOf(windows), unread: unread.map(({ name, code }) => `${name} [${code}]`) };
  } catch (error) {
    context.signal.throwIfAborted();
    // The incident is open; who looks for more runs hears that this could not be told.
    if (!(error instanceof SeqwardenError)) throw error;
    return { exposed: [], unread: [`${error.message} [${error.code}]`] };
  }
}

function candidateExposed(
  { id, flowCell, at, verified }: ExposedRun,
  { serial }: Installed,
  sealed: SealedRuns,
): Candidate {
  const known = id === null ? undefined : sealed.byId(id);
  return {
    id,
    ...flowCellOf(known ?? { flowCell: null }, flowCell),
    seal: known?.seal ?? null,
    serial,
    on: known?.on ?? at,
    verified,
  };
}

function candidateSealed({ id, flowCell, seal, instrument, on }: SealedRun): Candidate {
  const read = flowCellOf({ flowCell });
  return { id, ...read, seal, serial: instrument.serial, on, verified: 'not_checked' };
}

/** What was sealed goes before what a run says that anybody may have changed since. */
function flowCellOf(sealed: Pick<SealedRun, 'flowCell'>, read: ExposedRun['flowCell'] = null) {
  return sealed.flowCell === null
    ? { flowCell: read?.value ?? null, flowCellFrom: read?.from ?? null }
    : { flowCell: sealed.flowCell, flowCellFrom: 'seal' };
}

/** Of a run that does not tell when it was made, the seal came later: where that lies in the window or behind it, the run may lie in it. */
function isMadeIn({ at, sealedAt }: SealedRun, { from, until }: Window): boolean {
  const [first, last] = at === null ? ['', sealedAt] : [at.from, at.until];
  return last.slice(0, 10) >= (from ?? '') && first.slice(0, 10) <= (until ?? '9999-12-31');
}

function isMadeBy({ instrument: { vendor, serial } }: SealedRun, installed: readonly Installed[]): boolean {
  if (serial === null) return false;
  const one = { vendor, serial: withoutMode(serial) };
  return installed.some(other => isSameDevice(one, other));
}

/** Both sides of a device: who was on one may have been on the other. A vendor that is not known excludes none. */
function isSameDevice(one: Pick<Installed, 'vendor' | 'serial'>, other: Installed): boolean {
  const isSerial = one.serial !== null && one.serial === other.serial;
  return isSerial && (one.vendor === null || other.vendor === null || one.vendor === other.vendor);
}

const WORST: readonly Candidate['verified'][] = [
  'changed',
  'cannot_tell',
  'not_sealed',
  'unchanged',
  'not_checked',
];

/** Each once, with the worst that is known of it; those that are affected are no candidates. */
function worstOfEach(found: readonly Candidate[], { runs }: IncidentState): Candidate[] {
  const affected = (one: Candidate) =>
    runs.some(({ id, seal }) => (id !== null && id === one.id) || (seal !== null && seal === one.seal));
  const each = Map.groupBy(
    found.filter(one => !affected(one)),
    ({ id, seal, flowCell }) => id ?? seal ?? flowCell,
  );
  return [...each.values()]
    .flatMap(all => all.sort((a, b) => WORST.indexOf(a.verified) - WORST.indexOf(b.verified)).slice(0, 1))
    .sort((a, b) => ((a.on ?? '') + (a.id ?? '') < (b.on ?? '') + (b.id ?? '') ? -1 : 1));
}
