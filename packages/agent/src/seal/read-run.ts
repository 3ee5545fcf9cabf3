import { type Inspection, inspectRun } from '@seqwarden/runfolder';
import type { Failure } from '../engine/failure.ts';
import type { FilePool, Progress } from '../engine/file-pool.ts';
import { recheck } from '../engine/recheck.ts';
import { RunView } from '../engine/run-view.ts';
import type { Walk } from '../engine/walk.ts';
import type { RunPlace } from '../host/run-place.ts';
import { type CheckedList, checkLists, digestsForLists } from './prior-evidence.ts';
import type { ResumeFile } from './resume-file.ts';

export interface Hashing {
  readonly place: RunPlace;
  readonly run: Walk;
  readonly pool: FilePool;
  readonly resume: ResumeFile;
  readonly bytesPerSecond?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reading extends Hashing {
  /** Is asked before the files are read; throws where they are not to be. */
  readonly requireSealable: (inspection: Inspection) => void;
}

/** What one read of all files gave: they are hashed in the walk's table, unless some `failed`. */
export interface RunHashed {
  /** Files whose digest an interrupted earlier try had found. */
  readonly resumed: number;
  readonly failures: readonly Failure[];
  readonly failed: number;
  /** Checksum lists in the run; none where files failed. */
  readonly lists: readonly CheckedList[];
}

export interface RunRead extends RunHashed {
  readonly inspection: Inspection;
}

/** How often finished digests are noted, so that a stop costs at most that much work twice. */
const NOTE_EVERY_MS = 2000;

/**
 * Inspects a run, hashes its files, checks its checksum lists, and looks at everything a second time. Throws SOURCE_* where something
 * changed meanwhile, and the signal's reason after an abort.
 */
export async function readRun(reading: Reading): Promise<RunRead> {
  const { place, run } = reading;
  const view = new RunView(place.name, place.root, run.files);
  try {
    const inspection = await inspectRun(view);
    reading.requireSealable(inspection);
    const hashed = await hashRun(reading);
    if (hashed.failed === 0) view.requireUnchanged();
    return { ...hashed, inspection };
  } finally {
    view.close();
  }
}

/** As {@link readRun}, of a run whose facts nobody asks for. */
export async function hashRun(hashing: Hashing): Promise<RunHashed> {
  const { place, run, pool, resume, bytesPerSecond = 0, signal } = hashing;
  const listed = { root: place.root, files: run.files, bytesPerSecond, signal };
  const extra = await digestsForLists(listed);
  const resumed = resume.restore(place.root, run.files, extra);
  const { failures, failed } = await noting(resume, () =>
    pool.transfer(run.files, {
      source: place.root,
      extra,
      bytesPerSecond,
      onProgress: hashing.onProgress,
      signal,
    }),
  );
  signal?.throwIfAborted();
  if (failed > 0) return { resumed, failures, failed, lists: [] };
  const lists = await checkLists(listed, extra);
  await recheck(pool, place.root, run);
  return { resumed, failures, failed, lists };
}

async function noting<T>(resume: ResumeFile, work: () => Promise<T>): Promise<T> {
  const ticker = setInterval(() => resume.note(), NOTE_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
  }
}
