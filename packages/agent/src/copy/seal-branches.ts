import type { BytePath, DeliveryOf, ListedFile } from '@seqwarden/proof';
import { SeqwardenError, type SpecialEntry, summarizeSpecial } from '@seqwarden/proof';
import type { KeptAttributes } from '../destinations/destination.ts';
import type { FileTable } from '../engine/file-table.ts';
import { type MadeCustody, makeCustody } from '../seal/make-custody.ts';
import { type ManifestBytes, manifestBytes } from '../seal/manifest-bytes.ts';
import { sealPredicate } from '../seal/seal-predicate.ts';
import { atEach, type Branch } from './branch.ts';
import { bringFile } from './bring-file.ts';
import type { CopyJob } from './copy-job.ts';
import type { CopyResult } from './copy-result.ts';
import { deliveriesOf, recordDelivery, totalsOfAddendum } from './delivery.ts';
import { type FolderAttributes, folderAttributes } from './folder-attributes.ts';
import type { CustodyJudgement, SealedCustody } from './judge-custody.ts';
import { type ListOfSeal, listOfSeal } from './list-of-seal.ts';
import { publishMarkersAt, type StagedMarker } from './markers.ts';
import { quarantineCustody } from './quarantine.ts';
import { bytesOfSource, carriedFrom, chooseReferences } from './reference.ts';
import type { SupersededRow } from './superseded-rows.ts';
import type { TakingPart } from './taking-part.ts';

/**
 * One seal for all destinations, then at each: names durable, `Custody/`, addenda, markers, deliveries, in this order. One that fails on the way has
 * markers only if it has `Custody/`, and that only if it has all files.
 */
export async function sealBranches(
  job: CopyJob,
  taking: TakingPart,
  markers: readonly StagedMarker[],
  superseded: readonly SupersededRow[],
): Promise<CopyResult['quarantined']> {
  const { source, run, options } = job;
  const { branches } = taking;
  const manifest = manifestBytes(run.files);
  const brought = judgeBrought(job);
  const reason = doubtOf(brought);
  const quarantined =
    reason === undefined
      ? null
      : {
          reason,
          ...(await quarantineCustody(source.root, run.custody, branches, source.name, options.now())),
        };
  // Once more: destinations have failed since, and the source's files have been read.
  chooseReferences(branches, brought, bytesOfSource(source.root));
  for (const { row, sha256 } of superseded) run.files.setDigestHex(row, sha256);
  const isNew = branches.some(branch => branch.alive && branch.reference === undefined);
  const made = isNew ? await newSeal(job, brought, manifest) : undefined;
  const folders = folderAttributes(source.root, ['', ...run.folders]);
  await atEach(branches, async branch => {
    const at = branches.indexOf(branch);
    const isKept = branch.custody.kind === 'carry';
    const seal = sealFor(branch, made, superseded);
    const arrived = await finishBranch({ job, branch, at, folders, markers, superseded, seal });
    await deliverAll(job, branch, { seal, totals: manifest, arrived, isNews: job.writtenTo(at) > 0 });
    branch.seal = seal.identity;
    const outcome = branch.reference === undefined ? 'sealed' : 'carried';
    branch.outcome = isKept && arrived === 0 ? 'present' : outcome;
  });
  return quarantined;
}

/** What is to lie at a destination in the end, and is held against the table once more as a whole: the engine held each file against it when it was read. */
function sealFor(
  { reference }: Branch,
  made: MadeCustody | undefined,
  superseded: readonly SupersededRow[],
): MadeCustody {
  if (reference === undefined && made !== undefined && superseded.length === 0) return made;
  if (reference !== undefined) return reference.custody;
  throw new SeqwardenError(
    'CONFLICT',
    'files of the source are in a later state than the seal that is elsewhere',
  );
}

/** What the source brought, now that its files were read: a seal of other files is none of this run. */
function judgeBrought({ brought, run }: CopyJob): CustodyJudgement {
  if (brought.kind !== 'carry') return brought;
  if (listedOf(brought, run.files)?.absent.length === 0) return brought;
  return { kind: 'doubt', reason: 'MANIFEST_MISMATCH', names: run.custody.map(({ name }) => name) };
}

/** Why what the source brought is set aside. A good seal is carried all the same where only what lies beside it is none of ours. */
function doubtOf(brought: CustodyJudgement): string | undefined {
  if (brought.kind === 'doubt') return brought.reason;
  return brought.kind === 'carry' && brought.strange !== undefined ? 'its addenda do not verify' : undefined;
}

interface Finish {
  readonly job: CopyJob;
  readonly branch: Branch;
  readonly at: number;
  readonly folders: FolderAttributes;
  readonly markers: readonly StagedMarker[];
  readonly superseded: readonly SupersededRow[];
  readonly seal: MadeCustody;
}

/**
 * A power cut must not leave a seal without its files: their names are durable before `Custody` gets its own. Returns how many addenda it got.
 */
