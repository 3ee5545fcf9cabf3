import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { type Signer, signerFromKey } from '../config/signer.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { readSecret, secretReader } from '../host/secret-file.ts';
import { writeDurable } from '../host/write-durable.ts';
import { decryptKey, encryptKey } from './encrypted-key.ts';

/** A shorter passphrase is guessed, whatever a guess costs. In code units. */
export const SHORTEST_PASSPHRASE = 12;

/**
 * Makes a person's key in a file that nobody reads without the passphrase, `NAME.pem`, and its public half beside it, `NAME.pub.pem`. Throws KEY_EXISTS,
 * PASSPHRASE_WEAK, CONFIG_UNUSABLE.
 */
export function makePersonKey(path: string, passphrase: string): Signer {
  requireStrong(passphrase);
  for (const name of [path, publicKeyPath(path)])
    if (existsSync(name)) throw new SeqwardenError('KEY_EXISTS', `${name} is there`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  try {
    writeDurable(dirname(path), basename(path), encryptKey(privateKey, passphrase), 0o600);
    writeDurable(dirname(path), basename(publicKeyPath(path)), publicKey, 0o644);
  } catch (error) {
    const code = errno(error) === 'EEXIST' ? 'KEY_EXISTS' : 'CONFIG_UNUSABLE';
    throw new SeqwardenError(code, `${path}: ${errno(error) || String(error)}`, { cause: error });
  }
  return signerFromKey(privateKey);
}

/** Takes a key out of the way that nobody can use: the name of its file says so. Throws CONFIG_UNUSABLE. */
export function setAsidePersonKey(path: string): void {
  try {
    const mark = hash('sha256', readFileSync(path), 'hex').slice(0, 8);
    const unused = path.replace(/\.pem$/, `.unused-${mark}.pem`);
    if (existsSync(publicKeyPath(path))) renameSync(publicKeyPath(path), publicKeyPath(unused));
    renameSync(path, unused);
    flushFolderAt(dirname(path));
  } catch (error) {
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}

/** Throws PASSPHRASE_WEAK. */
export function requireStrong(passphrase: string): void {
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new SeqwardenError(
      'PASSPHRASE_WEAK',
      `the passphrase has less than ${SHORTEST_PASSPHRASE} characters`,
    );
}

export function publicKeyPath(path: string): string {
  return `${path.replace(/\.pem$/, '')}.pub.pem`;
}

/** Throws KEY_MISSING, KEY_PERMISSIONS, KEY_UNUSABLE (also for a key that lies open), PASSPHRASE_WRONG. */
export function loadPersonKey(
  path: string,
  passphrase: string,
  env: NodeJS.ProcessEnv = process.env,
): Signer {
  const file = readSecret(path, 'KEY_UNUSABLE', secretReader(env));
  if (file === undefined)
    throw new SeqwardenError(
      'KEY_MISSING',
      `no key at ${path}; a person's is made by \`seqwarden keys make\``,
    );
  return signerFromKey(decryptKey(file.toString('utf8'), passphrase));
}
