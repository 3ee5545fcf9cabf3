import { lstatSync } from 'node:fs';
import type { PoolResult } from '../engine/file-pool.ts';
import { chooseWhole, type WholeBuffers, WholeFolders } from '../engine/whole-folders.ts';
import { HeldTree } from '../host/held-tree.ts';
import { atEach } from './branch.ts';
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
  const whole = await beginWhole(job, taking);
  const copy = async () => {
    const result = await pool.copy(run.files, {
      source: source.root,
      destinations: taking.forThreads,
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

/** Chooses the folders that are published as a whole, and makes them where nobody looks at them, at each destination that can rename them. */
async function beginWhole(job: CopyJob, taking: TakingPart): Promise<WholeBuffers | undefined> {
  const filling = taking.branches.map(({ run }) => run.fresh && run.files.renamesFolders === true);
  const chosen = filling.includes(true) ? chooseFolders(job) : undefined;
  if (chosen === undefined) return undefined;
  const whole = { ...chosen, filling: filling.reduce((bits, is, at) => bits | (is ? 1 << at : 0), 0) };
  const unseen = [...new WholeFolders(job.run.files, whole).places().values()];
  await atEach(
    taking.branches.filter((_, at) => filling[at]),
    ({ run }) => run.makeFolders(unseen),
  );
  return whole;
}

function chooseFolders({ source, run: { files, folders } }: CopyJob) {
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
async function publishRest({ run }: CopyJob, { places }: TakingPart, buffers: WholeBuffers): Promise<void> {
  const whole = new WholeFolders(run.files, buffers);
  for (const row of whole.unpublished()) await whole.publish(row, places.sinks, places.failed);
}
