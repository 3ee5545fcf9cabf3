import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BytePath, type Bytes, keyAt, SeqwardenError, type Trust } from '@seqwarden/proof';
import { checkLogProof, checkPolicy, decodeTlogProof, parseNote } from '@seqwarden/proof/log';
import type { Register } from '../config/register.ts';
import { syncEntered } from '../custody/publish-custody.ts';
import { readCompanion } from '../custody/read-custody.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { closeRoot, HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { makeOwnFolder } from '../host/own-file.ts';
import { lockRun } from '../host/run-lock.ts';
import { OWN_FOLDER, openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { takeName } from '../host/take-name.ts';
import { temporaryName } from '../host/temporary-name.ts';
import { writeDurable } from '../host/write-durable.ts';
import { existingSeal } from './existing-seal.ts';
import { type StatementPlace, statementPlace } from './statement-place.ts';

export interface AdoptOptions {
  /** A run, or the folder of its name in which a seal was kept apart. */
  readonly run: string;
  readonly register: Register;
  /** Of the log, 32 hex digits. */
  readonly log: string;
  /** With the log at hand, what it has already gets its proof also where its key has ended since. */
  readonly trust: Trust;
  readonly stateFolder: string;
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
  const { register, trust, stateFolder } = options;
  const place = openRun(options.run);
  const letGo = lockRun(stateFolder, place.path);
  try {
    const seal = await existingSeal(place.root, trust, true);
    if (seal === undefined) throw new SeqwardenError('UNSIGNED', `${place.path} carries no seal`);
    const statements = [
      { ...statementPlace(0), keyid: seal.keyid, statedAt: seal.predicate.sealedAt },
      ...seal.addenda.map(({ number, key, predicate }) => ({
        ...statementPlace(number),
        keyid: key.keyid,
        statedAt: predicate.sealedAt,
      })),
    ];
    const lacking: (typeof statements)[number][] = [];
    for (const one of statements) if (await lacksProof(place.root, one, options)) lacking.push(one);
    for (const one of lacking) await requireStanding(place.root, one, options);
    const adopted: { number: number; index: number }[] = [];
    let unsigned = 0;
    for (const { number, folder, envelope, proof: name } of lacking) {
      const entry = readIn(place.root, folder, envelope);
      if (entry === undefined) throw new SeqwardenError('CONFLICT', 'the seal was taken away meanwhile');
      const { proof, isCountersigned } = await register.append(entry);
      if (isCountersigned === false) unsigned += 1;
      const former = readIn(place.root, folder, name);
      // One proof that lacks signatures is as good as the other.
      if (former !== undefined && isCountersigned === false) continue;
      putBeside(place.root, folder, name, proof, former !== undefined);
      adopted.push({ number, index: decodeTlogProof(proof).index });
    }
    return { run: place.path, seal: seal.identity, adopted, unsigned };
  } finally {
    letGo();
    closeRoot(place.root);
  }
}

/** None is there, or one that holds but for the signatures that are demanded. Of another log's proof, or a wrong one, nothing is taken away. */
async function lacksProof(
  root: TreeRoot,
  { folder, envelope, proof: name }: StatementPlace,
  { trust, log }: AdoptOptions,
): Promise<boolean> {
  const proof = readIn(root, folder, name);
  if (proof === undefined) return true;
  const entry = readIn(root, folder, envelope);
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
  root: TreeRoot,
  {
    folder,
    envelope,
    keyid,
    statedAt,
  }: StatementPlace & { readonly keyid: string; readonly statedAt: string },
  { trust, log }: AdoptOptions,
): Promise<void> {
  const entry = readIn(root, folder, envelope);
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

function readIn(root: TreeRoot, folder: BytePath, name: string): Bytes | undefined {
  try {
    return readCompanion(root, folder, name);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw fsError(error, 'destination', `${folder}/${name}`);
  }
}

/** Whole or not at all: written outside the run, where what a crash leaves is no file too many, and given its name there. */
function putBeside(
  root: TreeRoot,
  folder: BytePath,
  name: string,
  bytes: Uint8Array,
  replaces: boolean,
): void {
  const own = join(dirname(root.path), OWN_FOLDER);
  const temporary = temporaryName();
  const tree = new HeldTree(root);
  try {
    makeOwnFolder(own);
    tree.enter(folder);
    writeDurable(own, temporary, bytes, 0o644);
    if (replaces) renameSync(join(own, temporary), tree.at(name));
    else if (!takeName(join(own, temporary), tree.at(name)))
      throw new SeqwardenError('CONFLICT', `${folder}/${name} appeared meanwhile`, { path: folder });
    syncEntered(tree);
  } catch (error) {
    throw fsError(error, 'destination', `${folder}/${name}`);
  } finally {
    tree.close();
  }
}
