import {
  type Difference,
  displayPath,
  type ErrorCode,
  type SealPredicate,
  SeqwardenError,
  type SpecialEntry,
} from '@seqwarden/proof';
import { amendedFiles } from '../custody/amended-files.ts';
import { compareAmended } from '../custody/compare-amended.ts';
import { compareRun } from '../custody/compare-run.ts';
import { foundRun } from '../custody/found-run.ts';
import { writeAddendum } from '../custody/write-addendum.ts';
import type { Failure } from '../engine/failure.ts';
import { FilePool } from '../engine/file-pool.ts';
import type { Walk } from '../engine/walk.ts';
import { temporaryName } from '../host/temporary-name.ts';
import { threadsFor } from '../host/threads-for.ts';
import { requireWritable } from './custody-place.ts';
import { type ExistingSeal, existingSeal } from './existing-seal.ts';
import { type LaterFile, makeAddendum } from './make-addendum.ts';
import { type OpenInPlace, openInPlace } from './open-in-place.ts';
import { listMismatch } from './prior-evidence.ts';
import { hashRun, type RunHashed } from './read-run.ts';
import { ResumeFile } from './resume-file.ts';
import { runToSeal } from './run-to-seal.ts';
import type { SealOptions } from './seal-options.ts';

export type AddendumOptions = Pick<
  SealOptions,
  | 'run'
  | 'custody'
  | 'signer'
  | 'trust'
  | 'version'
  | 'stateFolder'
  | 'now'
  | 'bytesPerSecond'
  | 'onProgress'
  | 'signal'
>;

export interface AddendumResult {
  /** `failed`: files could not be read, or are not as they were sealed. */
  readonly outcome: 'addendum' | 'nothing new' | 'failed';
  readonly run: string;
  /** Identity of the seal. */
  readonly seal: string;
  /** Identity and number of the new addendum; null where there is none. */
  readonly addendum: string | null;
  readonly number: number | null;
  /** The key that it was made with. */
  readonly keyid: string | null;
  readonly added: SealPredicate['manifest'];
  /** What is no plain file, and came after the seal. */
  readonly special: readonly SpecialEntry[];
  /** Files whose digest an interrupted earlier try had found. */
  readonly resumed: number;
  readonly failures: readonly Failure[];
  readonly failed: number;
}

/**
 * Says what came into a sealed run since: reads everything once, and signs what is new as an addendum to the seal. What was sealed, added
 * and amended before must be there and equal: other bytes in its place never become an addendum. Throws UNSIGNED, CUSTODY_NOT_OURS,
 * PRIOR_EVIDENCE_MISMATCH for a checksum list that came and does not match, ADDENDUM_LIMIT, CONFLICT, SOURCE_*, RUN_*, DESTINATION_*.
 */
export async function addendumInPlace(options: AddendumOptions): Promise<AddendumResult> {
  await using opened = new AsyncDisposableStack();
  const here = await openInPlace(options, opened);
  const { place, custody } = here;

  const seal = await existingSeal(custody, options.trust);
  if (seal === undefined)
    throw new SeqwardenError('UNSIGNED', `${place.path} carries no seal to which this could be an addendum`);
  requireWritable(custody, place);
  const pool = new FilePool(threadsFor(place.path));
  opened.defer(() => pool.close());
  const run = runToSeal(place.root, custody);
  const resume = new ResumeFile(options.stateFolder, place.path);
  opened.defer(() => resume.close());
  const { bytesPerSecond, onProgress, signal } = options;
  const read = await hashRun({ place, run, pool, resume, bytesPerSecond, onProgress, signal });
  const job: Job = { ...here, options, seal, run };
  const result = read.failed > 0 ? failure(job, read) : await addWhatIsNew(job, read);
  if (result.outcome !== 'failed') resume.remove();
  return result;
}

interface Job extends OpenInPlace {
  readonly options: AddendumOptions;
  readonly seal: ExistingSeal;
  readonly run: Walk;
}

