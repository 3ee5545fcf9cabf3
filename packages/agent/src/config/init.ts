import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowedSignersLine, encodeTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { writeDurable } from '../host/write-durable.ts';
import { ALLOWED_SIGNERS_FILE, KEY_FILE, PUBLIC_KEY_FILE, TRUST_FILE } from './config-folder.ts';
import { type Signer, signerFromKey } from './signer.ts';

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
  const trust: Trust = {
    madeAt: now.toISOString(),
    sealKeys: [
      {
        keyid: signer.keyid,
        spki: signer.spki,
        label,
        validFrom: now.toISOString(),
        validUntil: null,
        places: [],
      },
    ],
    personKeys: [],
    administratorKeys: [],
    logs: [],
    logRequired: false,
    superseded: [],
  };
  const trustBytes = encodeTrust(trust);
  try {
    makePath(folder, 0o700);
    chmodSync(folder, 0o700);
    writeKeys(folder, privateKey, signer, trustBytes);
  } catch (error) {
    throw new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
  return { signer, trust };
}

function writeKeys(folder: string, privateKey: KeyObject, signer: Signer, trust: Uint8Array): void {
  writeDurable(folder, KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  writeDurable(
    folder,
    PUBLIC_KEY_FILE,
    createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }),
    0o644,
  );
  writeDurable(folder, ALLOWED_SIGNERS_FILE, allowedSignersLine(signer.spki), 0o644);
  writeDurable(folder, TRUST_FILE, trust, 0o644);
}
