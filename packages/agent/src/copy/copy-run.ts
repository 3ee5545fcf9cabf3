import { join } from 'node:path';
import { type SealPredicate, type SpecialEntry, summarizeSpecial, type Trust } from '@seqwarden/proof';
import { type Inspection, inspectRun } from '@seqwarden/runfolder';
import type { Signer } from '../config/signer.ts';
import { type CopyTools, copyBuffer } from '../engine/copy-file.ts';
import type { Failure } from '../engine/failure.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { Outcome } from '../engine/file-table.ts';
import { recheck } from '../engine/recheck.ts';
import { RunView } from '../engine/run-view.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { fsError } from '../host/fs-error.ts';
import { closeRoot, HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { lockRun } from '../host/run-lock.ts';
import { openRun, type RunPlace } from '../host/run-place.ts';
import { threadsFor } from '../host/threads-for.ts';
import { publishCustody } from '../seal/custody-folder.ts';
import { deliveriesOf, recordDelivery } from '../seal/delivery.ts';
import { makeCustody } from '../seal/make-custody.ts';
import { type ManifestBytes, manifestBytes } from '../seal/manifest-bytes.ts';
import { requireFiles, requireFinished, requireRun } from '../seal/require-finished.ts';
import { sealPredicate } from '../seal/seal-predicate.ts';
import { type DestinationPlace, openDestination } from './destination.ts';
import { removeLeftovers, strangersAt } from './leftovers.ts';
import {
  discardMarkers,
  holdBackMarkers,
  publishMarkers,
  type StagedMarker,
  stageMarkers,
} from './markers.ts';
import { finishFolders, makeFolders, openRunFolder } from './prepare-folders.ts';
import { quarantineCustody } from './quarantine.ts';
import { doubtful, holdAgainstSeal } from './sealed-destination.ts';
import { type CustodyJudgement, judgeCustody, quarantinedEntries } from './source-custody.ts';
import { withdrawChanged } from './withdraw-changed.ts';

export interface CopyOptions {
  readonly source: string;
  readonly destination: string;
  readonly signer: Signer;
  /** For a seal that the source or the destination has already. */
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly sourceLabel?: string | null;
  /** Seal a run that is not over. */
  readonly incomplete?: boolean;
  readonly reread?: boolean;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CopyResult {
  /** `sealed`: a seal was made. `carried`: the source's own seal came along. `present`: all was there and equal. `failed`: see failures. */
  readonly outcome: 'sealed' | 'carried' | 'present' | 'failed';
  /** The run at the destination. */
  readonly folder: string;
  readonly inspection: Inspection;
  readonly files: number;
  readonly bytes: number;
  /** Files that were written now; the others were there and equal. */
  readonly written: number;
  /** Links, devices and the like, and empty folders: in the seal as digests; only the folders are copied. */
  readonly special: readonly SpecialEntry[];
  readonly failures: readonly Failure[];
  readonly failed: number;
  /** Identity of the seal that lies with the run now; null after a failure. */
  readonly seal: string | null;
  /** A `Custody` of the source that did not verify: why, and where below the destination's own folder it lies. */
  readonly quarantined: { readonly reason: string; readonly folder: string } | null;
}

/**
 * Copies one finished run and seals it (DESIGN.md, the way of the data). On return of `sealed`, `carried` or `present` everything is
 * durable: files, `Custody/`, markers, in this order. After an error, or a crash at any point, no final name holds anything
 * but whole files, there is no `Custody/` unless all of them stood, and copying again goes on.
 */
export async function copyRun(options: CopyOptions): Promise<CopyResult> {
  const startedAt = options.now();
  await using opened = new AsyncDisposableStack();
  const source = openRun(options.source);
  opened.defer(() => closeRoot(source.root));
  const place = openDestination(options.destination, source);
  opened.defer(lockRun(place.ownFolder, source.name));
  const pool = new FilePool(threadsFor(source.path, place.path));
  opened.defer(() => pool.close());

  const run = walk(source.root);
  const view = new RunView(source.name, source.root, run.files);
  opened.defer(() => view.close());
  requireFiles(run);
  const inspection = await inspectRun(view);
  requireRun(inspection, options.incomplete ?? false);
  requireFinished(inspection, options.incomplete ?? false);

  const folder = join(place.path, source.name);
  const { root: destination, fresh } = openRunFolder(folder);
  opened.defer(() => closeRoot(destination));
  const tools: CopyTools = {
    source: new HeldTree(source.root),
    destination: new HeldTree(destination),
    buffer: copyBuffer(),
    reread: options.reread ?? false,
  };
  opened.defer(() => {
    tools.source.close();
    tools.destination.close();
  });
  return await transfer({
    options,
    source,
    place,
    startedAt,
    run,
    view,
    inspection,
    fresh,
    folder,
    destination,
    tools,
    pool,
  });
}

interface Job {
  readonly options: CopyOptions;
  readonly source: RunPlace;
  readonly place: DestinationPlace;
  readonly startedAt: Date;
  readonly run: Walk;
  readonly view: RunView;
  readonly inspection: Inspection;
  readonly fresh: boolean;
  readonly folder: string;
  readonly destination: TreeRoot;
  readonly tools: CopyTools;
  readonly pool: FilePool;
}

async function transfer(job: Job): Promise<CopyResult> {
  const { options, source, run, destination, tools, fresh } = job;
  const reading = {
    source: source.root,
    bytesPerSecond: options.bytesPerSecond ?? 0,
    onProgress: options.onProgress,
    signal: options.signal,
  };
  if (!fresh) {
    const sealed = await holdAgainstSeal(job.pool, run, destination, options.trust, reading);
    options.signal?.throwIfAborted();
    if (sealed.failed > 0) return result(job, { outcome: 'failed', ...sealed });
    removeLeftovers(destination, run);
  }
  makeFolders(destination, run.folders);
  const markers = holdBackMarkers(run.files);
  const { failures, failed } = await job.pool.transfer(run.files, {
    ...reading,
    destination,
    fresh,
    reread: tools.reread,
  });
  options.signal?.throwIfAborted();
  if (failed > 0) {
    if (failures.some(({ code }) => code === 'SOURCE_CHANGED' || code === 'SOURCE_SHRANK'))
      withdrawChanged(tools, run.files, markers);
    return result(job, { outcome: 'failed', failures, failed });
  }
  const strangers = fresh ? [] : strangersAt(destination, run, markers);
  if (strangers.length > 0)
    return result(job, { outcome: 'failed', failures: strangers, failed: strangers.length });

  const staged = stageMarkers(tools, run.files, markers);
  try {
    await recheck(job.pool, source.root, run);
    job.view.requireUnchanged();
  } catch (error) {
    discardMarkers(tools, staged);
    withdrawChanged(tools, run.files, markers);
    throw error;
  }
  return seal(job, staged, manifestBytes(run.files));
}

async function seal(job: Job, staged: readonly StagedMarker[], manifest: ManifestBytes): Promise<CopyResult> {
  const { options, source, place, run, destination, tools } = job;
  const there = await judgeCustody(
    destination,
    job.fresh ? { ...run, custody: [] } : walk(destination, 'destination'),
    manifest,
    options.trust,
  );
  if (there.kind === 'doubt') {
    discardMarkers(tools, staged);
    return result(job, { outcome: 'failed', failures: [doubtful(there.reason)], failed: 1 });
  }
  const brought = await judgeCustody(source.root, run, manifest, options.trust);
  const quarantined =
    brought.kind === 'doubt'
      ? {
          reason: brought.reason,
          folder: quarantineCustody(source.root, run.custody, place.ownFolder, source.name, options.now()),
        }
      : null;

  const custody = await custodyFor(job, there, brought, manifest);
  // A power cut must not leave a seal without its files either: their names are flushed before `Custody` gets its own.
  const folders = ['', ...run.folders];
  const ofMarkers = new Set(['', ...staged.map(marker => marker.folder)]);
  finishFolders(source.root, destination, folders);
  flushName(place.path);
  if (there.kind === 'none') publishCustody(destination, custody.content);
  publishMarkers(tools, run.files, staged);
  finishFolders(
    source.root,
    destination,
    folders.filter(folder => ofMarkers.has(folder)),
  );

  const outcome = there.kind === 'carry' ? 'present' : brought.kind === 'carry' ? 'carried' : 'sealed';
  const done = result(job, { outcome, seal: custody.identity, quarantined });
  if (done.written > 0 || deliveriesOf(place.ownFolder, custody.identity) === 0)
    await deliver(job, custody.identity, manifest);
  return done;
}

async function custodyFor(
  job: Job,
  there: CustodyJudgement,
  brought: CustodyJudgement,
  manifest: ManifestBytes,
) {
  if (there.kind === 'carry') return there;
  if (brought.kind === 'carry') return brought;
  const special = [
    ...job.run.special,
    ...(brought.kind === 'doubt' ? quarantinedEntries(brought.names) : []),
  ];
  const predicate: SealPredicate = sealPredicate({
    kind: 'run',
    made: 'at-copy',
    generation: 1,
    previousSeal: null,
    derivedFrom: null,
    sourceLabel: job.options.sourceLabel ?? null,
    startedAt: job.startedAt,
    sealedAt: job.options.now(),
    version: job.options.version,
    inspection: job.inspection,
    manifest,
    special: await summarizeSpecial(special),
    priorEvidence: [],
  });
  return makeCustody(manifest, predicate, job.options.signer);
}

/** Makes the name of the run's own folder durable. */
function flushName(destination: string): void {
  try {
    flushFolderAt(destination);
  } catch (error) {
    throw fsError(error, 'destination', '');
  }
}

async function deliver(job: Job, identity: string, manifest: ManifestBytes): Promise<void> {
  await recordDelivery(
    job.place.ownFolder,
    identity,
    {
      destination: job.place.id,
      check: job.tools.reread ? 'reread' : 'write-acknowledged',
      startedAt: job.startedAt.toISOString(),
      completedAt: job.options.now().toISOString(),
      manifest: { files: manifest.files, bytes: manifest.bytes },
      tool: { name: 'seqwarden', version: job.options.version },
    },
    job.options.signer,
  );
}

function result(job: Job, rest: Pick<CopyResult, 'outcome'> & Partial<CopyResult>): CopyResult {
  const { files } = job.run;
  let written = 0;
  for (let row = 0; row < files.count; row++) if (files.outcomes[row] === Outcome.done) written++;
  const bytes = rest.outcome === 'failed' ? 0 : files.totalBytes();
  return {
    folder: job.folder,
    inspection: job.inspection,
    files: files.count,
    bytes,
    written,
    special: job.run.special,
    failures: [],
    failed: 0,
    seal: null,
    quarantined: null,
    ...rest,
  };
}
