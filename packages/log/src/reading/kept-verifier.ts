import type { Bytes } from '@seqwarden/proof';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const WITH_SHA256 = { name: 'ECDSA', hash: 'SHA-256' };

/** Checks signatures by few keys over many statements: to read a key anew for each signature costs nearly as much as to check it. */
export class KeptVerifier {
  readonly #keys = new Map<string, Promise<CryptoKey>>();

  /** Whether `raw`, in the one spelling that `decodeEnvelope` lets through, is a signature of `message` by the key. False for a key that is none. Works on another thread. */
  async verify(
    { keyid, spki }: { readonly keyid: string; readonly spki: Bytes },
    message: Bytes,
    raw: Bytes,
  ): Promise<boolean> {
    let key = this.#keys.get(keyid);
    if (key === undefined) {
      key = crypto.subtle.importKey('spki', spki, P256, false, ['verify']);
      this.#keys.set(keyid, key);
    }
    try {
      return await crypto.subtle.verify(WITH_SHA256, await key, raw, message);
    } catch {
      return false;
    }
  }
}