async function finishBranch(finish: Finish): Promise<number> {
  const { job, branch, at, folders, markers, seal } = finish;
  const { files } = job.run;
  const absent = requireListed(branch, files);
  const brought = await bringWhatSourceLacks(finish, absent);
  await branch.run.settle(new Map([...brought, ...folders]));
  if (branch.custody.kind === 'none') await branch.run.publishCustody(seal.content);
  const arrived = await publishAddenda(branch);
  await publishMarkersAt(at, files, markers);
  const ofMarkers = new Set(['', ...markers.map(({ row }) => files.folder(row))]);
  await branch.run.settle(new Map([...folders].filter(([folder]) => ofMarkers.has(folder))));
  return arrived;
}

/** From the destination whose addenda these are. Returns the folders in which something may be new that are not the source's. */
async function bringWhatSourceLacks(
  { job, branch, at, superseded }: Finish,
  absent: readonly ListedFile[],
): Promise<FolderAttributes> {
  const { reference } = branch;
  const { files } = job.run;
  const folders: Map<BytePath, Omit<KeptAttributes, 'size'>> = new Map();
  if (reference === undefined) return folders;
  const now = job.options.now();
  for (const { row, sha256 } of superseded) {
    const file = { path: files.path(row), sha256 };
    if (await bringFile(branch.run, file, reference.from, now))
      files.written[row] = (files.written[row] ?? 0) | (1 << at);
  }
  for (const file of absent) {
    if (!(await bringFile(branch.run, file, reference.from, now))) continue;
    const at = now.getTime();
    for (const folder of parentsOf(file.path)) folders.set(folder, { mode: 0o755, mtimeMs: at, atimeMs: at });
  }
  return folders;
}

function parentsOf(path: BytePath): BytePath[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Those that are not there yet, in their order. */
async function publishAddenda({ run, custody, reference }: Branch): Promise<number> {
  if (reference === undefined) return 0;
  const has = custody.kind === 'carry' ? custody.addenda.length : 0;
  const missing = reference.custody.addenda.slice(has);
  for (const addendum of missing) await run.publishAddendum(await carriedFrom(addendum, reference.from));
  return missing.length;
}

/** Returns what the reference of a destination lists, and the source has no more. Throws CONFLICT where it is none of these files. */
function requireListed({ reference }: Branch, files: FileTable): readonly ListedFile[] {
  if (reference === undefined) return [];
  const absent = listedOf(reference.custody, files)?.absent;
  if (absent !== undefined) return absent;
  throw new SeqwardenError(
    'CONFLICT',
    'the destination has a Custody folder that is not a seal of these files',
    { path: 'Custody' },
  );
}

/** undefined unless it lists every row of the table, with its digest. */
function listedOf(custody: SealedCustody, files: FileTable): ListOfSeal | undefined {
  const list = listOfSeal(custody, files);
  if (list === undefined) return undefined;
  for (let row = 0; row < files.count; row++)
    if (!list.sealed.is(row, files.digestHex(row))) return undefined;
  return list;
}

async function newSeal(
  job: CopyJob,
  brought: CustodyJudgement,
  manifest: ManifestBytes,
): Promise<MadeCustody> {
  const { options, run } = job;
  const setAside: SpecialEntry[] =
    brought.kind === 'doubt' ? brought.names.map(path => ({ kind: 'quarantined', path })) : [];
  const predicate = sealPredicate({
    kind: 'run',
    made: 'at-copy',
    generation: 1,
    previousSeal: null,
    derivedFrom: null,
    sourceLabel: options.sourceLabel ?? null,
    startedAt: job.startedAt,
    sealedAt: options.now(),
    version: options.version,
    inspection: job.inspection,
    manifest,
    special: await summarizeSpecial([...run.special, ...setAside]),
    priorEvidence: [],
  });
  return makeCustody(manifest, predicate, options.signer);
}

interface Arrived {
  readonly seal: MadeCustody;
  /** Of a seal that was made now. */
  readonly totals: Totals;
  /** Addenda that it got now. */
  readonly arrived: number;
  /** Files were written. */
  readonly isNews: boolean;
}

type Totals = Pick<ManifestBytes, 'files' | 'bytes'>;

/** The seal's delivery is of what the seal itself lists; each addendum has its own. Where nothing came, one that is there is enough. */
async function deliverAll(
  job: CopyJob,
  branch: Branch,
  { seal, totals, arrived, isNews }: Arrived,
): Promise<void> {
  const { reference } = branch;
  await deliver(job, branch, seal.identity, reference?.custody.predicate.manifest ?? totals, 'seal', isNews);
  for (const { identity, predicate } of reference?.custody.addenda ?? [])
    await deliver(job, branch, identity, totalsOfAddendum(predicate), 'addendum', arrived > 0);
}

async function deliver(
  { options, startedAt }: CopyJob,
  { destination }: Branch,
  identity: string,
  { files, bytes }: Totals,
  of: DeliveryOf,
  isNews: boolean,
): Promise<void> {
  if (!isNews && (await deliveriesOf(destination, identity, options.trust, of)) > 0) return;
  const predicate = {
    check: options.reread ? ('reread' as const) : ('write-acknowledged' as const),
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: { files, bytes },
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(destination, identity, predicate, options.signer, of);
}
