import { KeyObject, verify } from 'node:crypto';
import type { Bytes } from '@seqwarden/proof';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** Checks signatures by few keys over many statements: to read a key anew for each signature costs nearly as much as to check it. */
export class KeptVerifier {
  readonly #keys = new Map<string, Promise<KeyObject | undefined>>();

  /** Whether `raw`, in the one spelling that `decodeEnvelope` lets through, is a signature of `message` by the key. False for a key that is none. Works on another thread. */
  async verify(
    { keyid, spki }: { readonly keyid: string; readonly spki: Bytes },
    message: Bytes,
    raw: Bytes,
  ): Promise<boolean> {
    let known = this.#keys.get(keyid);
    if (known === undefined) {
      known = readKey(spki);
      this.#keys.set(keyid, known);
    }
    const key = await known;
    return key !== undefined && verifyWith(key, message, raw);
  }
}

async function readKey(spki: Bytes): Promise<KeyObject | undefined> {
  try {
    return KeyObject.from(await crypto.subtle.importKey('spki', spki, P256, true, ['verify']));
  } catch {
    return undefined;
  }
}

/** As WebCrypto's, at half of its price for this thread. */
function verifyWith(key: KeyObject, message: Bytes, raw: Bytes): Promise<boolean> {
  return new Promise(resolve =>
    verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, raw, (error, isGood) =>
      resolve(error === null && isGood),
    ),
  );
}