async function addWhatIsNew(job: Job, read: RunHashed): Promise<AddendumResult> {
  const { options, startedAt, custody, note, seal, run } = job;
  const { resumed, lists } = read;
  const differences = await differencesOf(job);
  const altered = differences.filter(({ kind }) => kind !== 'added');
  if (altered.length > 0) {
    const failures = altered.slice(0, MOST_FAILURES).map(one => failureOf(run, one));
    return failure(job, { resumed, failures, failed: altered.length });
  }
  const added = differences.filter(({ found }) => found === undefined).map(one => laterFile(run, one));
  const paths = new Set(differences.map(({ path }) => path));
  const special = run.special.filter(({ path }) => paths.has(path));
  if (differences.length === 0) return result(job, { outcome: 'nothing new', resumed });
  const wrong = lists.find(({ path, mismatched }) => mismatched > 0 && paths.has(path));
  if (wrong !== undefined) throw listMismatch(wrong);

  const { signer, version, now } = options;
  const later = { startedAt, sealedAt: now(), version, added, amended: [], special: run.special };
  const made = await makeAddendum(seal, later, signer);
  const temporary = temporaryName();
  note.write({ folder: temporary, seal: made.identity, previousSeal: null });
  await writeAddendum(custody, { ...made, amended: [] }, temporary);
  made.published();
  note.remove();
  return result(job, {
    outcome: 'addendum',
    addendum: made.identity,
    number: made.number,
    keyid: signer.keyid,
    added: { files: added.length, bytes: added.reduce((sum, { bytes }) => sum + bytes, 0) },
    special,
    resumed,
  });
}

const MOST_FAILURES = 100;

/** Between what was sealed, added and amended before, and what is there; what is `added` now is new. */
async function differencesOf({ custody, seal, run, options }: Job): Promise<readonly Difference[]> {
  const { manifest, predicate, addenda, added } = seal;
  const found = foundRun(run, row => run.files.digestHex(row));
  const compared = await compareRun({ manifest, special: predicate.special, addenda, added }, found);
  const wrong = [...compared.findings];
  const differences = [...compared.differences];
  for (const addendum of addenda) {
    const largest = addendum.predicate.amended.bytes;
    const there = await amendedFiles(custody, addendum.number, { largest, signal: options.signal });
    const amended = compareAmended(addendum, there);
    wrong.push(...amended.findings);
    for (const { path } of amended.differences)
      wrong.push({ code: 'FILE_CHANGED', message: displayPath(path) });
  }
  const [first] = wrong;
  if (first !== undefined) throw new SeqwardenError('CUSTODY_NOT_OURS', `${first.message} (${first.code})`);
  return differences;
}

function laterFile(run: Walk, { path, sha256 = '' }: Difference): LaterFile {
  return { path, sha256, bytes: run.files.size(run.files.find(path)) };
}

const CODES: Readonly<Record<Exclude<Difference['kind'], 'added'>, ErrorCode>> = {
  changed: 'FILE_CHANGED',
  missing: 'FILE_MISSING',
  renamed: 'FILE_RENAMED',
  'not a file': 'NOT_A_FILE',
  unreadable: 'ENTRY_UNREADABLE',
};

function failureOf(run: Walk, { kind, path }: Difference): Failure {
  const code = kind === 'added' ? 'FILE_ADDED' : CODES[kind];
  return {
    row: run.files.find(path),
    path,
    code,
    message: `${displayPath(path)}: ${kind}, and no addendum mends that`,
  };
}

function failure(job: Job, said: Pick<AddendumResult, 'resumed' | 'failures' | 'failed'>): AddendumResult {
  const { resumed, failures, failed } = said;
  return result(job, { outcome: 'failed', resumed, failures, failed });
}

function result(
  { place, seal }: Job,
  said: Pick<AddendumResult, 'outcome'> & Partial<AddendumResult>,
): AddendumResult {
  return {
    run: place.path,
    seal: seal.identity,
    addendum: null,
    number: null,
    keyid: null,
    added: { files: 0, bytes: 0 },
    special: [],
    resumed: 0,
    failures: [],
    failed: 0,
    ...said,
  };
}
