import { type BytePath, type Bytes, keyAt, SeqwardenError, type Trust } from '@seqwarden/proof';
import { checkLogProof, checkPolicy, decodeTlogProof, parseNote } from '@seqwarden/proof/log';
import type { Register } from '../config/register.ts';
import { putProof } from '../custody/put-proof.ts';
import { readCompanion } from '../custody/read-custody.ts';
import type { Awaitable } from '../destinations/destination.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { closeRoot, type TreeRoot } from '../host/held-tree.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { lockRun } from '../host/run-lock.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { type ExistingSeal, existingSeal } from './existing-seal.ts';
import { statementPlace } from './statement-place.ts';

/** By what a seal is adopted. */
export interface AdoptTerms {
  readonly register: Register;
  /** Of the log, 32 hex digits. */
  readonly log: string;
  /** With the log at hand, what it has already gets its proof also where its key has ended since. */
  readonly trust: Trust;
}

export interface AdoptOptions extends AdoptTerms {
  /** A run, or the folder of its name in which a seal was kept apart. */
  readonly run: string;
  readonly stateFolder: string;
}

/** A place in which a seal lies, locked. */
export interface SealPlace {
  /** For people. */
  readonly label: string;
  /** Also one that nothing there proves; undefined: there is none. Throws CUSTODY_NOT_OURS. */
  readonly seal: () => Promise<
    Pick<ExistingSeal, 'identity' | 'keyid' | 'predicate' | 'addenda'> | undefined
  >;
  /** A small file, by its path; undefined: there is none. */
  readonly read: (path: BytePath) => Awaitable<Bytes | undefined>;
  /** As `RunAtDestination.putProof`. */
  readonly putProof: (path: BytePath, bytes: Uint8Array, replaces: boolean) => Awaitable<boolean>;
}

export interface AdoptResult {
  readonly run: string;
  readonly seal: string;
  /** What got a proof now: 0 is the seal, any other number an addendum. */
  readonly adopted: readonly { readonly number: number; readonly index: number }[];
  /** How many of them the register has, with a proof that too few countersigners signed. */
  readonly unsigned: number;
}

/**
 * Enters an older seal, and its addenda, in the log, and puts the proofs beside them; nothing else is touched, and no file of the run is read. What has a proof
 * keeps it, but for one of this log that lacks only countersigners whom the trust file demands: that is replaced by one that has them. Throws UNSIGNED, CUSTODY_NOT_OURS for what does not verify, LOG_PROOF_MISSING for what a key signed that has ended, and the log does not have, KEY_NOT_ENROLLED where the log would speak against the key from
 * here on, LOG_*, RUN_*, DESTINATION_*.
 */
export async function adoptSeal(options: AdoptOptions): Promise<AdoptResult> {
  const { trust, stateFolder } = options;
  const { root, path } = openRun(options.run);
  const letGo = lockRun(stateFolder, path);
  try {
    const place: SealPlace = {
      label: path,
      seal: () => existingSeal(root, trust, true),
      read: path => readIn(root, path),
      putProof: (path, bytes, replaces) => putProof(root, path, bytes, replaces),
    };
    return await adoptIn(place, options);
  } finally {
    letGo();
    closeRoot(root);
  }
}

/** As {@link adoptSeal}, where the seal lies in `place`. */
export async function adoptIn(place: SealPlace, terms: AdoptTerms): Promise<AdoptResult> {
  const seal = await place.seal();
  if (seal === undefined) throw new SeqwardenError('UNSIGNED', `${place.label} carries no seal`);
  const statements = [
    { ...filesOf(0), keyid: seal.keyid, statedAt: seal.predicate.sealedAt },
    ...seal.addenda.map(({ number, key, predicate }) => ({
      ...filesOf(number),
      keyid: key.keyid,
      statedAt: predicate.sealedAt,
    })),
  ];
  const lacking: LyingStatement[] = [];
  for (const one of statements) if (await lacksProof(place, one, terms)) lacking.push(one);
  for (const one of lacking) await requireStanding(place, one, terms);
  const adopted: { number: number; index: number }[] = [];
  let unsigned = 0;
  for (const { number, envelope, proof: path } of lacking) {
    const entry = await place.read(envelope);
    if (entry === undefined) throw new SeqwardenError('CONFLICT', 'the seal was taken away meanwhile');
    const { proof, isCountersigned } = await terms.register.append(entry);
    if (isCountersigned === false) unsigned += 1;
    const former = await place.read(path);
    // One proof that lacks signatures is as good as the other.
    if (former !== undefined && isCountersigned === false) continue;
    if (!(await place.putProof(path, proof, former !== undefined)))
      throw new SeqwardenError('CONFLICT', `${path} appeared meanwhile`, { path });
    adopted.push({ number, index: decodeTlogProof(proof).index });
  }
  return { run: place.label, seal: seal.identity, adopted, unsigned };
}

/** A statement of a run, by the paths of its files. */
interface StatementFiles {
  /** 0 is the seal, any other number an addendum. */
  readonly number: number;
  readonly envelope: BytePath;
  readonly proof: BytePath;
}

interface LyingStatement extends StatementFiles {
  readonly keyid: string;
  readonly statedAt: string;
}

function filesOf(number: number): StatementFiles {
  const { folder, envelope, proof } = statementPlace(number);
  return { number, envelope: `${folder}/${envelope}`, proof: `${folder}/${proof}` };
}

/** None is there, or one that holds but for the signatures that are demanded. Of another log's proof, or a wrong one, nothing is taken away. */
async function lacksProof(
  place: SealPlace,
  files: StatementFiles,
  { trust, log }: AdoptTerms,
): Promise<boolean> {
  const proof = await place.read(files.proof);
  if (proof === undefined) return true;
  const entry = await place.read(files.envelope);
  const own = trust.logs.find(({ id }) => id === log);
  if (entry === undefined || own === undefined) return false;
  try {
    await checkLogProof(sha256, { proof, entry, logKeys: [own.key] });
    const note = parseNote(decodeTlogProof(proof).checkpoint);
    const checks = await Promise.all(own.policies.map(({ policy }) => checkPolicy(policy, note)));
    return checks.some(({ isQuorum }) => !isQuorum);
  } catch (error) {
    if (error instanceof SeqwardenError) return false;
    throw error;
  }
}

/** A new entry will stand behind all that the log says of the key now: one that ended would then be bad news for a good seal. What is there already has its place. */
async function requireStanding(
  place: SealPlace,
  { envelope, keyid, statedAt }: LyingStatement,
  { trust, log }: AdoptTerms,
): Promise<void> {
  const entry = await place.read(envelope);
  const known = entry && (await trust.register?.indexOf(entry));
  const position = { log, index: known ?? Number.MAX_SAFE_INTEGER };
  const key = keyAt(trust, keyid, 'seal', { statedAt, position });
  if (key === 'KEY_REVOKED' && known === undefined)
    throw new SeqwardenError(
      'LOG_PROOF_MISSING',
      'its key has ended, and the register does not have it: an entry would not show any more that it was made before',
    );
  if (typeof key === 'string')
    throw new SeqwardenError(key, 'the register speaks against the key of this seal');
}

function readIn(root: TreeRoot, path: BytePath): Bytes | undefined {
  try {
    return readCompanion(root, folderOf(path), nameOf(path));
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw fsError(error, 'destination', path);
  }
}
