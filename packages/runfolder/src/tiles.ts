import { counted } from './counted.ts';
import { type Fact, inferred, read, unknown } from './fact.ts';
import { LAYOUT, type RunInfo, TILE_LIST, type Tile } from './run-info.ts';
import type { Warnings } from './warnings.ts';

/** What RunInfo.xml says of lanes, surfaces and tiles. */
export interface FlowCell {
  readonly lanes: Fact<number>;
  readonly surfaces: Fact<number>;
  readonly tiles: Fact<number>;
  /** Lane numbers; empty where they are unknown. */
  readonly laneNumbers: readonly number[];
  /** Every tile, each once; undefined where their names cannot be told. */
  readonly tileList: readonly Tile[] | undefined;
}

/**
 * The tile list where there is one, else the counts. Their product is not always right: every NovaSeq SP flow cell
 * declares two surfaces and lists one, a prototype MiniSeq declares 60 tiles and lists 56. So the list decides, and
 * a difference is a warning that gives both numbers: a short list is also what a file cut by hand looks like.
 */
export function flowCellOf(info: RunInfo | undefined, warnings: Warnings): FlowCell {
  if (info === undefined) {
    return { lanes: unknown(), surfaces: unknown(), tiles: unknown(), laneNumbers: [], tileList: undefined };
  }
  const { layout, fields } = info;
  const product = layout && layout.lanes * layout.surfaces * layout.swaths * layout.tiles * layout.sections;
  if (info.tiles !== undefined) {
    const tileList = [...new Map(info.tiles.map(tile => [tile.lane * 2 ** 17 + tile.tile, tile])).values()];
    if (product !== undefined && product !== tileList.length) {
      const message = `${fields.file} lists ${counted(tileList.length, 'tile')}, its counts make ${product}`;
      warnings.add('TILES_DIFFER', message);
    }
    const laneNumbers = [...new Set(tileList.map(tile => tile.lane))].sort((a, b) => a - b);
    const from = fields.from(TILE_LIST);
    return {
      lanes: read(laneNumbers.length, from),
      surfaces: read(new Set(tileList.map(tile => tile.surface)).size, from),
      tiles: read(tileList.length, from),
      laneNumbers,
      tileList,
    };
  }
  if (layout === undefined || product === undefined) {
    return { lanes: unknown(), surfaces: unknown(), tiles: unknown(), laneNumbers: [], tileList: undefined };
  }
  return {
    lanes: read(layout.lanes, fields.from(`${LAYOUT}/@LaneCount`)),
    surfaces: read(layout.surfaces, fields.from(`${LAYOUT}/@SurfaceCount`)),
    tiles: inferred(product, fields.from(LAYOUT)),
    laneNumbers: Array.from({ length: layout.lanes }, (_, at) => at + 1),
    // Only instruments with four-digit tile numbers leave the list out.
    tileList: layout.sections === 1 && layout.tiles <= 99 ? enumerate(layout) : undefined,
  };
}

/** Four digits: surface, swath, two digits of tile. */
function enumerate(layout: {
  readonly lanes: number;
  readonly surfaces: number;
  readonly swaths: number;
  readonly tiles: number;
}): Tile[] {
  const list: Tile[] = [];
  for (let lane = 1; lane <= layout.lanes; lane++) {
    for (let surface = 1; surface <= layout.surfaces; surface++) {
      for (let swath = 1; swath <= layout.swaths; swath++) {
        for (let tile = 1; tile <= layout.tiles; tile++) {
          list.push({ lane, surface, tile: surface * 1000 + swath * 100 + tile });
        }
      }
    }
  }
  return list;
}
