import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowedSignersLine, encodeTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { writeDurable } from '../host/write-durable.ts';
import { ALLOWED_SIGNERS_FILE, KEY_FILE, PUBLIC_KEY_FILE, TRUST_FILE } from './config-folder.ts';
import { loadKey, type Signer, signerFromKey } from './signer.ts';

/**
 * Makes the seal key and the trust file that names it. A key that is there is never replaced (KEY_EXISTS).
 * The private key is on the disk before the trust file that speaks of it. Throws CONFIG_UNUSABLE, and
 * TRUST_UNUSABLE for a label that no trust file can hold; then nothing was written.
 */
export function init(
  folder: string,
  label: string,
  now: Date,
): { readonly signer: Signer; readonly trust: Trust } {
  if (existsSync(join(folder, KEY_FILE)))
    throw new SeqwardenError('KEY_EXISTS', `there is a seal key in ${folder}`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const signer = signerFromKey(privateKey);
  const trust = firstTrust(signer, label, now);
  writeFiles(folder, signer, trust, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { signer, trust };
}

/** Does what an {@link init} that was interrupted left undone: the key that it made stays. Errors as there; KEY_UNUSABLE, KEY_PERMISSIONS. */
export function completeInit(folder: string, label: string, now: Date, env: NodeJS.ProcessEnv): void {
  const signer = loadKey(join(folder, KEY_FILE), env);
  if (signer === undefined) init(folder, label, now);
  else if (!existsSync(join(folder, TRUST_FILE)))
    writeFiles(folder, signer, firstTrust(signer, label, now), undefined);
}

function firstTrust({ keyid, spki }: Signer, label: string, now: Date): Trust {
  const validFrom = now.toISOString();
  return {
    madeAt: validFrom,
    sealKeys: [{ keyid, spki, label, validFrom, validUntil: null, places: [] }],
    personKeys: [],
    administratorKeys: [],
    logs: [],
    logRequired: false,
    superseded: [],
  };
}

/** `key`: undefined where it is there already, and perhaps some of what comes after it. */
function writeFiles(folder: string, { spki }: Signer, trust: Trust, key: string | Buffer | undefined): void {
  const publicKey = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
  const trustBytes = encodeTrust(trust);
  const again = key === undefined;
  try {
    makePath(folder, 0o700);
    chmodSync(folder, 0o700);
    if (key !== undefined) writeDurable(folder, KEY_FILE, key, 0o600);
    writeDurable(folder, PUBLIC_KEY_FILE, publicKey.export({ type: 'spki', format: 'pem' }), 0o644, again);
    writeDurable(folder, ALLOWED_SIGNERS_FILE, allowedSignersLine(spki), 0o644, again);
    writeDurable(folder, TRUST_FILE, trustBytes, 0o644);
  } catch (error) {
    throw new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}
