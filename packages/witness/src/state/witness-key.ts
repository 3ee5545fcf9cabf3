import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  encodeVerifierKey,
  parseVerifierKey,
  type SignEd25519,
  type VerifierKey,
  verifierKey,
} from '@seqwarden/proof/log';
import { sha256 } from '../sha256.ts';
import { codeOf, makePrivateFolder, requirePrivateFolder, unusable, writeDurable } from './private-folder.ts';
import { WitnessRecord } from './record.ts';

export const KEY_FILE = 'witness-key.pem';
export const VERIFIER_FILE = 'witness.vkey';

/** Room for a PEM of 32 bytes, and for the line of the longest name. */
const LARGEST = 8192;

export interface WitnessKey {
  readonly verifier: VerifierKey;
  readonly sign: SignEd25519;
}

/**
 * Makes the folder of a new witness's state, its record and its key, in that order. The private key is durable before the public one has a name.
 *
 * @throws SeqwardenError KEY_EXISTS; LOG_KEY_UNUSABLE: no key can have that name; WITNESS_STATE_UNUSABLE
 */
export function makeWitnessKey(folder: string, name: string): WitnessKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const verifier = verifierKey(sha256, name, 'cosignature-ed25519', publicBytes(privateKey));
  makePrivateFolder(folder);
  const taken = new SeqwardenError('KEY_EXISTS', `there is a countersigner's key in ${folder}`);
  if (existsSync(join(folder, KEY_FILE))) throw taken;
  WitnessRecord.make(folder);
  try {
    writeDurable(folder, KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }), false);
    writeDurable(folder, VERIFIER_FILE, `${encodeVerifierKey(verifier)}\n`, true);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken;
    throw unusable(`nothing can be written in ${folder}: ${codeOf(error)}`, error);
  }
  return { verifier, sign: signBy(privateKey) };
}

/** @throws SeqwardenError WITNESS_STATE_UNUSABLE; KEY_PERMISSIONS: others could read the key */
export function loadWitnessKey(folder: string): WitnessKey {
  requirePrivateFolder(folder);
  const key = privateKeyOf(readSmall(folder, KEY_FILE, true));
  const verifier = verifierOf(readSmall(folder, VERIFIER_FILE, false).toString('utf8'));
  if (!equalBytes(verifier.publicKey, publicBytes(key)))
    throw unusable(`${VERIFIER_FILE} and ${KEY_FILE} are not of one key`);
  return { verifier, sign: signBy(key) };
}

function verifierOf(line: string): VerifierKey {
  try {
    const verifier = parseVerifierKey(sha256, line.replace(/\n$/, ''));
    if (verifier.type === 'cosignature-ed25519') return verifier;
  } catch (error) {
    throw unusable(`${VERIFIER_FILE} holds no verifier key`, error);
  }
  throw unusable(`${VERIFIER_FILE} is not the key of a countersigner`);
}

function privateKeyOf(pem: Buffer): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw unusable(`${KEY_FILE} holds no private key`, error);
  }
  throw unusable(`${KEY_FILE} holds no Ed25519 key`);
}

function readSmall(folder: string, name: string, isSecret: boolean): Buffer {
  const path = join(folder, name);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unusable(`${path} cannot be opened: ${codeOf(error)}`, error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > LARGEST) throw unusable(`${path} is no small plain file`);
    const isOpen = isSecret && process.getuid !== undefined && (stat.mode & 0o077) !== 0;
    if (isOpen)
      throw new SeqwardenError('KEY_PERMISSIONS', `${path} has mode ${(stat.mode & 0o777).toString(8)}`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The last 32 bytes of the SubjectPublicKeyInfo (RFC 8410, section 4). */
function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
}

function signBy(key: KeyObject): SignEd25519 {
  return async message => sign(null, message, key);
}
