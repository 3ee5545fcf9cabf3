import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import { SeqwardenError, type Sign } from '@seqwarden/proof';
import { readSecret, secretReader } from '../host/secret-file.ts';
import { configFile, KEY_FILE } from './config-folder.ts';
import type { Register } from './register.ts';

/** A key in use: the seal key, or a person's. The private half never leaves this object. */
export interface Signer {
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly keyid: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly sign: Sign;
}

/** The seal key in use. Whoever makes one says where what it signs is entered: nothing is signed with it past the log of an account that has one. */
export interface SealSigner extends Signer {
  /** undefined: this account has no log. */
  readonly register: Register | undefined;
}

/** Of a SubjectPublicKeyInfo, DER. */
export function keyidOf(spki: Uint8Array): string {
  return hash('sha256', spki, 'hex');
}

export function signerFromKey(key: KeyObject): Signer {
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new SeqwardenError('KEY_UNUSABLE', 'the key is no P-256 key');
  }
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  return {
    keyid: keyidOf(spki),
    spki,
    sign: async message => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }),
  };
}

/**
 * The key that systemd handed over, else that of a configuration folder. Throws KEY_MISSING, KEY_UNUSABLE, and KEY_PERMISSIONS if anybody else
 * could read or own it; what is asked of the file is the same for all secrets.
 */
export function loadSigner(folder: string, env: NodeJS.ProcessEnv = process.env): Signer {
  const path = configFile(folder, KEY_FILE, env);
  const signer = loadKey(path, env);
  if (signer === undefined) throw new SeqwardenError('KEY_MISSING', `no seal key at ${path}`);
  return signer;
}

/** The key in a file that is asked the same; undefined: there is none. Throws KEY_UNUSABLE, KEY_PERMISSIONS. */
export function loadKey(path: string, env: NodeJS.ProcessEnv): Signer | undefined {
  const pem = readSecret(path, 'KEY_UNUSABLE', secretReader(env));
  return pem === undefined ? undefined : signerFromKey(privateKey(pem, path));
}

function privateKey(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new SeqwardenError('KEY_UNUSABLE', `${path} holds no private key`, { cause: error });
  }
}
