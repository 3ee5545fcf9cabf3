import { SeqwardenError } from '@seqwarden/proof';

/**
 * IDAT version 3, little endian: "IDAT", i64 version, i32 fields, fields of (u16 code, i64 offset); then the
 * sections. Strings are a LEB128 length and bytes. After illuminaio's readIDAT_nonenc.R and real files.
 */
export interface Idat {
  /** The sections that name things; undefined where absent or empty. */
  readonly barcode: string | undefined;
  readonly chipType: string | undefined;
  readonly position: string | undefined;
  /** The last Scan row of the run-info section. Of its others, `Decoding` is the factory's. */
  readonly scan: IdatScan | undefined;
}

export interface IdatScan {
  /** In the locale of the scanner's Windows, without a zone. */
  readonly time: string;
  /** `KEY=VALUE`, joined by `|`. Holds a user name: only named keys are ever taken out, by {@link idatParameter}. */
  readonly parameters: string;
  readonly software: string;
  readonly version: string;
}

/** Where the sections of a file lie, as its first bytes tell. */
interface Sections {
  /** Offset by code of section. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Where the section of the rows begins. */
  readonly rows: number;
  /** Where the intensities end. */
  readonly end: number;
  /** Where the texts begin; from there to the file's end there is nothing else. */
  readonly texts: number;
}

export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

const PROBES = 1000;
const RUN_INFO = 300;
const STRINGS = [401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 510];
const BYTES_PER_PROBE: Readonly<Record<number, number>> = { 102: 4, 103: 2, 104: 2, 107: 1 };

const MAX_FIELDS = 200;
const MAX_PROBES = 20_000_000;
/** Real files have up to 20 rows, texts of 300 bytes, and 2.4 kB of texts in all. */
const MAX_ROWS = 1000;
const MAX_TEXT = 4096;
const MAX_TEXTS = 256 * 1024;

/**
 * Reads what names the chip and the scanner, and follows every section to the file's end, so that a file that
 * was cut off shows. Of the intensities it reads nothing, and never more than 260 kB in all.
 *
 * @throws SeqwardenError IDAT_DAMAGED where it is cut off, malformed, or of another version
 */
export async function readIdat(file: string, size: number, readRange: ReadRange): Promise<Idat> {
  const reader = new IdatReader(file, readRange);
  const { offsets, rows, texts, end: intensities } = await readSections(reader, size);
  let end = intensities;
  const listed = offsets.get(200);
  if (listed !== undefined) end = Math.max(end, listed + 4 + 4 * (await reader.at(listed, 4)).u32());

  const names = new Map<number, string>();
  const tail = await reader.at(texts, size - texts);
  for (const code of STRINGS) {
    const at = offsets.get(code);
    if (at === undefined) continue;
    tail.seek(at - texts);
    names.set(code, tail.string());
    end = Math.max(end, texts + tail.position);
  }
  tail.seek(rows - texts);
  const scan = lastScan(tail, reader);
  end = Math.max(end, texts + tail.position);
  if (end > size) throw reader.damaged('it is cut off');
  if (end < size) throw reader.damaged('something follows its last section');
  return {
    barcode: names.get(402) || undefined,
    chipType: names.get(403) || undefined,
    position: names.get(404) || undefined,
    scan,
  };
}

/**
 * Whether a file of this size can be whole, by its first bytes alone: its sections fit, and after them there is room
 * for texts and nothing else. For files whose end cannot be read for a fair price.
 *
 * @throws SeqwardenError IDAT_DAMAGED where it cannot be whole
 */
export async function checkIdatHead(file: string, size: number, readRange: ReadRange): Promise<void> {
  const reader = new IdatReader(file, readRange);
  const { end } = await readSections(reader, size);
  if (end > size) throw reader.damaged('it is cut off');
}

