import { type BytePath, bytePathFromBytes, SeqwardenError } from '@seqwarden/proof';

/** Bytes of a header, and the unit in which everything is padded (POSIX.1-1988 ustar). */
export const BLOCK = 512;

export interface TarHeader {
  readonly path: BytePath;
  readonly link: BytePath;
  readonly size: number;
  /** The type flag: `0` file, `1` hard link, `2` symlink, `3` `4` device, `5` folder, `6` FIFO, `x` `g` pax, `L` `K` GNU long names. */
  readonly type: string;
}

/** undefined: a block of zeros, which ends an archive. Throws TAR_MALFORMED. */
export function parseHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every(byte => byte === 0)) return undefined;
  const stated = octal(block.subarray(148, 156));
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  if (sum !== stated) throw malformed('a header has a wrong checksum');
  const isUstar = field(block, 257, 5) === 'ustar';
  const isGnu = field(block, 257, 8).startsWith('ustar ');
  const name = field(block, 0, 100);
  const prefix = isUstar && !isGnu ? field(block, 345, 155) : '';
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    link: field(block, 157, 100),
    size: number(block.subarray(124, 136)),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
  };
}

function field(block: Uint8Array, from: number, length: number): BytePath {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return bytePathFromBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Octal digits, or big-endian base 256 behind a first byte of 0x80 (GNU, for files of 8 GiB and more). */
function number(bytes: Uint8Array): number {
  if (bytes[0] !== 0x80) return octal(bytes);
  let value = 0;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw malformed('a size is absurd');
  return value;
}

function octal(bytes: Uint8Array): number {
  const text = bytePathFromBytes(bytes)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (!/^[0-7]{1,12}$/.test(text)) throw malformed('a number in a header is not octal');
  return Number.parseInt(text, 8);
}

/** The records `LENGTH KEY=VALUE\n` of a pax header; later ones win. Throws TAR_MALFORMED. */
export function parsePax(bytes: Uint8Array): Map<string, BytePath> {
  const records = new Map<string, BytePath>();
  const text = bytePathFromBytes(bytes);
  for (let at = 0; at < text.length; ) {
    const length = /^(\d{1,8}) /.exec(text.slice(at, at + 9))?.[1];
    const record = length === undefined ? '' : text.slice(at, at + Number(length));
    const equals = record.indexOf('=');
    if (length === undefined || record.length !== Number(length) || equals < 0 || !record.endsWith('\n'))
      throw malformed('a pax header is damaged');
    records.set(record.slice(length.length + 1, equals), record.slice(equals + 1, -1));
    at += record.length;
  }
  return records;
}

export function malformed(what: string): SeqwardenError {
  return new SeqwardenError('TAR_MALFORMED', what);
}
