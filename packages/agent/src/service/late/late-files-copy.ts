import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { isMarker } from '@seqwarden/runfolder';
import { atEach, type Branch } from '../../copy/branch.ts';
import { folderAttributes } from '../../copy/folder-attributes.ts';
import type { CarriedAddendum } from '../../copy/judge-custody.ts';
import { discardMarkers, publishMarkersAt, type StagedMarker, stageMarkers } from '../../copy/markers.ts';
import { type BytesOfRun, carriedFrom } from '../../copy/reference.ts';
import { TakingPart } from '../../copy/taking-part.ts';
import { withdrawChanged } from '../../copy/withdraw-changed.ts';
import { Outcome } from '../../engine/file-table.ts';
import { recheck } from '../../engine/recheck.ts';
import { HeldTree } from '../../host/held-tree.ts';
import { isOfTheSource } from '../files/take-bag.ts';
import { type AmendJob, type Late, noteCame } from './late-files-job.ts';

/** What copying the added files left to be done: markers wait for the addendum. */
export interface Copied {
  readonly taking: TakingPart;
  readonly markers: readonly StagedMarker[];
}

/** `changed`: the source was not quiet after all; what was written and changed since is taken away again. */
export async function copyAdded(job: AmendJob, { added }: Late): Promise<Copied | 'changed'> {
  const { source, run, branches, pool, options } = job;
  const { files } = run;
  await atEach(branches, async branch => {
    for (const row of added) refuseName(branch, files.path(row));
    if (branch.alive) await branch.run.makeFolders(run.folders);
  });
  const markers = added.filter(row => isMarker(files.path(row)));
  for (const row of markers) files.outcomes[row] = Outcome.done;
  const taking = new TakingPart(branches);
  const tools = taking.tools(new HeldTree(source.root), false);
  let staged: readonly StagedMarker[] = [];
  try {
    const done = await pool.copy(files, {
      source: source.root,
      destinations: taking.forThreads,
      reread: false,
      bytesPerSecond: options.bytesPerSecond,
      onProgress: options.onProgress,
      signal: options.signal,
    });
    options.signal.throwIfAborted();
    if (taking.attribute(done).failed > 0) return await withdrawn(job, taking);
    staged = await stageMarkers(tools, files, markers, () => taking.live);
    await recheck(pool, source.root, run);
    return { taking, markers: staged };
  } catch (error) {
    await discardMarkers(staged);
    if (!(error instanceof SeqwardenError) || !isOfTheSource(error.code)) throw error;
    return await withdrawn(job, taking);
  } finally {
    tools.source.close();
  }
}

function refuseName(branch: Branch, path: BytePath): void {
  const why = branch.run.refusal(path);
  if (why === undefined) return;
  const message = `the destination cannot hold ${displayPath(path)}: ${why}`;
  branch.add({ row: -1, path, code: 'NAME_UNSUPPORTED', message });
}

/** Nothing lists them yet, so what was written now and is other in the source by now may go. */
async function withdrawn({ source, run }: AmendJob, { branches }: TakingPart): Promise<'changed'> {
  await withdrawChanged(source.root, run.files, branches, { isSealed: () => false });
  return 'changed';
}

/** Names of the added files durable, the addendum, then its markers. */
export async function publish(
  job: AmendJob,
  branch: Branch,
  addendum: CarriedAddendum,
  kept: BytesOfRun,
  { taking, markers }: Copied,
): Promise<void> {
  const { source, run } = job;
  const folders = folderAttributes(source.root, ['', ...run.folders]);
  await branch.run.settle(folders);
  await branch.run.publishAddendum(await carriedFrom(addendum, kept));
  await publishMarkersAt(taking.branches.indexOf(branch), run.files, markers);
  if (markers.length > 0) await branch.run.settle(folders);
  await noteCame(job, branch, addendum);
}