async function readSections(reader: IdatReader, size: number): Promise<Sections> {
  if (size < 16) throw reader.damaged('it is cut off');
  const head = await reader.at(0, 16);
  if (head.text(4) !== 'IDAT') throw reader.damaged('it does not begin with IDAT');
  if (head.u64() !== 3) throw reader.damaged('its version is not 3');
  const count = head.u32();
  if (count === 0 || count > MAX_FIELDS) throw reader.damaged('an absurd number of fields');
  const table = await reader.at(16, 10 * count);
  const offsets = new Map<number, number>();
  for (let at = 0; at < count; at++) offsets.set(table.u16(), table.u64());
  for (const offset of offsets.values()) {
    if (offset < 16 + 10 * count || offset > size) throw reader.damaged('a section lies outside');
  }

  const probesAt = offsets.get(PROBES);
  const rows = offsets.get(RUN_INFO);
  if (probesAt === undefined || rows === undefined) throw reader.damaged('a section is missing');
  const probes = (await reader.at(probesAt, 4)).u32();
  if (probes > MAX_PROBES) throw reader.damaged('an absurd number of probes');
  let end = probesAt + 4;
  for (const [code, bytes] of Object.entries(BYTES_PER_PROBE)) {
    const offset = offsets.get(Number(code));
    if (offset === undefined) throw reader.damaged('a section is missing');
    end = Math.max(end, offset + bytes * probes);
  }
  const strings = STRINGS.map(code => offsets.get(code)).filter(at => at !== undefined);
  const texts = Math.min(rows, ...strings);
  if (size - texts > MAX_TEXTS) throw reader.damaged('absurdly long texts');
  return { offsets, rows, end, texts };
}

/** Goes over all rows, to the end of the section; reads no other than the last of a scan. */
function lastScan(tail: Cursor, reader: IdatReader): IdatScan | undefined {
  const count = tail.u32();
  if (count > MAX_ROWS) throw reader.damaged('an absurd number of rows');
  let scan: number | undefined;
  for (let at = 0; at < count; at++) {
    const row = tail.position;
    tail.skipString();
    if (tail.string() === 'Scan') scan = row;
    for (let rest = 0; rest < 3; rest++) tail.skipString();
  }
  if (scan === undefined) return undefined;
  const end = tail.position;
  tail.seek(scan);
  const time = tail.string();
  tail.skipString();
  const row = { time, parameters: tail.string(), software: tail.string(), version: tail.string() };
  tail.seek(end);
  return row;
}

/** The value of a key of {@link IdatScan.parameters}; the first, where it stands more than once. */
export function idatParameter(parameters: string, key: string): string | undefined {
  return parameters
    .split('|')
    .find(part => part.startsWith(`${key}=`))
    ?.slice(key.length + 1);
}

class IdatReader {
  readonly #file: string;
  readonly #readRange: ReadRange;

  constructor(file: string, readRange: ReadRange) {
    this.#file = file;
    this.#readRange = readRange;
  }

  async at(offset: number, length: number): Promise<Cursor> {
    const bytes = await this.#readRange(offset, length);
    if (bytes.length < length) throw this.damaged('it is cut off');
    return new Cursor(bytes, () => this.damaged('a section does not end'));
  }

  damaged(what: string): SeqwardenError {
    return new SeqwardenError('IDAT_DAMAGED', `${this.#file} is damaged: ${what}`, { path: this.#file });
  }
}

const LATIN1 = new TextDecoder('latin1');

/** Reads little-endian numbers and strings one after the other. */
class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #outside: () => SeqwardenError;
  position = 0;

  constructor(bytes: Uint8Array, outside: () => SeqwardenError) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#outside = outside;
  }

  seek(position: number): void {
    if (position < 0 || position > this.#bytes.length) throw this.#outside();
    this.position = position;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Numbers beyond 2^53 become absurdly large ones, which every caller refuses. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  text(length: number): string {
    const at = this.#take(length);
    return LATIN1.decode(this.#bytes.subarray(at, at + length));
  }

  string(): string {
    return this.text(this.#stringLength());
  }

  skipString(): void {
    this.#take(this.#stringLength());
  }

  #stringLength(): number {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 21) throw this.#outside();
      const byte = this.#bytes[this.#take(1)] ?? 0;
      length |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) break;
    }
    if (length > MAX_TEXT) throw this.#outside();
    return length;
  }

  #take(length: number): number {
    const at = this.position;
    if (at + length > this.#bytes.length) throw this.#outside();
    this.position = at + length;
    return at;
  }
}
