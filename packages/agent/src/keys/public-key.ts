import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import { keyidOf } from '../config/signer.ts';
import { errno } from '../host/fs-error.ts';
import { readOwnFile } from '../host/own-file.ts';
import type { PublicKey } from './change-keys.ts';
import { spkiOfBlob } from './ssh-agent.ts';

const PEM = /^-----BEGIN PUBLIC KEY-----\n/;
const SSH = /^ecdsa-sha2-nistp256 (?<blob>[A-Za-z0-9+/]+=*)(?: |\n|$)/;

/**
 * A P-256 public key from a file: PEM, as `init` and `openssl pkey -pubout` write it, or a line as `ssh-keygen` and `ssh-add -L` do; the comment of such a line, often
 * a name, is not read. Throws PUBLIC_KEY_UNUSABLE, also for a private key.
 */
export function readPublicKey(path: string): PublicKey {
  const text = read(path);
  const blob = SSH.exec(text)?.groups?.blob;
  const spki = PEM.test(text) ? spkiOfPem(text) : blob && spkiOfBlob(Buffer.from(blob, 'base64'));
  if (!spki) throw new SeqwardenError('PUBLIC_KEY_UNUSABLE', `${path} is no public P-256 key`);
  return { keyid: keyidOf(spki), spki };
}

function read(path: string): string {
  try {
    return readOwnFile(path).toString('utf8');
  } catch (error) {
    const why = errno(error) === 'ENOENT' ? 'is not there' : 'cannot be read';
    throw new SeqwardenError('PUBLIC_KEY_UNUSABLE', `${path} ${why}`, { cause: error });
  }
}

function spkiOfPem(pem: string): Bytes | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return undefined;
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return undefined;
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}
