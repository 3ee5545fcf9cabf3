import { type Bytes, concatBytes, equalBytes } from './bytes.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3) in shortest form, from r‖s of 32 bytes each. */
export function derFromRaw(raw: Uint8Array): Bytes {
  const r = signedMagnitude(raw.subarray(0, 32));
  const s = signedMagnitude(raw.subarray(32));
  const head = Uint8Array.of(SEQUENCE, 4 + r.length + s.length, INTEGER, r.length);
  return concatBytes(head, r, Uint8Array.of(INTEGER, s.length), s);
}

/** r‖s, or undefined for anything but the one DER spelling of two positive numbers of at most 32 bytes. */
export function rawFromDer(der: Uint8Array): Bytes | undefined {
  const rLength = der[3] ?? 0;
  const r = der.subarray(4, 4 + rLength);
  const s = der.subarray(6 + rLength);
  const raw = new Uint8Array(64);
  if (!place(r, raw.subarray(0, 32)) || !place(s, raw.subarray(32))) return undefined;
  return equalBytes(derFromRaw(raw), der) ? raw : undefined;
}

/** A number's bytes without leading zeros, but with one where its first bit would read as a sign (DER and SSH mpint). */
export function signedMagnitude(bigEndian: Uint8Array): Bytes {
  let start = 0;
  while (start < bigEndian.length - 1 && bigEndian[start] === 0) start++;
  const magnitude = bigEndian.subarray(start);
  return (magnitude[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), magnitude) : new Uint8Array(magnitude);
}

/** Writes a number right-aligned into `into`; false if it does not fit. The caller encodes again and compares. */
export function place(signed: Uint8Array, into: Uint8Array): boolean {
  const magnitude = signed[0] === 0 ? signed.subarray(1) : signed;
  if (magnitude.length > into.length) return false;
  into.set(magnitude, into.length - magnitude.length);
  return true;
}
