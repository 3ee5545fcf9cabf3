import { SeqwardenError, type SpecialEntry, summarizeSpecial } from '@seqwarden/proof';
import { type MadeCustody, makeCustody } from '../seal/make-custody.ts';
import { type ManifestBytes, manifestBytes } from '../seal/manifest-bytes.ts';
import { sealPredicate } from '../seal/seal-predicate.ts';
import { atEach, type Branch } from './branch.ts';
import { chooseReferences } from './choose-references.ts';
import type { CopyJob } from './copy-job.ts';
import type { CopyResult } from './copy-result.ts';
import { deliverAll } from './deliver-branch.ts';
import { finishBranch } from './finish-branch.ts';
import { folderAttributes } from './folder-attributes.ts';
import { type CustodyJudgement, doubtBy } from './judge-custody.ts';
import { listOfThese } from './list-of-seal.ts';
import type { StagedMarker } from './markers.ts';
import { quarantineCustody } from './quarantine.ts';
import { bytesOfSource } from './reference.ts';
import { isSealOutOfReach } from './seal-out-of-reach.ts';
import type { SupersededRow } from './superseded-rows.ts';
import type { TakingPart } from './taking-part.ts';

/**
 * One seal for all destinations, then at each: names durable, `Custody/`, addenda, markers, deliveries, in this order. One that fails on the way has
 * markers only if it has `Custody/`, and that only if it has all files. Nothing is sealed where the seal that there is cannot be had now.
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
  if (isNew && isSealOutOfReach(job, brought)) return quarantined;
  const made = isNew ? await newSeal(job, brought, manifest) : undefined;
  const folders = folderAttributes(source.root, ['', ...run.folders]);
  await atEach(branches, async branch => {
    const at = branches.indexOf(branch);
    const isKept = branch.custody.kind === 'carry';
    const seal = sealFor(branch, made, superseded);
    const arrived = await finishBranch({ job, branch, at, folders, markers, superseded, seal });
    await deliverAll(job, branch, { seal, totals: manifest, arrived, isNews: job.writtenTo(at) > 0 });
    branch.seal = seal.identity;
    branch.addenda = arrived;
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
  if (listOfThese(brought, run.files)?.absent.length === 0) return brought;
  return { kind: 'doubt', ...doubtBy(['MANIFEST_MISMATCH']), names: run.custody.map(({ name }) => name) };
}

/** Why what the source brought is set aside. A good seal is carried all the same where only what lies beside it is none of ours. */
function doubtOf(brought: CustodyJudgement): string | undefined {
  if (brought.kind === 'doubt') return brought.reason;
  return brought.kind === 'carry' && brought.strange !== undefined ? 'its addenda do not verify' : undefined;
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
