import {
  displayPath,
  type PriorEvidence,
  type SealPredicate,
  SeqwardenError,
  type SpecialEntry,
  summarizePriorEvidence,
  summarizeSpecial,
  type Trust,
} from '@seqwarden/proof';
import { type Inspection, inspectRun } from '@seqwarden/runfolder';
import type { Signer } from '../config/signer.ts';
import type { ExtraDigests } from '../engine/extra-digests.ts';
import type { Failure } from '../engine/failure.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { recheck } from '../engine/recheck.ts';
import { RunView } from '../engine/run-view.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { closeRoot, type TreeRoot } from '../host/held-tree.ts';
import { lockRun } from '../host/run-lock.ts';
import { openRun, type RunPlace } from '../host/run-place.ts';
import { temporaryName } from '../host/temporary-name.ts';
import { threadsFor } from '../host/threads-for.ts';
import { CUSTODY, publishCustody } from './custody-folder.ts';
import { openCustodyPlace, requireWritable } from './custody-place.ts';
import { type ExistingSeal, existingSeal, isSealOf, requireLikely } from './existing-seal.ts';
import { makeCustody } from './make-custody.ts';
import { type ManifestBytes, manifestBytes } from './manifest-bytes.ts';
import { type CheckedList, checkLists, digestsForLists } from './prior-evidence.ts';
import { requireFiles, requireFinished } from './require-finished.ts';
import { ResumeFile } from './resume-file.ts';
import { sealPredicate } from './seal-predicate.ts';
import { setAsideCustody } from './set-aside-custody.ts';
import { settleUnpublished, UnpublishedNote } from './unpublished.ts';

