import type { Calls } from '../base-calls.ts';
import type { Tile } from '../flow-cell.ts';

/** A file of a run folder, by its path below it. */
export interface PlannedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a lane's instrument has called in one cycle, tile by tile in RunInfo's order. */
export interface LaneCycle {
  readonly lane: number;
  readonly cycle: number;
  readonly tiles: readonly {
    readonly tile: Tile;
    readonly calls: Calls;
    /** 1 for each cluster that passes the filter. */
    readonly passing: Uint8Array;
  }[];
}
