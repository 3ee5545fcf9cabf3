/**
 * Bytes in memory that nobody else can change: a `SharedArrayBuffer` is excluded by type, because what another
 * thread can rewrite may differ between the check and the use.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

/** One UTF-16 code unit (0–255) for each byte. `TextDecoder('latin1')` is windows-1252 and would not do. */
export function binaryString(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** The bytes of a string that holds code units 0–255 only. */
export function bytesOfBinary(binary: string): Bytes {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return ENCODER.encode(text);
}

/** Text of strict UTF-8; a byte-order mark is kept as a character. Throws `TypeError` on other bytes. */
export function textOfUtf8(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
