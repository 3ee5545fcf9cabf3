import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError, type Sign } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { KEY_FILE } from './config-folder.ts';

/** The seal key in use. The private half never leaves this object. */
export interface Signer {
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly keyid: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly sign: Sign;
}

export function signerFromKey(key: KeyObject): Signer {
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new SeqwardenError('KEY_UNUSABLE', 'the seal key is no P-256 key');
  }
  const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  return {
    keyid: createHash('sha256').update(spki).digest('hex'),
    spki,
    sign: async message => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }),
  };
}

/**
 * The key of a configuration folder. Throws KEY_MISSING, KEY_UNUSABLE, and KEY_PERMISSIONS if anybody but its owner could
 * read it, or if its owner is somebody else. The permissions are those of the file that is then read.
 */
export function loadSigner(folder: string): Signer {
  const path = join(folder, KEY_FILE);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (errno(error) === 'ENOENT') throw new SeqwardenError('KEY_MISSING', `no seal key at ${path}`);
    throw new SeqwardenError('KEY_UNUSABLE', `${path} cannot be opened: ${errno(error)}`, { cause: error });
  }
  try {
    const stat = fstatSync(fd);
    const foreign = process.getuid !== undefined && stat.uid !== process.getuid();
    if (process.platform !== 'win32' && ((stat.mode & 0o077) !== 0 || foreign)) {
      throw new SeqwardenError(
        'KEY_PERMISSIONS',
        `${path} has mode ${(stat.mode & 0o777).toString(8)}${foreign ? ' and another owner' : ''}`,
      );
    }
    return signerFromKey(createPrivateKey(readFileSync(fd, 'utf8')));
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('KEY_UNUSABLE', `${path} holds no private key`, { cause: error });
  } finally {
    closeSync(fd);
  }
}
