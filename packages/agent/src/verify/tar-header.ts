import { type BytePath, bytePathFromBytes, SeqwardenError } from '@seqwarden/proof';

/** Bytes of a header, and the unit in which everything is padded (POSIX.1-1988 ustar). */
export const BLOCK = 512;

/** By the magic: POSIX.1-1988 and later, GNU tar's own, or from before there was one (Unix version 7). */
export type TarFormat = 'posix' | 'gnu' | 'v7';

export interface TarHeader {
  readonly path: BytePath;
  readonly link: BytePath;
  readonly size: number;
  /** The type flag: `0` file, `1` hard link, `2` symlink, `3` `4` device, `5` folder, `6` FIFO, `x` `g` pax, `L` `K` GNU long names. */
  readonly type: string;
  readonly format: TarFormat;
}

/** Offset and length of mode, uid, gid, mtime. */
const NUMBERS = [
  [100, 8],
  [108, 8],
  [116, 8],
  [136, 12],
] as const;
/** Of the numbers of a device, which the version 7 format has not. */
const DEVICE_NUMBERS = [
  [329, 8],
  [337, 8],
] as const;

/** undefined: a block of zeros, which ends an archive. Throws TAR_MALFORMED. */
export function parseHeader(block: Uint8Array): TarHeader | undefined {
  if (isZero(block)) return undefined;
  const stated = octal(block.subarray(148, 156));
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  if (sum !== stated) throw malformed('a header has a wrong checksum');
  const format = formatOf(block);
  // Of no use here, but a program that cannot read one of them ends its reading at this header (Python's tarfile).
  for (const [from, length] of format === 'v7' ? NUMBERS : [...NUMBERS, ...DEVICE_NUMBERS])
    checkNumber(block.subarray(from, from + length));
  const name = field(block, 0, 100);
  const prefix = format === 'posix' ? field(block, 345, 155) : '';
  // Star's and GNU tar's own fields lie where the prefix is. Some programs take them for one, others do not.
  if (!isZero(block.subarray(345 + prefix.length))) throw malformed('a header has fields of an unknown kind');
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    link: field(block, 157, 100),
    size: size(block.subarray(124, 136)),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    format,
  };
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === 0);
}

function formatOf(block: Uint8Array): TarFormat {
  const magic = bytePathFromBytes(block.subarray(257, 265));
  if (magic === 'ustar\x0000') return 'posix';
  if (magic === 'ustar  \0') return 'gnu';
  // In version 7 nothing at all follows the link's name.
  if (isZero(block.subarray(257))) return 'v7';
  throw malformed('a header of an unknown format');
}

function field(block: Uint8Array, from: number, length: number): BytePath {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return bytePathFromBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Octal digits, or big-endian base 256 behind a first byte of 0x80 (GNU, for files of 8 GiB and more). */
function size(bytes: Uint8Array): number {
  if (bytes[0] !== 0x80) return octal(bytes);
  let value = 0;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw malformed('a size is absurd');
  return value;
}

function octal(bytes: Uint8Array): number {
  const digits = /^ *([0-7]{1,12})[\0 ]*$/.exec(bytePathFromBytes(bytes))?.[1];
  if (digits === undefined) throw malformed('a number in a header is not octal');
  return Number.parseInt(digits, 8);
}

/** Also accepts nothing, and base 256 with a sign. */
function checkNumber(bytes: Uint8Array): void {
  if (bytes[0] === 0x80 || bytes[0] === 0xff) return;
  if (!/^ *[0-7]*[\0 ]*$/.test(bytePathFromBytes(bytes)))
    throw malformed('a number in a header is not octal');
}

export function malformed(what: string): SeqwardenError {
  return new SeqwardenError('TAR_MALFORMED', what);
}
