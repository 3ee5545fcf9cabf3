import { type BytePath, displayPath, type ErrorCode, SeqwardenError, type Trust } from '@seqwarden/proof';
import { isMarker } from '@seqwarden/runfolder';
import type { Signer } from '../config/signer.ts';
import { atEach, type Branch, isAnyAlive } from '../copy/branch.ts';
import { bringAddendum } from '../copy/bring-addendum.ts';
import { recordDelivery, totalsOfAddendum } from '../copy/delivery.ts';
import { folderAttributes } from '../copy/folder-attributes.ts';
import type { CarriedAddendum, SealedCustody } from '../copy/judge-custody.ts';
import { discardMarkers, publishMarkersAt, type StagedMarker, stageMarkers } from '../copy/markers.ts';
import { openBranches } from '../copy/open-branches.ts';
import { custodyAt, namedLikeLeftovers } from '../copy/prepare-branch.ts';
import { type BytesOfRun, bytesAt, bytesOfSource, carriedFrom, isOneChain } from '../copy/reference.ts';
import { TakingPart } from '../copy/taking-part.ts';
import { withdrawChanged } from '../copy/withdraw-changed.ts';
import { amendedPath } from '../custody/compare-amended.ts';
import { readPlainFile } from '../custody/read-plain-file.ts';
import type { AmendedFile, NewAddendum } from '../custody/write-addendum.ts';
import type { DestinationSpec } from '../destinations/destination.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { Outcome } from '../engine/file-table.ts';
import { recheck } from '../engine/recheck.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { closeRoot, HeldTree } from '../host/held-tree.ts';
import { openRun, type RunPlace } from '../host/run-place.ts';
import { threadsFor } from '../host/threads-for.ts';
import type { FileRecord } from '../journal/records.ts';
import { type MadeAddendum, makeAddendum } from '../seal/make-addendum.ts';
import { addedRecords, unfinishedAnalysis } from './late-files-facts.ts';
import { type LateLook, lookForLate } from './late-files-look.ts';
import { type KeptAddenda, LateFilesSpool } from './late-files-spool.ts';
import { isOfTheSource } from './take-bag.ts';

type Late = Extract<LateLook, { readonly kind: 'late' }>;

export interface AmendOptions {
  /** Of the run's source. */
  readonly path: string;
  /** Those that have the seal and can be reached. */
  readonly destinations: readonly DestinationSpec[];
  /** These are all destinations of the run. */
  readonly isEverywhere: boolean;
  /** Identity of the seal, where it is known. */
  readonly seal: string | undefined;
  /** What the journal has of the run. */
  readonly known: Iterable<FileRecord>;
  /** An analysis that has not said for so long that it ended, will not say it any more. */
  readonly isOverdue: boolean;
  /** The agent's. */
  readonly stateFolder: string;
  readonly signer: Signer;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly bytesPerSecond: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export type Amended =
  /** A file that must not be in another state than it was sealed; nothing was signed. */
  | { readonly kind: 'alarm'; readonly code: ErrorCode; readonly path: BytePath }
  /** Nothing can be signed yet. */
  | { readonly kind: 'waits'; readonly why: string; readonly places: readonly AmendedPlace[] }
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

interface Job {
  readonly options: AmendOptions;
  readonly startedAt: Date;
  readonly source: RunPlace;
  readonly run: Walk;
  readonly branches: readonly Branch[];
  readonly pool: FilePool;
  readonly seal: SealedCustody;
  /** The first of the addenda that a destination got now. */
  readonly came: Map<Branch, number>;
}

/** All that was said of the run since its seal, and a place that has the amended bytes. */
interface Chain extends KeptAddenda {
  readonly from: BytesOfRun;
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
  const job: Job = { options, startedAt, source, run, branches, pool, seal, came: new Map() };

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
  );
  if (look.kind === 'alarm') return look;
  const places = () => placesOf(branches, job.came);
  const done = (files: number, added: readonly FileRecord[]): Amended => {
    if (options.isEverywhere && branches.every(({ alive }) => alive)) spool?.remove();
    return { kind: 'done', files, places: places(), added };
  };
  if (look.added.length + look.amended.length === 0) return done(0, []);
  const unfinished = options.isOverdue ? undefined : unfinishedAnalysis(run.files, look);
  if (unfinished !== undefined)
    return { kind: 'waits', why: 'an onboard analysis has no end marker yet', places: places() };

