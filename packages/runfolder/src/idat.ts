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
  /** Rows of the run-info section, oldest first. */
  readonly rows: readonly IdatRow[];
}

export interface IdatRow {
  /** `Decoding` (at the factory), `Scan`, `Register`, `Extract`. */
  readonly type: string;
  /** `KEY=VALUE`, joined by `|`. Holds a user name: only named keys are ever taken out. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly software: string;
  readonly version: string;
}

export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

const PROBES = 1000;
const RUN_INFO = 300;
const STRINGS = [401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 510];
const MAX_FIELDS = 200;
const MAX_PROBES = 20_000_000;
const MAX_ROWS = 10_000;
const MAX_TAIL = 4 * 1024 * 1024;

/**
 * Reads what names the chip and the scanner, and follows every section to the file's end, so that a file that
 * was cut off shows. Of the intensities it reads nothing.
 *
 * @throws SeqwardenError IDAT_DAMAGED where it is cut off, malformed, or of another version
 */
export async function readIdat(file: string, size: number, readRange: ReadRange): Promise<Idat> {
  const damaged = (what: string): SeqwardenError =>
    new SeqwardenError('IDAT_DAMAGED', `${file} is damaged: ${what}`, { path: file });
  const bytesAt = async (offset: number, length: number): Promise<Cursor> => {
    const bytes = await readRange(offset, length);
    if (bytes.length < length) throw damaged('it is cut off');
    return new Cursor(bytes, () => damaged('a section does not end'));
  };

  if (size < 16) throw damaged('it is cut off');
  const head = await bytesAt(0, 16);
  if (head.text(4) !== 'IDAT') throw damaged('it does not begin with IDAT');
  if (head.u64() !== 3) throw damaged('its version is not 3');
  const count = head.u32();
  if (count === 0 || count > MAX_FIELDS) throw damaged('an absurd number of fields');
  const table = await bytesAt(16, 10 * count);
  const offsets = new Map<number, number>();
  for (let at = 0; at < count; at++) offsets.set(table.u16(), table.u64());
  for (const offset of offsets.values()) {
    if (offset < 16 + 10 * count || offset > size) throw damaged('a section lies outside');
  }

  const probesAt = offsets.get(PROBES);
  const rowsAt = offsets.get(RUN_INFO);
  if (probesAt === undefined || rowsAt === undefined) throw damaged('a section is missing');
  const probes = (await bytesAt(probesAt, 4)).u32();
  if (probes > MAX_PROBES) throw damaged('an absurd number of probes');
  const BYTES_PER_PROBE: Readonly<Record<number, number>> = { 102: 4, 103: 2, 104: 2, 107: 1 };
  let end = probesAt + 4;
  for (const [code, bytes] of Object.entries(BYTES_PER_PROBE)) {
    const offset = offsets.get(Number(code));
    if (offset === undefined) throw damaged('a section is missing');
    end = Math.max(end, offset + bytes * probes);
  }
  const listed = offsets.get(200);
  if (listed !== undefined) end = Math.max(end, listed + 4 + 4 * (await bytesAt(listed, 4)).u32());

  const names = new Map<number, string>();
  const strings = [...STRINGS, RUN_INFO].map(code => offsets.get(code)).filter(at => at !== undefined);
  const from = Math.min(...strings);
  if (size - from > MAX_TAIL) throw damaged('absurdly long texts');
  const tail = await bytesAt(from, size - from);
  for (const code of STRINGS) {
    const at = offsets.get(code);
    if (at === undefined) continue;
    tail.seek(at - from);
    names.set(code, tail.string());
    end = Math.max(end, from + tail.position);
  }
  tail.seek(rowsAt - from);
  const rows = runInfoRows(tail, damaged);
  end = Math.max(end, from + tail.position);
  if (end > size) throw damaged('it is cut off');
  if (end < size) throw damaged('something follows its last section');
  return {
    barcode: names.get(402) || undefined,
    chipType: names.get(403) || undefined,
    position: names.get(404) || undefined,
    rows,
  };
}

function runInfoRows(tail: Cursor, damaged: (what: string) => SeqwardenError): IdatRow[] {
  const count = tail.u32();
  if (count > MAX_ROWS) throw damaged('an absurd number of rows');
  const rows: IdatRow[] = [];
  for (let at = 0; at < count; at++) {
    tail.string(); // time, in the locale of the scanner's Windows
    const type = tail.string();
    const parameters = new Map<string, string>();
    for (const part of tail.string().split('|')) {
      const equals = part.indexOf('=');
      if (equals > 0 && !parameters.has(part.slice(0, equals))) {
        parameters.set(part.slice(0, equals), part.slice(equals + 1));
      }
    }
    rows.push({ type, parameters, software: tail.string(), version: tail.string() });
  }
  return rows;
}

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
    return new TextDecoder('latin1').decode(this.#bytes.subarray(at, at + length));
  }

  string(): string {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 21) throw this.#outside();
      const byte = this.#bytes[this.#take(1)] ?? 0;
      length |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) break;
    }
    return this.text(length);
  }

  #take(length: number): number {
    const at = this.position;
    if (at + length > this.#bytes.length) throw this.#outside();
    this.position = at + length;
    return at;
  }
}
