import type { ErrorCode } from '@seqwarden/proof';
import { recheck } from '../engine/recheck.ts';
import { HeldTree } from '../host/held-tree.ts';
import { atEach, type Branch, isAnyAlive, requireAny } from './branch.ts';
import { chooseReferences } from './choose-references.ts';
import { copyFiles } from './copy-files.ts';
import { type CopyJob, type CopyOptions, openJob } from './copy-job.ts';
import type { CopyResult, DestinationResult, Outcome } from './copy-result.ts';
import { DurableRows } from './durable-rows.ts';
import { findStrangers } from './find-strangers.ts';
import { fillInKnown, sizesShown } from './known-files.ts';
import { discardMarkers, holdBackMarkers, type StagedMarker, stageMarkers } from './markers.ts';
import { openBranch, prepareBranch } from './prepare-branch.ts';
import { bytesOfSource } from './reference.ts';
import { sealBranches } from './seal-branches.ts';
import { isSealOutOfReach } from './seal-out-of-reach.ts';
import { findSuperseded, type SupersededRow } from './superseded-rows.ts';
import { TakingPart } from './taking-part.ts';
import { withdrawChanged } from './withdraw-changed.ts';

/**
 * Copies one finished run to each destination, with one read of it, and seals it (DESIGN.md, the way of the data). At a destination whose
 * outcome is `sealed`, `carried` or `present` everything is durable: files, `Custody/`, markers, in this order. What fails at one fails there
 * alone. After an error, or a crash at any point, no final name anywhere holds anything but whole files, there is no `Custody/` unless all of
 * them stood, and copying again goes on. Throws what befalls the source as a whole, and where every destination ended by an error.
 */
export async function copyRun(options: CopyOptions): Promise<CopyResult> {
  await using opened = new AsyncDisposableStack();
  const job = await openJob(options, opened);
  const { branches, run, source } = job;
  await atEach(branches, branch => openBranch(branch, source.name, run, options.trust, opened));
  chooseReferences(branches, job.brought, bytesOfSource(source.root));
  const isSealed = (options.sealedAt?.length ?? 0) > 0;
  await atEach(branches, branch => prepareBranch(branch, run, isSealed));
  const shown = options.known && (await sizesShown(branches, run.files));
  requireAny(branches);

  const taking = new TakingPart(branches);
  if (isSealOutOfReach(job, job.brought)) return result(job, taking, {});
  const superseded = findSuperseded(source.root, run.files, branches);
  const setAside = new Set(superseded.map(({ row }) => row));
  const markers = holdBackMarkers(run.files).filter(row => !setAside.has(row));
  if (options.known !== undefined && shown !== undefined)
    await fillInKnown(source.root, run.files, branches, taking, options.known, shown);
  const noted = options.onDurable && new DurableRows(job, taking, options.onDurable);
  const ofSource = await copyFiles(job, taking, noted);
  options.signal?.throwIfAborted();
  if (ofSource.failed > 0) {
    if (ofSource.failures.some(({ code }) => code === 'SOURCE_CHANGED' || code === 'SOURCE_SHRANK'))
      await withdraw(job, taking, noted);
    return result(job, taking, ofSource);
  }
  await atEach(branches, branch => refuseStrangers(branch, job, [...markers, ...setAside]));

  const tools = taking.tools(new HeldTree(source.root), options.reread ?? false);
  opened.defer(() => tools.source.close());
  const staged = await stageMarkers(tools, run.files, markers, () => taking.live);
  try {
    const quarantined = await lookAgainAndSeal(job, taking, staged, superseded, noted);
    requireAny(branches);
    return result(job, taking, { quarantined });
  } finally {
    await discardMarkers(staged);
  }
}

async function refuseStrangers(branch: Branch, { run }: CopyJob, markers: readonly number[]): Promise<void> {
  if (branch.run.fresh) return;
  for (const stranger of findStrangers(await branch.run.list(), run, markers, branch.absent))
    branch.add(stranger);
}

async function lookAgainAndSeal(
  job: CopyJob,
  taking: TakingPart,
  staged: readonly StagedMarker[],
  superseded: readonly SupersededRow[],
  noted: DurableRows | undefined,
) {
  if (!isAnyAlive(taking.branches)) return null;
  try {
    await job.options.beforeLastLook?.();
    await recheck(job.pool, job.source.root, job.run);
    job.view.requireUnchanged();
  } catch (error) {
    await withdraw(job, taking, noted);
    throw error;
  }
  return sealBranches(job, taking, staged, superseded);
}

function withdraw(
  { source, run }: CopyJob,
  { branches }: TakingPart,
  noted: DurableRows | undefined,
): Promise<void> {
  const isNoted = (row: number) => noted?.isNoted(row) === true;
  return withdrawChanged(source.root, run.files, branches, { isNoted });
}

function result(
  job: CopyJob,
  taking: TakingPart,
  rest: Partial<Pick<CopyResult, 'failures' | 'failed' | 'quarantined'>>,
): CopyResult {
  const { files } = job.run;
  const destinations = job.branches.map((branch): DestinationResult => {
    const at = taking.branches.indexOf(branch);
    return {
      place: branch.label,
      outcome: branch.alive ? (branch.outcome ?? 'failed') : 'failed',
      written: at < 0 ? 0 : job.writtenTo(at),
      failures: branch.failures,
      failed: branch.failed,
      seal: branch.alive ? branch.seal : null,
      addenda: branch.alive ? branch.addenda : 0,
      unproven: branch.alive ? unprovenAt(branch) : [],
    };
  });
  const outcome = worst(destinations);
  return {
    run: job.source.name,
    outcome,
    destinations,
    inspection: job.inspection,
    files: files.count,
    bytes:
      outcome === 'failed' && destinations.every(one => one.outcome === 'failed') ? 0 : files.totalBytes(),
    special: job.run.special,
    failures: [],
    failed: 0,
    quarantined: null,
    ...rest,
  };
}

/** Of the seal that lay there, or came; and of the addenda that came to it. */
function unprovenAt({ custody, reference, addenda }: Branch): ErrorCode[] {
  const kept = custody.kind === 'carry' ? custody.open : [];
  const isCarried = custody.kind !== 'carry' || addenda > 0;
  return [...new Set([...kept, ...(isCarried ? (reference?.custody.open ?? []) : [])])];
}

const WORST_FIRST: readonly Outcome[] = ['failed', 'sealed', 'carried', 'present'];

function worst(destinations: readonly DestinationResult[]): Outcome {
  return WORST_FIRST.find(outcome => destinations.some(one => one.outcome === outcome)) ?? 'failed';
}
