import { SeqwardenError, type SpecialEntry, summarizeSpecial } from '@seqwarden/proof';
import { custodyWithoutAddenda } from '../destinations/folder/custody-files.ts';
import { sha256 } from '../host/sha256.ts';
import { type MadeCustody, makeCustody } from '../seal/make-custody.ts';
import { type ManifestBytes, manifestBytes } from '../seal/manifest-bytes.ts';
import { sealPredicate } from '../seal/seal-predicate.ts';
import { atEach, type Branch } from './branch.ts';
import type { CopyJob } from './copy-job.ts';
import type { CopyResult } from './copy-result.ts';
import { type CustodyDecision, decideCustody, decideSeal } from './decide-custody.ts';
import { deliveriesOf, recordDelivery } from './delivery.ts';
import { type FolderAttributes, folderAttributes } from './folder-attributes.ts';
import { type CustodyJudgement, judgeCustody } from './judge-custody.ts';
import { publishMarkersAt, type StagedMarker } from './markers.ts';
import { quarantineCustody } from './quarantine.ts';
import type { TakingPart } from './taking-part.ts';

/**
 * One seal for all destinations, then at each: names durable, `Custody/`, markers, delivery, in this order. One that fails on the way has
 * markers only if it has `Custody/`, and that only if it has all files.
 */
export async function sealBranches(
  job: CopyJob,
  taking: TakingPart,
  markers: readonly StagedMarker[],
): Promise<CopyResult['quarantined']> {
  const { source, run, options } = job;
  const manifest = manifestBytes(run.files);
  let hasAddenda = false;
  const read = async () => {
    const found = custodyWithoutAddenda(source.root);
    hasAddenda = found?.hasAddenda ?? false;
    return found?.files;
  };
  const names = run.custody.map(entry => entry.name);
  const brought = await judgeCustody({ names, read }, options.trust, manifest.sha256);
  const reason = doubtOf(brought, hasAddenda);
  const quarantined =
    reason === undefined
      ? null
      : {
          reason,
          ...(await quarantineCustody(source.root, run.custody, taking.branches, source.name, options.now())),
        };
  const seal = await sealFor(job, taking.branches, brought, manifest);
  const folders = folderAttributes(source.root, ['', ...run.folders]);
  await atEach(taking.branches, async branch => {
    const decision = decideCustody(branch.custody.kind, brought.kind);
    const identity = branch.custody.kind === 'carry' ? branch.custody.identity : seal.identity;
    if (branch.custody.kind === 'carry') requireSameList(branch.custody.manifest, manifest);
    const at = taking.branches.indexOf(branch);
    await finishBranch({
      branch,
      at,
      folders,
      table: run.files,
      markers,
      seal: decision === 'keep' ? undefined : seal,
    });
    if (job.writtenTo(at) > 0 || (await deliveriesOf(branch.destination, identity, options.trust)) === 0)
      await deliver(job, branch, identity, manifest);
    branch.seal = identity;
    branch.outcome = decision === 'keep' ? 'present' : seal.isMade ? 'sealed' : 'carried';
  });
  return quarantined;
}

/** Why what the source brought is set aside. A good seal is carried all the same where only what lies beside it is none of ours. */
function doubtOf(brought: CustodyJudgement, hasAddenda: boolean): string | undefined {
  if (brought.kind === 'doubt') return brought.reason;
  return brought.kind === 'carry' && hasAddenda ? 'its addenda do not verify' : undefined;
}

interface Finish {
  readonly branch: Branch;
  readonly at: number;
  readonly folders: FolderAttributes;
  readonly table: CopyJob['run']['files'];
  readonly markers: readonly StagedMarker[];
  /** undefined: one lies there. */
  readonly seal: MadeCustody | undefined;
}

/** A power cut must not leave a seal without its files: their names are durable before `Custody` gets its own. */
async function finishBranch({ branch, at, folders, table, markers, seal }: Finish): Promise<void> {
  await branch.run.settle(folders);
  if (seal !== undefined) await branch.run.publishCustody(seal.content);
  await publishMarkersAt(at, table, markers);
  const ofMarkers = new Set(['', ...markers.map(({ row }) => table.folder(row))]);
  await branch.run.settle(new Map([...folders].filter(([folder]) => ofMarkers.has(folder))));
}

/** The engine held each file against that list while it was read; this holds the whole against it once more. */
function requireSameList(listed: Uint8Array, manifest: ManifestBytes): void {
  if (Buffer.compare(sha256(listed), manifest.sha256) === 0) return;
  throw new SeqwardenError(
    'CONFLICT',
    'the destination has a Custody folder that is not a seal of these files',
    {
      path: 'Custody',
    },
  );
}

interface TheSeal extends MadeCustody {
  readonly isMade: boolean;
}

async function sealFor(
  job: CopyJob,
  branches: readonly Branch[],
  brought: CustodyJudgement,
  manifest: ManifestBytes,
): Promise<TheSeal> {
  const alive = branches.filter(branch => branch.alive);
  const decisions = alive.map(({ custody }): CustodyDecision => decideCustody(custody.kind, brought.kind));
  const kept = alive.map(({ custody }) => custody).find(custody => custody.kind === 'carry');
  const from = decideSeal(decisions);
  if (from === 'kept elsewhere' && kept !== undefined) return { ...kept, isMade: false };
  if (from === 'brought' && brought.kind === 'carry') return { ...brought, isMade: false };
  return { ...(await newSeal(job, brought, manifest)), isMade: true };
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

async function deliver(job: CopyJob, branch: Branch, seal: string, manifest: ManifestBytes): Promise<void> {
  const { options, startedAt } = job;
  const predicate = {
    check: options.reread ? ('reread' as const) : ('write-acknowledged' as const),
    startedAt: startedAt.toISOString(),
    completedAt: options.now().toISOString(),
    manifest: { files: manifest.files, bytes: manifest.bytes },
    tool: { name: 'seqwarden' as const, version: options.version },
  };
  await recordDelivery(branch.destination, seal, predicate, options.signer);
}
