import { closeSync, futimesSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import type { PlanOptions } from './options.ts';
import { planRun } from './plan-run.ts';
import type { Step } from './step.ts';

export interface SimulateOptions extends PlanOptions {
  /** The folder in which the run folder is made. */
  readonly out: string;
  /** Seconds to wait after each cycle (for iScan: after each position). Default 0. */
  readonly paceSeconds?: number;
  /** Ends the run between two cycles, as if the instrument had been unplugged; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** How a pause is waited for, in place of the clock; each pause is asked for once, and 0 is asked for too. */
  readonly pause?: Pause;
}

/** Lets `ms` pass, at least one turn of the event loop; rejects with the signal's reason when it is aborted. */
export type Pause = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

export interface SimulatedRun {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/** A day per cycle: well below the 2^31 ms that Node's timers take. */
const SLOWEST_PACE = 86_400;

/**
 * Writes a planned run below `out`; every file's modification time is its simulated time.
 *
 * @throws SeqwardenError `USAGE` for wrong options, `DESTINATION_UNUSABLE` when `out` cannot be used or holds a folder of
 *   that name already
 */
export async function simulateRun(options: SimulateOptions): Promise<SimulatedRun> {
  const { out, paceSeconds = 0, signal, pause = byTheClock } = options;
  if (!(paceSeconds >= 0 && paceSeconds <= SLOWEST_PACE)) {
    throw new SeqwardenError('USAGE', `pace must be from 0 to ${SLOWEST_PACE} seconds, not ${paceSeconds}`);
  }
  const plan = planRun(options);
  signal?.throwIfAborted();
  const folder = makeRunFolder(out, plan.folderName);

  const sizes = new Map<string, number>();
  const folders = new Set<string>();
  const makeFolder = (path: string): void => {
    if (folders.has(path)) return;
    mkdirSync(path, { recursive: true });
    folders.add(path);
  };
  for (const step of plan.steps) {
    if (step.kind === 'folder') {
      makeFolder(join(folder, step.path));
    } else if (step.kind === 'cycle') {
      await pause(paceSeconds * 1000, signal);
    } else {
      const before = step.kind === 'append' ? (sizes.get(step.path) ?? 0) : 0;
      const path = join(folder, step.path);
      makeFolder(dirname(path));
      writeStep(path, step);
      sizes.set(step.path, before + step.bytes.length);
    }
  }
  return { folder, files: sizes.size, bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
}

async function byTheClock(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await (ms > 0 ? setTimeout(ms, undefined, signal === undefined ? {} : { signal }) : setImmediate());
  } finally {
    signal?.throwIfAborted();
  }
}

function makeRunFolder(out: string, name: string): string {
  const folder = join(out, name);
  try {
    mkdirSync(out, { recursive: true });
    mkdirSync(folder);
  } catch (cause) {
    const message = `cannot make the run folder ${folder}: is there one already, or no right to write?`;
    throw new SeqwardenError('DESTINATION_UNUSABLE', message, { cause, path: folder });
  }
  return folder;
}

/** Small synchronous writes: a run is a thousand tiny files, and the event loop gets its turn after each cycle. */
function writeStep(path: string, step: Exclude<Step, { kind: 'folder' | 'cycle' }>): void {
  const file = openSync(path, step.kind === 'append' ? 'a' : 'w');
  try {
    for (let done = 0; done < step.bytes.length; ) done += writeSync(file, step.bytes, done);
    futimesSync(file, step.at / 1000, step.at / 1000);
  } finally {
    closeSync(file);
  }
}
