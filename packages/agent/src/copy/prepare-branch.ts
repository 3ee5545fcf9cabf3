import { type BytePath, displayPath, ENVELOPE_FILE, SeqwardenError, type Trust } from '@seqwarden/proof';
import { amendedPath } from '../custody/compare-amended.ts';
import type { RunAtDestination } from '../destinations/destination.ts';
import { conflict } from '../destinations/taken-name.ts';
import type { Failure } from '../engine/failure.ts';
import type { Walk } from '../engine/walk.ts';
import { nameOf } from '../host/path-parts.ts';
import { TEMPORARY } from '../host/temporary-name.ts';
import type { Branch } from './branch.ts';
import { type CustodyJudgement, judgeCustody } from './judge-custody.ts';
import { listOfSeal } from './list-of-seal.ts';

/**
 * Opens a run's place at a destination, and finds out whether it can hold the run's names, and what lies there as `Custody`. Nothing but the run's own
 * empty folder is made there, and nothing but what an interrupted publishing left is taken away. Throws, or adds failures to the branch; then nothing is to
 * be written there.
 */
export async function openBranch(
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
    if (await isUnfinished(run, branch.custody)) {
      await run.removeLeftovers(namedLikeLeftovers(source));
      branch.custody = await custodyAt(run, trust);
    }
    if (branch.custody.kind === 'doubt') branch.add(doubtful(branch.custody.reason));
  }
}

/**
 * Makes a destination ready that was opened, when its reference is known: no seal of something else, no leftovers, all folders. Throws, or adds failures to
 * the branch, as {@link openBranch}.
 *
 * @param isSealed the run is known to be sealed: also where no seal lies yet nothing gets a name that it does not list
 */
export async function prepareBranch(branch: Branch, source: Walk, isSealed: boolean): Promise<void> {
  const { run, reference } = branch;
  if (isSealed && reference?.isOfSource === false)
    branch.sealed = listOfSeal(reference.custody, source.files)?.sealed;
  if (!run.fresh) {
    await judgeThere(branch, source);
    if (!branch.alive) return;
    await run.removeLeftovers(namedLikeLeftovers(source));
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
 * A sealed run takes nothing that its seal and the addenda to come do not list. So where a `Custody` lies, it has to be a seal of exactly these files; the
 * engine then holds each file against it, and may fill gaps.
 */
async function judgeThere(branch: Branch, source: Walk): Promise<void> {
  const { custody, reference, run } = branch;
  if (reference !== undefined) {
    const list = listOfSeal(reference.custody, source.files);
    branch.absent = list?.absent ?? [];
    if (custody.kind === 'carry') branch.sealed = list?.sealed;
    if (custody.kind === 'carry' && list === undefined) branch.add(doubtful('MANIFEST_MISMATCH'));
  }
  if (custody.kind !== 'carry' || !branch.alive) return;
  for (const { number, amended } of custody.addenda)
    for (const { path, sha256 } of amended) {
      const place = `${amendedPath(number)}/${path}`;
      if ((await run.files.hash(place))?.sha256 !== sha256) branch.add(otherBytes(place));
    }
}

function otherBytes(path: BytePath): Failure {
  const { code, message } = conflict(path);
  return { row: -1, path, code, message };
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

/** What lies in a run at a destination as its `Custody`. `evenUnproven` as for {@link judgeCustody}. */
export async function custodyAt(
  run: RunAtDestination,
  trust: Trust,
  evenUnproven = false,
): Promise<CustodyJudgement> {
  const { custody } = await run.list();
  const there = await judgeCustody(
    { names: custody, read: () => run.readCustody(), readAddenda: () => run.readAddenda() },
    trust,
    evenUnproven,
  );
  if (there.kind !== 'carry' || there.strange === undefined) return there;
  return { kind: 'doubt', ...there.strange, names: custody };
}

function doubtful(reason: string): Failure {
  const message = `the destination has a Custody folder that is not a seal of these files (${reason})`;
  return { row: -1, path: 'Custody', code: 'CONFLICT', message };
}

/** What the source itself has under names like ours. */
export function namedLikeLeftovers({ files, folders }: Walk): Set<BytePath> {
  const isLike = (path: BytePath) => TEMPORARY.test(nameOf(path));
  const found = new Set(folders.filter(isLike));
  for (let row = 0; row < files.count; row++) if (TEMPORARY.test(files.name(row))) found.add(files.path(row));
  return found;
}
