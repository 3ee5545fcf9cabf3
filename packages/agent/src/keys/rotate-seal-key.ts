import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { allowedSignersLine, type Rotation, SeqwardenError } from '@seqwarden/proof';
import { ALLOWED_SIGNERS_FILE, KEY_FILE, PUBLIC_KEY_FILE } from '../config/config-folder.ts';
import { loadKey, type Signer } from '../config/signer.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { changeKeys, type KeysNow } from './change-keys.ts';
import type { LogAccount } from './log-account.ts';

const NEXT_KEY_FILE = 'seal-key.next.pem';

export interface SealKeyRotation {
  /** Key id of the seal key that ends. */
  readonly replaces: string;
  readonly reason: Rotation['reason'];
  readonly label: string;
}

/**
 * Makes a new seal key for this account, says in the log that it takes the place of another, and puts it where the seal key lies. The former one stays beside it as
 * `seal-key.ended-<8 digits>.pem`, if it was there. It can be called again after an interruption: nothing is said or made twice. A service that is at work
 * goes on with the key that it has read.
 *
 * @throws SeqwardenError CONFIG_UNUSABLE, and what changeKeys throws
 */
export async function rotateSealKey(
  account: LogAccount,
  signer: Signer,
  { replaces, reason, label }: SealKeyRotation,
): Promise<KeysNow & { readonly signer: Signer }> {
  const { folder } = account;
  const next = inFolder(folder, () => nextKey(account));
  const now = await changeKeys(account, signer, ({ states }) => {
    // It was said before, and what follows was interrupted.
    if (states.keys.has(next.keyid)) return [];
    return [{ action: 'rotated', key: next, label, replaces, reason }];
  });
  inFolder(folder, () => putInPlace(account, next));
  return { ...now, signer: next };
}

function nextKey({ folder, env }: LogAccount): Signer {
  const path = join(folder, NEXT_KEY_FILE);
  const begun = loadKey(path, env);
  if (begun !== undefined) return begun;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writeDurable(folder, NEXT_KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  const made = loadKey(path, env);
  if (made === undefined) throw new SeqwardenError('CONFIG_UNUSABLE', `${path} is gone`);
  return made;
}

/** The key last, by one rename: until then the former one is in its place. */
function putInPlace({ folder, env }: LogAccount, next: Signer): void {
  const former = loadKey(join(folder, KEY_FILE), env);
  if (former !== undefined) {
    const pem = readFileSync(join(folder, KEY_FILE));
    writeDurable(folder, `seal-key.ended-${former.keyid.slice(0, 8)}.pem`, pem, 0o600, true);
  }
  const publicKey = createPublicKey({ key: Buffer.from(next.spki), type: 'spki', format: 'der' });
  writeDurable(folder, PUBLIC_KEY_FILE, publicKey.export({ type: 'spki', format: 'pem' }), 0o644, true);
  const signers = readFileSync(join(folder, ALLOWED_SIGNERS_FILE), 'utf8');
  const line = allowedSignersLine(next.spki);
  // What the former key signed is to be verified with ssh-keygen as before.
  if (!signers.includes(line)) writeDurable(folder, ALLOWED_SIGNERS_FILE, signers + line, 0o644, true);
  renameSync(join(folder, NEXT_KEY_FILE), join(folder, KEY_FILE));
  flushFolderAt(folder);
}

function inFolder<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}
