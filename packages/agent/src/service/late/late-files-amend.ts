import { type BytePath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { inspectRun } from '@seqwarden/runfolder';
import { atEach, type Branch, isAnyAlive } from '../../copy/branch.ts';
import { discardMarkers } from '../../copy/markers.ts';
import { openBranches } from '../../copy/open-branches.ts';
import { custodyAt, namedLikeLeftovers } from '../../copy/prepare-branch.ts';
import { bytesAt } from '../../copy/reference.ts';
import { readPlainFile } from '../../custody/read-plain-file.ts';
import type { AmendedFile, NewAddendum } from '../../custody/write-addendum.ts';
import { FilePool } from '../../engine/file-pool.ts';
import { RunView } from '../../engine/run-view.ts';
import { type Walk, walk } from '../../engine/walk.ts';
import { closeRoot } from '../../host/held-tree.ts';
import { openRun } from '../../host/run-place.ts';
import { threadsFor } from '../../host/threads-for.ts';
import type { FileRecord } from '../../journal/records.ts';
import { type MadeAddendum, makeAddendum } from '../../seal/make-addendum.ts';
import { ANALYSIS } from '../status/waits.ts';
import { type Chain, catchUp, chainOf, keepAll, sizeOfLast } from './late-files-chain.ts';
import { copyAdded, publish } from './late-files-copy.ts';
import { addedRecords, unfinishedAnalysis } from './late-files-facts.ts';
import { compareIdentity } from './late-files-identity.ts';
import type { AmendJob, AmendOptions, Late } from './late-files-job.ts';
import { lookForLate } from './late-files-look.ts';
import { LateFilesSpool } from './late-files-spool.ts';

export type Amended =
  /** A file that must not be in another state than it was sealed, another run, or no room in the state folder; nothing was signed. */
  | { readonly kind: 'alarm'; readonly code: ErrorCode; readonly path: BytePath }
  /** Nothing can be signed yet. */
  | {
      readonly kind: 'waits';
      readonly why: ErrorCode | typeof ANALYSIS;
      readonly places: readonly AmendedPlace[];
    }
  | {
      readonly kind: 'done';
      /** How many files the addendum adds and amends that was signed; 0: nothing was new. */
      readonly files: number;
      readonly places: readonly AmendedPlace[];
      /** What it added; `held` is by the places in the list of destinations. */
      readonly added: readonly FileRecord[];
    };

/** What came of it at one destination. */
export interface AmendedPlace {
  /** It has all addenda where there is none. */
  readonly error: SeqwardenError | undefined;
  /** The first of the addenda that it got now. */
  readonly from: number | undefined;
}

/**
 * Brings the addenda to a sealed run that one destination, or this agent, has to those that lack them, and signs one more where the source holds what was not
 * said yet: added files lie in the run by then, amended bytes with the addendum, the same one everywhere. It lies in the state folder before it goes anywhere,
 * so that a process that dies leaves one chain. Throws RUN_*, SOURCE_*, CUSTODY_NOT_OURS, the signal's reason, and where every destination ended by an error.
 */
export async function amendRun(options: AmendOptions): Promise<Amended> {
  const startedAt = options.now();
  await using opened = new AsyncDisposableStack();
  const source = openRun(options.path);
  opened.defer(() => closeRoot(source.root));
  const branches = await openBranches(options.destinations, source.name, options.signal, opened);
  const run = walk(source.root);
  await atEach(branches, branch => openSealed(branch, source.name, run, options, opened));
  const [first] = branches.filter(({ alive }) => alive);
  if (first?.custody.kind !== 'carry')
    return { kind: 'waits', why: 'DESTINATION_DOWN', places: placesOf(branches, new Map()) };
  const seal = first.custody;
  const pool = new FilePool(threadsFor(source.path));
  opened.defer(() => pool.close());
  const job: AmendJob = { options, startedAt, source, run, branches, pool, seal, came: new Map() };

  let spool = LateFilesSpool.open(options.stateFolder, seal.identity);
  opened.defer(() => spool?.close());
  const chain = await chainOf(job, spool, bytesAt(first.run));
  await atEach(branches, branch => catchUp(job, branch, chain));
  const look = await lookForLate(
    source.root,
    run.files,
    { manifest: seal.manifest, ...chain },
    options.known,
    path => sizeOfLast(path, chain, first),
    options.signal,
    options.noteSame,
  );
  const view = new RunView(source.name, source.root, run.files);
  opened.defer(() => view.close());
  const identify = async () => compareIdentity(seal.predicate, await inspectRun(view));
  if (look.kind === 'alarm') {
    // An alarm it is in any case, whatever keeps the source from telling whose it is.
    const identity = await identify().catch(() => 'unknown');
    return identity === 'other' ? { kind: 'alarm', code: 'ANOTHER_RUN', path: '' } : look;
  }
  const places = () => placesOf(branches, job.came);
  const done = (files: number, added: readonly FileRecord[]): Amended => {
    if (options.isEverywhere && branches.every(({ alive }) => alive)) spool?.remove();
    return { kind: 'done', files, places: places(), added };
  };
  if (look.added.length + look.amended.length === 0) return done(0, []);
  const model = seal.predicate.instrument.model.value;
  const unfinished = options.isOverdue ? undefined : unfinishedAnalysis(model, run.files, look);
  if (unfinished !== undefined) return { kind: 'waits', why: ANALYSIS, places: places() };

  const identity = await identify();
  if (identity === 'other' || (identity === 'unknown' && !look.holdsSealed))
    return { kind: 'alarm', code: 'ANOTHER_RUN', path: '' };
  if (!LateFilesSpool.hasRoom(options.stateFolder, look.amended, chain))
    return { kind: 'alarm', code: 'STATE_FULL', path: '' };

  const copied = await copyAdded(job, look);
  try {
    if (copied === 'changed') return { kind: 'waits', why: 'SOURCE_CHANGED', places: places() };
    view.requireUnchanged();
    if (!isAnyAlive(branches)) return { kind: 'waits', why: 'DESTINATION_DOWN', places: places() };
    const made = await sign(job, chain, look);
    spool ??= LateFilesSpool.make(options.stateFolder, seal.identity);
    await keepAll(spool, job, chain);
    await spool.keep(newAddendum(job, made, look));
    made.published();
    const addendum = (await spool.read(seal, options.trust)).addenda.at(-1);
    if (addendum?.identity !== made.identity)
      throw new SeqwardenError('INTERNAL', 'an addendum that was kept is not there');
    const { bytes } = spool;
    await atEach(branches, branch => publish(job, branch, addendum, bytes, copied));
    const added = addedRecords(source.root, run.files, look.added, copied.taking, branches);
    return done(look.added.length + look.amended.length, added);
  } catch (error) {
    if (error instanceof SeqwardenError && error.code === 'SOURCE_CHANGED')
      return { kind: 'waits', why: error.code, places: places() };
    throw error;
  } finally {
    if (copied !== 'changed') await discardMarkers(copied.markers);
  }
}

async function openSealed(
  branch: Branch,
  name: string,
  run: Walk,
  { trust, seal }: AmendOptions,
  opened: AsyncDisposableStack,
): Promise<void> {
  const there = await branch.destination.openRun(name, false);
  if (there === undefined) throw new SeqwardenError('CONFLICT', `${branch.label} has no such run any more`);
  branch.run = there;
  opened.defer(() => there.close());
  await there.removeLeftovers(namedLikeLeftovers(run));
  branch.custody = await custodyAt(there, trust);
  const { custody } = branch;
  if (custody.kind !== 'carry' || (seal !== undefined && custody.identity !== seal))
    throw new SeqwardenError(
      'CONFLICT',
      `at ${branch.label} lies another Custody than the seal that was published`,
      {
        path: 'Custody',
      },
    );
}

function sign(
  { options, startedAt, run, seal }: AmendJob,
  chain: Chain,
  { added, amended }: Late,
): Promise<MadeAddendum> {
  const { files } = run;
  const later = {
    startedAt,
    sealedAt: options.now(),
    version: options.version,
    added: added.map(row => ({
      path: files.path(row),
      sha256: files.digestHex(row),
      bytes: files.size(row),
    })),
    amended,
    special: run.special,
  };
  return makeAddendum({ ...seal, addenda: chain.addenda, added: chain.added }, later, options.signer);
}

function newAddendum(
  { source }: AmendJob,
  { number, content }: MadeAddendum,
  { amended }: Late,
): NewAddendum {
  const read =
    (path: BytePath): AmendedFile['read'] =>
    async take =>
      void (await readPlainFile(source.root, path, take));
  return { number, content, amended: amended.map(file => ({ ...file, read: read(file.path) })) };
}

function placesOf(branches: readonly Branch[], came: ReadonlyMap<Branch, number>): AmendedPlace[] {
  return branches.map(branch => {
    const [failure] = branch.failures;
    const error = failure && new SeqwardenError(failure.code, failure.message, { path: failure.path });
    return { error: branch.error ?? error, from: came.get(branch) };
  });
}