export interface SealOptions {
  readonly run: string;
  /** Where `Custody/` goes instead of into the run: below this folder, under the run's name. */
  readonly custody?: string | undefined;
  readonly signer: Signer;
  readonly trust: Trust;
  readonly version: string;
  readonly stateFolder: string;
  readonly now: () => Date;
  readonly sourceLabel?: string | null;
  readonly incomplete?: boolean;
  /** Identity of the seal of the run that this folder was made from. */
  readonly derivedFrom?: string | null;
  /** Replace a seal that verifies, but no longer fits the files or was made with another key, by a next generation. */
  readonly nextGeneration?: boolean;
  /** Seal although a checksum list in the run does not match; the seal says so. */
  readonly despiteMismatch?: boolean;
  readonly bytesPerSecond?: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SealResult {
  readonly outcome: 'sealed' | 'already sealed' | 'failed';
  readonly run: string;
  readonly seal: string | null;
  /** The key that the seal was made with; of a seal that was there before, it may be another lab's. */
  readonly keyid: string | null;
  readonly generation: number;
  /** The seal that this one replaced; the trust file should name it as superseded. */
  readonly previousSeal: string | null;
  /** null where the files were not read. */
  readonly inspection: Inspection | null;
  readonly files: number;
  readonly bytes: number;
  /** Files whose digest an interrupted earlier try had found. */
  readonly resumed: number;
  readonly special: readonly SpecialEntry[];
  /** Checksum lists in the run. */
  readonly priorEvidence: PriorEvidence<CheckedList>;
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/**
 * Seals what lies in a folder, where it lies: reads everything once, compares all attributes, signs, and publishes `Custody/` whole.
 * A run that carries a seal whose signature verifies, of files with these names and sizes, is left alone. Throws SOURCE_*, RUN_*, PRIOR_EVIDENCE_MISMATCH,
 * CUSTODY_NOT_OURS, SEAL_STALE, CONFLICT.
 */
export async function sealInPlace(options: SealOptions): Promise<SealResult> {
  const startedAt = options.now();
  await using opened = new AsyncDisposableStack();
  const run = openRun(options.run);
  opened.defer(() => closeRoot(run.root));
  const custody = openCustodyPlace(run, options.custody);
  if (custody !== run.root) opened.defer(() => closeRoot(custody));
  opened.defer(lockRun(options.stateFolder, run.path));
  const note = new UnpublishedNote(options.stateFolder, run.path, custody.path);
  await settleUnpublished(custody, note, options.trust);
  const previous = await existingSeal(custody, options.trust);
  if (previous !== undefined && !options.nextGeneration) {
    await requireLikely(previous, run.root, walkRun(run, custody));
    return alreadySealed(run, previous);
  }
  requireWritable(custody, run);
  const pool = new FilePool(threadsFor(run.path));
  opened.defer(() => pool.close());
  return await sealFiles(options, run, custody, note, previous, startedAt, pool);
}

/** What is to be sealed. Throws CUSTODY_NOT_OURS for another `Custody` than that of this seal, RUN_NOT_FOUND for an empty run. */
function walkRun(place: RunPlace, custody: TreeRoot): Walk {
  const run = walk(place.root);
  const strange = run.custody.filter(entry => entry.name !== CUSTODY || custody !== place.root);
  if (strange[0] !== undefined)
    throw new SeqwardenError(
      'CUSTODY_NOT_OURS',
      `the run holds ${displayPath(strange[0].name)}, which is none of ours`,
      { path: strange[0].name },
    );
  requireFiles(run);
  return run;
}

async function sealFiles(
  options: SealOptions,
  place: RunPlace,
  custody: TreeRoot,
  note: UnpublishedNote,
  previous: ExistingSeal | undefined,
  startedAt: Date,
  pool: FilePool,
): Promise<SealResult> {
  const run = walkRun(place, custody);
  const view = new RunView(place.name, place.root, run.files);
  let resume: ResumeFile | undefined;
  try {
    const inspection = await inspectRun(view);
    if (options.derivedFrom === undefined || options.derivedFrom === null)
      requireFinished(inspection, options.incomplete ?? false);
    const { bytesPerSecond, signal } = options;
    const listed = { root: place.root, files: run.files, bytesPerSecond, signal };
    const extra = await digestsForLists(listed);
    resume = new ResumeFile(options.stateFolder, place.path, run.files, extra);
    const resumed = resume.restore(place.root);
    const { failures, failed } = await hashAll(pool, options, place, run, extra, resume);
    if (failed > 0) return { ...blank(place), outcome: 'failed', inspection, failures, failed, resumed };

    const lists = await checkLists(listed, extra);
    const priorEvidence = summarizePriorEvidence(lists);
    requireMatching(priorEvidence, options.despiteMismatch ?? false);
    await recheck(pool, place.root, run);
    view.requireUnchanged();

    const manifest = manifestBytes(run.files);
    if (previous?.keyid === options.signer.keyid && (await isSealOf(previous, manifest, run)))
      return {
        ...alreadySealed(place, previous),
        inspection,
        files: manifest.files,
        bytes: manifest.bytes,
        resumed,
      };
    const predicate = await predicateFor(options, run, inspection, manifest, lists, previous, startedAt);
    const made = await makeCustody(manifest, predicate, options.signer);
    const temporary = temporaryName();
    note.write({ folder: temporary, seal: made.identity, previousSeal: predicate.previousSeal });
    publishCustody(custody, made.content, {
      temporary,
      makeWay: previous && (() => setAsideCustody(custody, previous.identity)),
    });
    note.remove();
    resume.remove();
    resume = undefined;
    return {
      ...blank(place),
      outcome: 'sealed',
      seal: made.identity,
      keyid: options.signer.keyid,
      generation: predicate.generation,
      previousSeal: predicate.previousSeal,
      inspection,
      files: manifest.files,
      bytes: manifest.bytes,
      resumed,
      special: run.special,
      priorEvidence,
    };
  } finally {
    // What was hashed serves the next try, whatever stopped this one.
    resume?.note();
    resume?.close();
    view.close();
  }
}

/** How often finished digests are noted, so that a stop costs at most that much work twice. */
const NOTE_EVERY_MS = 2000;

async function hashAll(
  pool: FilePool,
  options: SealOptions,
  place: RunPlace,
  run: Walk,
  extra: ExtraDigests | undefined,
  resume: ResumeFile,
) {
  const ticker = setInterval(() => resume.note(), NOTE_EVERY_MS);
  try {
    const done = await pool.transfer(run.files, {
      source: place.root,
      extra,
      bytesPerSecond: options.bytesPerSecond ?? 0,
      onProgress: options.onProgress,
      signal: options.signal,
    });
    options.signal?.throwIfAborted();
    return done;
  } finally {
    clearInterval(ticker);
  }
}

function requireMatching({ named }: PriorEvidence<CheckedList>, despite: boolean): void {
  const wrong = named.find(list => list.mismatched > 0);
  if (wrong === undefined || despite) return;
  throw new SeqwardenError(
    'PRIOR_EVIDENCE_MISMATCH',
    `${displayPath(wrong.path)}: ${wrong.mismatched} of ${wrong.listed} do not match`,
    { path: wrong.path },
  );
}

async function predicateFor(
  options: SealOptions,
  run: Walk,
  inspection: Inspection,
  manifest: ManifestBytes,
  priorEvidence: readonly CheckedList[],
  previous: ExistingSeal | undefined,
  startedAt: Date,
): Promise<SealPredicate> {
  const derivedFrom = options.derivedFrom ?? null;
  return sealPredicate({
    kind: derivedFrom === null ? 'run' : 'derived',
    made: 'retrospective',
    generation: (previous?.predicate.generation ?? 0) + 1,
    previousSeal: previous?.identity ?? null,
    derivedFrom,
    sourceLabel: options.sourceLabel ?? null,
    startedAt,
    sealedAt: options.now(),
    version: options.version,
    inspection,
    manifest,
    special: await summarizeSpecial(run.special),
    priorEvidence,
  });
}

function alreadySealed(place: RunPlace, { identity, keyid, predicate }: ExistingSeal): SealResult {
  const { generation, previousSeal } = predicate;
  return { ...blank(place), outcome: 'already sealed', seal: identity, keyid, generation, previousSeal };
}

function blank(place: RunPlace): SealResult {
  return {
    outcome: 'failed',
    run: place.path,
    seal: null,
    keyid: null,
    generation: 0,
    previousSeal: null,
    inspection: null,
    files: 0,
    bytes: 0,
    resumed: 0,
    special: [],
    priorEvidence: summarizePriorEvidence([]),
    failures: [],
    failed: 0,
  };
}
