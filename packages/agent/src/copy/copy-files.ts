import { lstatSync } from 'node:fs';
import type { PoolResult } from '../engine/file-pool.ts';
import { chooseWhole, type WholeBuffers, WholeFolders } from '../engine/whole-folders.ts';
import { HeldTree } from '../host/held-tree.ts';
import type { CopyJob } from './copy-job.ts';
import type { DurableRows } from './durable-rows.ts';
import type { TakingPart } from './taking-part.ts';

/** Copies all pending rows to all that take part. Returns the failures of the source; a destination has its own. Afterwards what was copied has its name, also where the copy was stopped. */
export async function copyFiles(
  job: CopyJob,
  taking: TakingPart,
  noted: DurableRows | undefined,
): Promise<Pick<PoolResult, 'failures' | 'failed'>> {
  if (taking.branches.length === 0) return { failures: [], failed: 0 };
  const { options, source, run, pool } = job;
  const destinations = taking.forThreads;
  const whole = destinations.some(({ fresh }) => fresh) ? chooseFolders(job) : undefined;
  const copy = async () => {
    const result = await pool.copy(run.files, {
      source: source.root,
      destinations,
      whole,
      reread: options.reread ?? false,
      bytesPerSecond: options.bytesPerSecond ?? 0,
      onProgress: options.onProgress,
      signal: AbortSignal.any([options.signal, noted?.refused].filter(signal => signal !== undefined)),
    });
    if (whole !== undefined) await publishRest(job, taking, whole);
    return result;
  };
  return taking.attribute(await (noted?.during(copy()) ?? copy()));
}

function chooseFolders({ source, run: { files, folders } }: CopyJob): WholeBuffers | undefined {
  const tree = new HeldTree(source.root);
  const sizeOf = (row: number): number => {
    try {
      tree.enter(files.folder(row));
      return lstatSync(tree.at(files.name(row))).size;
    } catch {
      // Whoever reads it will say why.
      return Number.POSITIVE_INFINITY;
    }
  };
  try {
    return chooseWhole(files, folders, sizeOf);
  } finally {
    tree.close();
  }
}

/** What a stop left of the folders that are published as a whole. */
async function publishRest({ run }: CopyJob, taking: TakingPart, buffers: WholeBuffers): Promise<void> {
  const whole = new WholeFolders(run.files, buffers);
  const places = whole.places();
  const { sinks, fresh, failed } = taking.places;
  const filling = sinks.filter((_, at) => fresh & (1 << at));
  for (const sink of filling) sink.fillWhole?.(places);
  try {
    for (const row of whole.unpublished()) await whole.publish(row, sinks, failed);
  } finally {
    // What this thread puts into these folders from now on is seen.
    for (const sink of filling) sink.fillWhole?.(new Map());
  }
}
