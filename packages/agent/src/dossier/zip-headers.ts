/** A file in a ZIP. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly crc: number;
  /** Of its header, from the start of the ZIP. */
  readonly offset: number;
}

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const LOCAL = 0x0403_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
/** Version needed: 2.0, and 4.5 where a number needs Zip64. */
const PLAIN = 20;
const ZIP64 = 45;
/** "Made by" Unix, so that the mode below counts. */
const UNIX = 3;
/** A regular file, 0644. */
const MODE = (0o100644 << 16) >>> 0;
/** 1980-01-01, the first day that there is. */
const DAY = 0x21;

/** Letters, digits and `._-` in at most eight parts of at most 100 characters, none of which is `.` or `..`. */
const NAME = /^(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9._-]{1,100}(?:\/[A-Za-z0-9._-]{1,100}){0,7}$/;

/** In the one spelling of decision 67, so that who reads compares instead of believing (APPNOTE.TXT 4.3.7). */
export function localHeader(entry: ZipEntry): Buffer {
  const isBig = entry.size >= MAX_32;
  const more = extra(isBig ? [entry.size, entry.size] : []);
  return Buffer.concat([uint32(LOCAL), common(entry, isBig, more.length), Buffer.from(entry.name), more]);
}

/** All that stands behind the contents (APPNOTE.TXT 4.3.12 to 4.3.16); `start`: where it begins. */
export function centralDirectory(entries: readonly ZipEntry[], start: number): Buffer {
  const list = Buffer.concat(entries.map(centralHeader));
  const count = entries.length;
  const isBig = count >= MAX_16 || list.length >= MAX_32 || start >= MAX_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(isBig ? MAX_16 : count, 8);
  end.writeUInt16LE(isBig ? MAX_16 : count, 10);
  end.writeUInt32LE(isBig ? MAX_32 : list.length, 12);
  end.writeUInt32LE(isBig ? MAX_32 : start, 16);
  if (!isBig) return Buffer.concat([list, end]);
  const end64 = Buffer.alloc(24);
  end64.writeUInt32LE(END_64);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE((UNIX << 8) | ZIP64, 12);
  end64.writeUInt16LE(ZIP64, 14);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(LOCATOR_64);
  locator.writeBigUInt64LE(BigInt(start + list.length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([list, end64, uint64(count, count, list.length, start), locator, end]);
}

/** Why these names cannot stand in a ZIP in this order; undefined: they can. No two may be one file anywhere, or a file and its folder. */
export function faultOfNames(names: readonly string[]): string | undefined {
  for (const [at, name] of names.entries()) {
    if (!NAME.test(name)) return 'a name is none of ours';
    if (at > 0 && (names[at - 1] ?? '') >= name) return 'the names are not in their order';
  }
  const folded = new Set(names.map(name => name.toLowerCase()));
  if (folded.size !== names.length) return 'two names differ in case alone';
  for (const name of folded)
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1))
      if (folded.has(name.slice(0, at))) return 'a name is a file and a folder';
  return undefined;
}

function centralHeader(entry: ZipEntry): Buffer {
  const isBig = entry.size >= MAX_32;
  const isFar = entry.offset >= MAX_32;
  const more = extra([...(isBig ? [entry.size, entry.size] : []), ...(isFar ? [entry.offset] : [])]);
  const madeBy = Buffer.of(more.length > 0 ? ZIP64 : PLAIN, UNIX);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(MODE, 6);
  tail.writeUInt32LE(isFar ? MAX_32 : entry.offset, 10);
  const head = [uint32(CENTRAL), madeBy, common(entry, isBig, more.length), tail];
  return Buffer.concat([...head, Buffer.from(entry.name), more]);
}

/** From "version needed" to "extra length": the same in both headers. */
function common({ name, size, crc }: ZipEntry, isBig: boolean, extraLength: number): Buffer {
  const bytes = Buffer.alloc(26);
  const shown = isBig ? MAX_32 : size;
  bytes.writeUInt16LE(extraLength > 0 ? ZIP64 : PLAIN, 0);
  bytes.writeUInt16LE(DAY, 8);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(shown, 14);
  bytes.writeUInt32LE(shown, 18);
  bytes.writeUInt16LE(name.length, 22);
  bytes.writeUInt16LE(extraLength, 24);
  return bytes;
}

function extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(1, 0);
  head.writeUInt16LE(8 * values.length, 2);
  return Buffer.concat([head, uint64(...values)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [at, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), 8 * at);
  return bytes;
}
