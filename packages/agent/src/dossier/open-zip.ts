import { SeqwardenError } from '@seqwarden/proof';
import { centralDirectory, faultOfNames, localHeader, type ZipEntry } from './zip-headers.ts';

/** Bytes that can be read at any place. */
export interface ZipSource {
  readonly size: number;
  /** Less than `length` only at the end. */
  readonly read: (at: number, length: number) => Promise<Buffer>;
}

/** A file in a ZIP that was opened, and where its content begins. */
export interface PlacedEntry extends ZipEntry {
  readonly start: number;
}

const MAX_ENTRIES = 200_000;
const MAX_DIRECTORY = 64 * 1024 * 1024;
/** More than the longest header in our spelling. */
const HEAD = 1200;
const MAX_32 = 0xffff_ffff;
const LOCAL = 0x0403_4b50;

/**
 * The files of a ZIP of which every header, place and the whole directory are the very bytes that `writeZip` writes. From the front, so that nothing is believed and
 * nothing expands. That contents have their checksums is for the caller. Throws DOSSIER_MALFORMED.
 */
export async function openZip(source: ZipSource): Promise<PlacedEntry[]> {
  const entries: PlacedEntry[] = [];
  let at = 0;
  for (;;) {
    const head = await source.read(at, HEAD);
    if (head.length < 4 || head.readUInt32LE(0) !== LOCAL) break;
    if (entries.length >= MAX_ENTRIES) malformed('it has too many files');
    const entry = entryAt(head, at);
    const wanted = localHeader(entry);
    const start = at + wanted.length;
    if (!head.subarray(0, wanted.length).equals(wanted)) malformed('a header is not as ours are');
    if (start + entry.size > source.size) malformed('a file is cut off');
    entries.push({ ...entry, start });
    at = start + entry.size;
  }
  const fault = faultOfNames(entries.map(({ name }) => name));
  if (fault !== undefined) malformed(fault);
  const wanted = centralDirectory(entries, at);
  if (wanted.length > MAX_DIRECTORY || source.size - at !== wanted.length)
    malformed('its directory is not that of its files');
  if (!(await source.read(at, wanted.length)).equals(wanted))
    malformed('its directory is not that of its files');
  return entries;
}

function entryAt(head: Buffer, offset: number): ZipEntry {
  if (head.length < 30) malformed('a header is cut off');
  const nameEnd = 30 + head.readUInt16LE(26);
  let size = head.readUInt32LE(18);
  if (size === MAX_32) {
    if (head.length < nameEnd + 12) malformed('a header is cut off');
    const big = head.readBigUInt64LE(nameEnd + 4);
    if (big > BigInt(Number.MAX_SAFE_INTEGER)) malformed('a size is too large');
    size = Number(big);
  }
  return { name: head.toString('latin1', 30, nameEnd), size, crc: head.readUInt32LE(14), offset };
}

function malformed(what: string): never {
  throw new SeqwardenError('DOSSIER_MALFORMED', `the ZIP: ${what}`);
}
