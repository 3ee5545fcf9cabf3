import { type BytePath, displayPath, ENVELOPE_FILE, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { RunAtDestination } from '../destinations/destination.ts';
import type { Failure } from '../engine/failure.ts';
import type { Walk } from '../engine/walk.ts';
import { TEMPORARY } from '../host/temporary-name.ts';
import type { Branch } from './branch.ts';
import { type CustodyJudgement, judgeCustody } from './judge-custody.ts';
import { listOfSeal } from './list-of-seal.ts';

/**
 * Makes a destination ready for a run: no name that it cannot hold, no seal of something else, no leftovers, all folders. Before that nothing
 * but the run's own empty folder is made there. Throws, or adds failures to the branch; then nothing is to be written there.
 */
export async function prepareBranch(
  branch: Branch,
  name: string,
  source: Walk,
  trust: Trust,
  opened: AsyncDisposableStack,
): Promise<void> {
  const run = await branch.destination.openRun(name, true);
  if (run === undefined) throw new SeqwardenError('INTERNAL', 'a run that was made is not there');
  branch.run = run;
  opened.defer(() => run.close());
  refuseNames(branch, source);
  if (!branch.alive) return;
  if (!run.fresh) {
    branch.custody = await custodyAt(run, trust);
    const ofSource = namedLikeLeftovers(source);
    if (await isUnfinished(run, branch.custody)) {
      await run.removeLeftovers(ofSource);
      branch.custody = await custodyAt(run, trust);
    }
    judgeThere(branch, source);
    if (!branch.alive) return;
    await run.removeLeftovers(ofSource);
  }
  await run.makeFolders(source.folders);
}

function refuseNames(branch: Branch, source: Walk): void {
  const refuse = (path: BytePath) => {
    const why = branch.run.refusal(path);
    if (why !== undefined) branch.add(unsupported(path, why));
  };
  for (const folder of source.folders) refuse(folder);
  for (let row = 0; row < source.files.count; row++) refuse(source.files.path(row));
}

function unsupported(path: BytePath, why: string): Failure {
  const message = `the destination cannot hold ${displayPath(path)}: ${why}`;
  return { row: -1, path, code: 'NAME_UNSUPPORTED', message };
}

/**
 * A sealed run takes nothing that its seal does not list. So where a `Custody` lies, it has to be a seal of exactly these files; the engine
 * then holds each file against it, and may fill gaps.
 */
function judgeThere(branch: Branch, source: Walk): void {
  if (branch.custody.kind === 'carry') {
    branch.sealed = listOfSeal(branch.custody.manifest, source.files);
    if (branch.sealed === undefined) branch.add(doubtful('MANIFEST_MISMATCH'));
  } else if (branch.custody.kind === 'doubt') {
    branch.add(doubtful(branch.custody.reason));
  }
}

/**
 * Whether a `Custody` lies there in which no envelope seals anything. A place without folders publishes its files one by one, so it can be what an
 * interrupted copy left: taken away before it is judged. What a seal may list is never taken for a leftover before that.
 */
async function isUnfinished(run: RunAtDestination, custody: CustodyJudgement): Promise<boolean> {
  if (custody.kind !== 'doubt' || custody.names.length > 1) return false;
  try {
    const files = await run.readCustody();
    return files !== undefined && !files.has(ENVELOPE_FILE);
  } catch (error) {
    if (error instanceof SeqwardenError && error.code.startsWith('CUSTODY_')) return false;
    throw error;
  }
}

export async function custodyAt(run: RunAtDestination, trust: Trust): Promise<CustodyJudgement> {
  const { custody } = await run.list();
  return judgeCustody({ names: custody, read: () => run.readCustody() }, trust);
}

function doubtful(reason: string): Failure {
  const message = `the destination has a Custody folder that is not a seal of these files (${reason})`;
  return { row: -1, path: 'Custody', code: 'CONFLICT', message };
}

/** What the source itself has under names like ours. */
function namedLikeLeftovers({ files, folders }: Walk): Set<BytePath> {
  const isLike = (path: BytePath) => TEMPORARY.test(path.slice(path.lastIndexOf('/') + 1));
  const found = new Set(folders.filter(isLike));
  for (let row = 0; row < files.count; row++) if (TEMPORARY.test(files.name(row))) found.add(files.path(row));
  return found;
}
