import type { Bytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { TILE_WIDTH } from './tile-path.ts';

/** An entry has a 16-bit length before it. */
export const MAX_ENTRY = 65_535;

/** Bytes of the largest file of a log: a full bundle of the largest entries, each after its length. */
export const MAX_LOG_FILE = TILE_WIDTH * (MAX_ENTRY + 2);

/** The file of up to 256 entries (C2SP tlog-tiles, "Log entries"). Throws `STATEMENT_TOO_LARGE` or `TILE_MALFORMED`. */
export function encodeEntries(entries: readonly Uint8Array[]): Bytes {
  if (entries.length === 0 || entries.length > TILE_WIDTH)
    malformed(`${entries.length} entries are to go into one`);
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY) {
      throw new SeqwardenError('STATEMENT_TOO_LARGE', `an entry has ${entry.length} bytes`);
    }
    view.setUint16(at, entry.length);
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle that must hold `width` of them and nothing else. They are parts of one copy: whoever keeps a few of them for long copies those.
 * Throws `TILE_MALFORMED`.
 */
export function decodeEntries(bundle: Uint8Array, width: number): Bytes[] {
  const entries: Bytes[] = [];
  const bytes = new Uint8Array(bundle);
  const view = new DataView(bytes.buffer);
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.length) malformed(`it ends after ${entries.length} entries of ${width}`);
    const length = view.getUint16(at);
    at += 2;
    entries.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (at !== bytes.length) malformed(`its ${width} entries do not end where it ends`);
  return entries;
}

function malformed(what: string): never {
  throw new SeqwardenError('TILE_MALFORMED', `the bundle of entries: ${what}`);
}
