import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { simulateRun } from '@seqwarden/simulator';

/** An instrument of the hospital. The simulator's serials are a simulator's: these have the form of real ones, and the same length where an IDAT file holds them. */
export interface Instrument {
  readonly model: string;
  /** As the simulator writes it, and what takes its place. */
  readonly serial: readonly [simulated: string, real: string];
}

export const MISEQ_DX: Instrument = { model: 'miseqdx', serial: ['M7SIM0001', 'M70123'] };
/** It starts from the disk of its research side. */
export const NEXTSEQ_DX: Instrument = { model: 'nextseq-550dx', serial: ['NDXSIM0001', 'NDX550421'] };
export const NOVASEQ: Instrument = { model: 'novaseq-6000', serial: ['ASIM0001', 'A00987'] };
export const MINISEQ: Instrument = { model: 'miniseq', serial: ['MNSIM0001', 'MN00345'] };
export const ISCAN: Instrument = { model: 'iscan', serial: ['NSIM0001', 'N0001065'] };

export interface RunOptions {
  readonly out: string;
  /** `2023-03-06`, at 08:00 UTC. */
  readonly on: string;
  readonly seed: number;
  /** What stands in RunParameters in place of the simulator's versions. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** A small run of that instrument in a landing folder. */
export async function makeRun(instrument: Instrument, options: RunOptions): Promise<string> {
  const { out, on, seed, versions = {} } = options;
  const { model, serial } = instrument;
  const small = model === 'iscan' ? { tiles: 1 } : { tiles: 1, lanes: 1, cycles: 4 };
  const started = Date.parse(`${on}T08:00:00Z`);
  const { folder } = await simulateRun({ model, out, seed, started, clusters: 5, ...small });
  const files = model === 'iscan' ? idatFiles(folder) : ['RunInfo.xml', 'RunParameters.xml'];
  for (const name of files)
    replaceIn(join(folder, name), Object.entries({ ...versions, [serial[0]]: serial[1] }));
  const renamed = join(dirname(folder), basename(folder).replace(...serial));
  if (renamed !== folder) renameSync(folder, renamed);
  return renamed;
}

function idatFiles(folder: string): string[] {
  return ['Grn', 'Red'].map(colour => `${basename(folder)}_R01C01_${colour}.idat`);
}

/** Byte by byte, since an IDAT file is no text. */
function replaceIn(path: string, changes: readonly (readonly [from: string, to: string])[]): void {
  let bytes = readFileSync(path, 'latin1');
  for (const [from, to] of changes) bytes = bytes.replaceAll(from, to);
  writeFileSync(path, bytes, 'latin1');
}
