import { summarizePriorEvidence } from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import { FilePool } from '../engine/file-pool.ts';
import type { Walk } from '../engine/walk.ts';
import { threadsFor } from '../host/threads-for.ts';
import { requireWritable } from './custody-place.ts';
import { decideSeal } from './decide-seal.ts';
import { type ExistingSeal, existingSeal, isSealOf, requireLikely } from './existing-seal.ts';
import { makeCustody } from './make-custody.ts';
import { manifestBytes } from './manifest-bytes.ts';
import { type OpenInPlace, openInPlace } from './open-in-place.ts';
import { predicateInPlace } from './predicate-in-place.ts';
import { listMismatch } from './prior-evidence.ts';
import { publishSeal } from './publish-seal.ts';
import { readRun } from './read-run.ts';
import { requireFinished } from './require-finished.ts';
import { ResumeFile } from './resume-file.ts';
import { runToSeal } from './run-to-seal.ts';
import type { SealOptions } from './seal-options.ts';
import { ofExisting, type SealResult, sealResult } from './seal-result.ts';

export type { SealOptions } from './seal-options.ts';
export type { SealResult } from './seal-result.ts';

/**
 * Seals what lies in a folder, where it lies: reads everything once, compares all attributes, signs, and publishes `Custody/` whole.
 * A run that carries a seal whose signature verifies, of files with these names and sizes, is left alone. Throws SOURCE_*, RUN_*,
 * PRIOR_EVIDENCE_MISMATCH, CUSTODY_NOT_OURS, SEAL_STALE, CONFLICT.
 */
export async function sealInPlace(options: SealOptions): Promise<SealResult> {
  await using opened = new AsyncDisposableStack();
  const here = await openInPlace(options, opened);
  const { place, custody } = here;

  const previous = await existingSeal(custody, options.trust);
  if (previous !== undefined && !options.nextGeneration) {
    await requireLikely(previous, place.root, runToSeal(place.root, custody));
    return sealResult(place, ofExisting(previous));
  }
  requireWritable(custody, place);
  const pool = new FilePool(threadsFor(place.path));
  opened.defer(() => pool.close());
  const run = runToSeal(place.root, custody);
  const resume = new ResumeFile(options.stateFolder, place.path);
  opened.defer(() => resume.close());
  const result = await sealRun({ ...here, options, previous, pool, run, resume });
  if (result.outcome !== 'failed') resume.remove();
  return result;
}

interface Job extends OpenInPlace {
  readonly options: SealOptions;
  readonly previous: ExistingSeal | undefined;
  readonly pool: FilePool;
  readonly run: Walk;
  readonly resume: ResumeFile;
}

async function sealRun(job: Job): Promise<SealResult> {
  const { options, startedAt, place, custody, note, previous, pool, run, resume } = job;
  const { bytesPerSecond, onProgress, signal } = options;
  const read = await readRun({
    place,
    run,
    pool,
    resume,
    requireSealable: inspection => requireOver(inspection, options),
    bytesPerSecond,
    onProgress,
    signal,
  });
  const { inspection, resumed, failures, failed, lists } = read;
  if (failed > 0) return sealResult(place, { outcome: 'failed', inspection, resumed, failures, failed });

  const manifest = manifestBytes(run.files);
  const { files, bytes } = manifest;
  const priorEvidence = summarizePriorEvidence(lists);
  const decision = decideSeal({
    evidence: priorEvidence,
    despiteMismatch: options.despiteMismatch ?? false,
    previous,
    fits: previous !== undefined && (await isSealOf(previous, manifest, run)),
    keyid: options.signer.keyid,
  });
  if (decision.kind === 'refuse') throw listMismatch(decision.list);
  if (decision.kind === 'keep')
    return sealResult(place, { ...ofExisting(decision.seal), inspection, files, bytes, resumed });

  const { generation, previousSeal } = decision;
  const found = { inspection, manifest, lists, special: run.special, generation, previousSeal };
  const predicate = await predicateInPlace(found, options, startedAt);
  const made = await makeCustody(manifest, predicate, options.signer);
  publishSeal({ custody, note, made, previousSeal });
  const { keyid } = options.signer;
  const { special } = run;
  const seal = made.identity;
  return sealResult(place, {
    outcome: 'sealed',
    seal,
    keyid,
    generation,
    previousSeal,
    inspection,
    files,
    bytes,
    resumed,
    special,
    priorEvidence,
  });
}

/** Derived data is no run that could go on. Throws RUN_NOT_FINISHED. */
function requireOver(inspection: Inspection, { derivedFrom = null, incomplete = false }: SealOptions): void {
  if (derivedFrom === null) requireFinished(inspection, incomplete);
}
