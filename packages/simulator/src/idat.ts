import { type Field, joined, packed, text } from './bytes.ts';

/** One line of an IDAT file's history. */
export interface RunInfoRow {
  readonly time: string;
  readonly block: string;
  readonly parameters: string;
  readonly software: string;
  readonly version: string;
}

export interface Idat {
  readonly barcode: string;
  readonly chipType: string;
  readonly position: string;
  /** Per probe, in rising order of the ids: standard deviation and mean of its beads' intensities, and how many. */
  readonly ids: readonly number[];
  readonly deviations: readonly number[];
  readonly means: readonly number[];
  readonly beads: readonly number[];
  readonly history: readonly RunInfoRow[];
}

const TABLE_ORDER = [1000, 102, 103, 104, 107, 200, 300, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409];

/**
 * An IDAT file of version 3: "IDAT", i64 version, i32 number of fields, u16 code and i64 place of each, then the
 * fields. The table has the history (300) before the strings; in the file it comes last and ends it, as in real files.
 * Layout: HenrikBengtsson/illuminaio `readIDAT_nonenc.R`, and real files.
 */
export function idat(content: Idat): Uint8Array {
  const count = content.ids.length;
  const sections: [code: number, bytes: Uint8Array][] = [
    [1000, packed(['i32', count])],
    [102, packed(['i32', ...content.ids])],
    [103, packed(['u16', ...content.deviations])],
    [104, packed(['u16', ...content.means])],
    [107, packed(['u8', ...content.beads])],
    [200, packed(['i32', count, ...content.ids])],
    [400, packed(['i32', 0])],
    [401, string('')],
    [402, string(content.barcode)],
    [403, string(content.chipType)],
    [404, string(content.position)],
    ...[405, 406, 407, 408, 409].map((code): [number, Uint8Array] => [code, string('')]),
    [300, history(content.history)],
  ];

  const places = new Map<number, number>();
  let place = 16 + 10 * TABLE_ORDER.length;
  for (const [code, bytes] of sections) {
    places.set(code, place);
    place += bytes.length;
  }
  return joined([
    packed(
      ['bytes', text('IDAT')],
      ['i64', 3],
      ['i32', TABLE_ORDER.length],
      ...TABLE_ORDER.flatMap((code): Field[] => [
        ['u16', code],
        ['i64', places.get(code) ?? 0],
      ]),
    ),
    ...sections.map(([, bytes]) => bytes),
  ]);
}

/** i32 rows, then five strings of each. */
function history(rows: readonly RunInfoRow[]): Uint8Array {
  return joined([
    packed(['i32', rows.length]),
    ...rows.flatMap(row => [row.time, row.block, row.parameters, row.software, row.version].map(string)),
  ]);
}

/** LEB128 length in bytes, then the bytes. */
function string(value: string): Uint8Array {
  const bytes = text(value);
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return packed(['u8', ...length], ['bytes', bytes]);
}
