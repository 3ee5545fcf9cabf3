import { counted } from './counted.ts';
import type { Warnings } from './warnings.ts';
import { readXmlFields, type XmlFields } from './xml-fields.ts';

/** Far more than any instrument writes (158 kB for 6,272 tiles). */
export const MAX_RUN_INFO_BYTES = 2 * 1024 * 1024;

const MAX_READS = 16;
const MAX_CYCLES = 10_000;

export interface Read {
  readonly number: number | null;
  readonly cycles: number;
  /** Whether it is an index read; null where the file says neither Y nor N. */
  readonly index: boolean | null;
}

/** One entry of the tile list. `surface` is the first digit of a four- or five-digit tile number. */
export interface Tile {
  readonly lane: number;
  readonly surface: number;
  readonly tile: number;
}

export interface RunInfo {
  readonly fields: XmlFields;
  /** undefined where they are absent or make no sense; never empty. */
  readonly reads: readonly Read[] | undefined;
  readonly layout: FlowCellLayout | undefined;
  /** The tile list; undefined where it is absent, empty or makes no sense. */
  readonly tiles: readonly Tile[] | undefined;
}

/** `FlowcellLayout`: counts per flow cell, per lane, per surface, per swath. */
export interface FlowCellLayout {
  readonly lanes: number;
  readonly surfaces: number;
  readonly swaths: number;
  readonly tiles: number;
  /** `SectionPerLane`, 1 where it is absent. */
  readonly sections: number;
}

export const READS = 'Run/Reads';
export const DATE = 'Run/Date';
export const LAYOUT = 'Run/FlowcellLayout';
export const TILE_LIST = `${LAYOUT}/TileSet/Tiles`;

/** Nine tenths of a file, and of the time of reading it. */
const WITHOUT_TILES = {
  leaveOut: {
    list: /<Tiles>(?:\s|<Tile>\d{1,6}_\d{1,6}<\/Tile>)*<\/Tiles>/g,
    item: /<Tile>([\d_]+)<\/Tile>/g,
    empty: '<Tiles></Tiles>',
  },
};

/**
 * @param wantsTiles false: the tile list is passed over, and `tiles` is undefined
 * @throws SeqwardenError RUN_INFO_DAMAGED, XML_REFUSED
 */
export function readRunInfo(bytes: Uint8Array, file: string, warnings: Warnings, wantsTiles = true): RunInfo {
  const reads: (Read | undefined)[] = [];
  const layouts: (FlowCellLayout | undefined)[] = [];
  const tiles: Tile[] = [];
  let unusableTiles = 0;
  const fields = readXmlFields(
    bytes,
    file,
    'RunInfo',
    ['Run/@Id', 'Run/Instrument', 'Run/Flowcell', DATE],
    warnings,
    {
      ...(wantsTiles ? {} : WITHOUT_TILES),
      elements: new Map([
        [`${READS}/Read`, attributes => void reads.push(readOf(attributes))],
        [LAYOUT, attributes => void layouts.push(layoutOf(attributes))],
      ]),
      texts: new Map([
        [
          `${TILE_LIST}/Tile`,
          text => {
            const tile = tileOf(text.trim());
            if (tile === undefined) unusableTiles++;
            else tiles.push(tile);
          },
        ],
      ]),
    },
  );

  const usable = reads.filter(read => read !== undefined);
  const cycles = usable.reduce((sum, read) => sum + read.cycles, 0);
  const readsMakeSense = usable.length === reads.length && reads.length <= MAX_READS && cycles <= MAX_CYCLES;
  if (!readsMakeSense) warnings.add('READS_UNUSABLE', `${file}#${READS} makes no sense`);
  if (usable.some(read => read.index === null)) {
    warnings.add('READ_INDEX_UNKNOWN', `${file}#${READS}/Read/@IsIndexedRead is neither Y nor N`);
  }
  if (layouts.length > 1 || (layouts.length === 1 && layouts[0] === undefined)) {
    warnings.add('LAYOUT_UNUSABLE', `${file}#${LAYOUT} makes no sense`);
  }
  if (unusableTiles > 0) {
    const senseless = counted(unusableTiles, 'entry without sense', 'entries without sense');
    warnings.add('TILES_UNUSABLE', `${file}#${TILE_LIST} has ${senseless}`);
  }
  return {
    fields,
    reads: readsMakeSense && usable.length > 0 ? usable : undefined,
    layout: layouts.length === 1 ? layouts[0] : undefined,
    tiles: unusableTiles === 0 && tiles.length > 0 ? tiles : undefined,
  };
}

function readOf(attributes: ReadonlyMap<string, string>): Read | undefined {
  const cycles = count(attributes.get('NumCycles'), MAX_CYCLES);
  if (cycles === undefined) return undefined;
  // HiSeq files of 2010 number the reads by an attribute `Index`.
  const number = count(attributes.get('Number') ?? attributes.get('Index'), 99) ?? null;
  const indexed = attributes.get('IsIndexedRead');
  return { number, cycles, index: indexed === 'Y' ? true : indexed === 'N' ? false : null };
}

function layoutOf(attributes: ReadonlyMap<string, string>): FlowCellLayout | undefined {
  const lanes = count(attributes.get('LaneCount'), 9);
  const surfaces = count(attributes.get('SurfaceCount'), 9);
  const swaths = count(attributes.get('SwathCount'), 9);
  const tiles = count(attributes.get('TileCount'), 999);
  const sections = attributes.has('SectionPerLane') ? count(attributes.get('SectionPerLane'), 9) : 1;
  if (!lanes || !surfaces || !swaths || !tiles || !sections) return undefined;
  return { lanes, surfaces, swaths, tiles, sections };
}

/** `1_1101` or `1_11101`: lane, then a tile number of four digits, five on NextSeq 500/550 and MiniSeq. */
function tileOf(text: string): Tile | undefined {
  const match = /^([1-9])_([1-9]\d{3,4})$/.exec(text);
  if (match === null) return undefined;
  const [, lane = '', tile = ''] = match;
  return { lane: Number(lane), surface: Number(tile[0]), tile: Number(tile) };
}

function count(text: string | undefined, most: number): number | undefined {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}
