import { crc32, inflateRawSync } from 'node:zlib';

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

export interface GzipMember {
  readonly content: Uint8Array;
  /** Where the next member begins. */
  readonly next: number;
}

/**
 * One gzip member (RFC 1952), its check sum and length verified; undefined where it is damaged, cut off, or
 * holds more than `most` bytes. Other than zlib's own gunzip it tells where the member ends.
 */
export function gunzipMember(bytes: Uint8Array, start: number, most: number): GzipMember | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const deflated = deflatedAt(bytes, view, start);
  if (deflated === undefined || deflated > bytes.length) return undefined;
  let content: Uint8Array;
  let next: number;
  try {
    const result: unknown = inflateRawSync(bytes.subarray(deflated), { maxOutputLength: most, info: true });
    const consumed = consumedBy(result);
    if (consumed === undefined) return undefined;
    content = consumed.content;
    next = deflated + consumed.bytes;
  } catch {
    return undefined;
  }
  if (next + 8 > bytes.length) return undefined;
  if (view.getUint32(next, true) !== crc32(content)) return undefined;
  if (view.getUint32(next + 4, true) !== content.length % 2 ** 32) return undefined;
  return { content, next: next + 8 };
}

/** Where the deflated data begins: after the header and its optional parts. */
function deflatedAt(bytes: Uint8Array, view: DataView, start: number): number | undefined {
  if (start + 18 > bytes.length) return undefined;
  if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b || bytes[start + 2] !== 8) return undefined;
  const flags = bytes[start + 3] ?? 0;
  let at = start + 10;
  if ((flags & FEXTRA) !== 0) {
    if (at + 2 > bytes.length) return undefined;
    at += 2 + view.getUint16(at, true);
  }
  for (const text of [FNAME, FCOMMENT]) {
    if ((flags & text) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return (flags & FHCRC) === 0 ? at : at + 2;
}

/** The answer of zlib's `info` option: the output, and the engine, which counts the input that it used. */
function consumedBy(result: unknown): { content: Uint8Array; bytes: number } | undefined {
  if (typeof result !== 'object' || result === null || !('buffer' in result) || !('engine' in result)) {
    return undefined;
  }
  const { buffer, engine } = result;
  if (!(buffer instanceof Uint8Array) || typeof engine !== 'object' || engine === null) return undefined;
  if (!('bytesWritten' in engine) || typeof engine.bytesWritten !== 'number') return undefined;
  return { content: buffer, bytes: engine.bytesWritten };
}
