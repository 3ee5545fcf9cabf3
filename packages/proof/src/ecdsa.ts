import { type Bytes, equalBytes } from './bytes.ts';

/**
 * Signs with the seal key, wherever that is kept: ECDSA P-256 with SHA-256 over `message`. The result is
 * r‖s, 32 bytes each, big-endian (IEEE P1363): what WebCrypto gives, and `node:crypto` with `dsaEncoding: 'ieee-p1363'`.
 * A device that answers in DER is adapted with `rawFromDer`. Low-s is made here, not asked of the signer.
 */
export type Sign = (message: Bytes) => Promise<Uint8Array>;

/** Order n of the group of P-256 (NIST SP 800-186, 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** What stands before the point in the SubjectPublicKeyInfo of each uncompressed P-256 key (RFC 5480). */
const SPKI_PREFIX = Uint8Array.of(
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00],
);

const POINT_LENGTH = 65;

/** The uncompressed point (0x04‖x‖y), or undefined if this is not the one DER spelling of such a key. */
export function pointFromSpki(spki: Uint8Array): Bytes | undefined {
  const point = new Uint8Array(spki.subarray(SPKI_PREFIX.length));
  const prefixed = equalBytes(spki.subarray(0, SPKI_PREFIX.length), SPKI_PREFIX);
  return prefixed && point.length === POINT_LENGTH && point[0] === 0x04 ? point : undefined;
}

export function spkiFromPoint(point: Uint8Array): Bytes {
  const spki = new Uint8Array(SPKI_PREFIX.length + point.length);
  spki.set(SPKI_PREFIX);
  spki.set(point, SPKI_PREFIX.length);
  return spki;
}

/** Whether r and s are in range and s in its lower half, so that nobody can respell the signature as (r, n − s). */
export function isCanonicalRaw(raw: Uint8Array): boolean {
  if (raw.length !== 64) return false;
  const r = number(raw.subarray(0, 32));
  const s = number(raw.subarray(32));
  return r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
}

/** The same signature with s in its lower half. Throws `RangeError` on what is no P-256 signature. */
export function canonicalRaw(raw: Uint8Array): Bytes {
  const canonical = new Uint8Array(raw);
  const s = number(raw.subarray(32));
  if (s > ORDER / 2n && s < ORDER) {
    const low = (ORDER - s).toString(16).padStart(64, '0');
    for (let at = 0; at < 32; at++) canonical[32 + at] = Number.parseInt(low.slice(2 * at, 2 * at + 2), 16);
  }
  if (!isCanonicalRaw(canonical)) throw new RangeError('not an ECDSA P-256 signature in the form r‖s');
  return canonical;
}

/** Whether `raw` is a canonical signature of `message` by the key `spki`. False for a key that is none. */
export async function verifyRaw(spki: Bytes, message: Bytes, raw: Bytes): Promise<boolean> {
  if (!isCanonicalRaw(raw)) return false;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  try {
    const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, message);
  } catch {
    return false;
  }
}

/** Of 32 bytes. Throws `RangeError` where they are fewer. */
function number(bigEndian: Uint8Array): bigint {
  const view = new DataView(bigEndian.buffer, bigEndian.byteOffset, bigEndian.length);
  let number = 0n;
  for (let at = 0; at < 32; at += 8) number = (number << 64n) | view.getBigUint64(at);
  return number;
}