  const copied = await copyAdded(job, look);
  try {
    if (copied === 'changed') return { kind: 'waits', why: 'SOURCE_CHANGED', places: places() };
    if (!isAnyAlive(branches)) return { kind: 'waits', why: 'DESTINATION_DOWN', places: places() };
    const made = await sign(job, chain, look);
    spool ??= LateFilesSpool.make(options.stateFolder, seal.identity);
    await keepAll(spool, job, chain);
    await spool.keep(newAddendum(job, made, look));
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

/** The chain from its first addendum on, so that it can be checked, and brought to whichever destination lacks some of it. */
async function keepAll(
  spool: LateFilesSpool,
  { seal, options }: Job,
  { addenda, from }: Chain,
): Promise<void> {
  const { addenda: kept } = await spool.read(seal, options.trust);
  for (const addendum of addenda.slice(kept.length)) await spool.keep(await carriedFrom(addendum, from));
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

/** The longest chain, of which all others are beginnings. A destination with another one fails with CONFLICT. */
async function chainOf(
  { branches, seal, options }: Job,
  spool: LateFilesSpool | undefined,
  first: BytesOfRun,
): Promise<Chain> {
  let longest: Chain = { addenda: [], added: [], from: first };
  if (spool !== undefined) longest = { ...(await spool.read(seal, options.trust)), from: spool.bytes };
  for (const branch of branches.filter(({ alive }) => alive)) {
    const { custody, run } = branch;
    if (custody.kind !== 'carry') continue;
    const { addenda, added } = custody;
    if (custody.identity !== seal.identity || !isOneChain(addenda, longest.addenda))
      branch.add({ row: -1, path: 'Custody/addenda', code: 'CONFLICT', message: 'there are other addenda' });
    else if (addenda.length > longest.addenda.length) longest = { addenda, added, from: bytesAt(run) };
  }
  return longest;
}

/** Added files come from the source, or from another destination where the source has them no more. */
async function catchUp(job: Job, branch: Branch, chain: Chain): Promise<void> {
  const { custody } = branch;
  if (custody.kind !== 'carry') return;
  const holders = [
    bytesOfSource(job.source.root),
    ...job.branches.filter(other => other !== branch && other.alive).map(({ run }) => bytesAt(run)),
  ];
  for (const addendum of chain.addenda.slice(custody.addenda.length)) {
    await bringAddendum(branch.run, addendum, { holders, amended: chain.from, now: job.options.now() });
    await noteCame(job, branch, addendum);
  }
}

/** Bytes of the last state that was said of a file. */
function sizeOfLast(path: BytePath, { addenda, from }: Chain, { run }: Branch): Promise<number | undefined> {
  const last = addenda.findLast(({ amended }) => amended.some(one => one.path === path));
  return last === undefined ? bytesAt(run).sizeOf(path) : from.sizeOf(`${amendedPath(last.number)}/${path}`);
}

/** What copying the added files left to be done: markers wait for the addendum. */
interface Copied {
  readonly taking: TakingPart;
  readonly markers: readonly StagedMarker[];
}

/** `changed`: the source was not quiet after all; what was written and changed since is taken away again. */
async function copyAdded(job: Job, { added }: Late): Promise<Copied | 'changed'> {
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
async function withdrawn({ source, run }: Job, { branches }: TakingPart): Promise<'changed'> {
  await withdrawChanged(source.root, run.files, branches, () => false);
  return 'changed';
}

function sign(
  { options, startedAt, run, seal }: Job,
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

function newAddendum({ source }: Job, { number, content }: MadeAddendum, { amended }: Late): NewAddendum {
  const read =
    (path: BytePath): AmendedFile['read'] =>
    async take =>
      void (await readPlainFile(source.root, path, take));
  return { number, content, amended: amended.map(file => ({ ...file, read: read(file.path) })) };
}

/** Names of the added files durable, the addendum, then its markers. */
async function publish(
  job: Job,
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

async function noteCame(
  { options, startedAt, came }: Job,
  branch: Branch,
  addendum: CarriedAddendum,
): Promise<void> {
  if (!came.has(branch)) came.set(branch, addendum.number);
  const predicate = {
    check: 'write-acknowledged' as const,
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: totalsOfAddendum(addendum.predicate),
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(branch.destination, addendum.identity, predicate, options.signer, 'addendum');
}

function placesOf(branches: readonly Branch[], came: ReadonlyMap<Branch, number>): AmendedPlace[] {
  return branches.map(branch => {
    const [failure] = branch.failures;
    const error = failure && new SeqwardenError(failure.code, failure.message, { path: failure.path });
    return { error: branch.error ?? error, from: came.get(branch) };
  });
}
