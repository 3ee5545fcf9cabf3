import type { Tile } from './flow-cell.ts';
import type { SequencerModel } from './model.ts';
import { keyedRandom } from './random.ts';
import type { SequencingRun } from './run.ts';

/**
 * One tile's base calls of one cycle, a byte per cluster as in a .bcl file: bits 0-1 the base (A, C, G, T), bits 2-7
 * the quality score; 0 is no call.
 */
export type Calls = Uint8Array;

export const NO_CALL = 0;

/** Clusters of a tile: alike on a patterned flow cell, else up to a tenth more or less than asked for. */
export function clustersOf(run: SequencingRun, tile: Tile): number {
  if (run.model.positions === 's.locs') return run.clusters;
  const spread = Math.floor(run.clusters / 10);
  const random = keyedRandom(run.seed, run.model.name, 'clusters', tile.lane, tile.number);
  return run.clusters - spread + (random() % (2 * spread + 1));
}

/** A byte per cluster, as in a .filter file: 1 passes the chastity filter, 0 does not. */
export function passFilterOf(run: SequencingRun, tile: Tile): Uint8Array {
  const random = keyedRandom(run.seed, run.model.name, 'filter', tile.lane, tile.number);
  return Uint8Array.from({ length: clustersOf(run, tile) }, () => (random() % 100 < 85 ? 1 : 0));
}

export function callsOf(run: SequencingRun, tile: Tile, cycle: number): Calls {
  const random = keyedRandom(run.seed, run.model.name, 'calls', tile.lane, tile.number, cycle);
  const qualityOf = qualityTable(run.model);
  const calls = new Uint8Array(clustersOf(run, tile));
  for (let cluster = 0; cluster < calls.length; cluster++) {
    const drawn = random();
    const called = drawn >>> 23 !== 0;
    calls[cluster] = called ? ((qualityOf[(drawn >>> 2) & 0xff] ?? 0) << 2) | (drawn & 3) : NO_CALL;
  }
  return calls;
}

const tables = new WeakMap<SequencerModel, Uint8Array>();

/** 256 scores, most of them the best that the model has: place u of 256 holds score (1 - (u/256)^8) of the range. */
function qualityTable(model: SequencerModel): Uint8Array {
  const known = tables.get(model);
  if (known !== undefined) return known;
  const { qualities } = model;
  const table = Uint8Array.from({ length: 256 }, (_, place) => {
    const rank = Math.floor((1 - (place / 256) ** 8) * qualities.length);
    return qualities[Math.min(rank, qualities.length - 1)] ?? 0;
  });
  tables.set(model, table);
  return table;
}

/** What InterOp says of one tile in one cycle: the calls of the clusters that pass the filter. */
export interface Tally {
  readonly noCalls: number;
  readonly bases: readonly [number, number, number, number];
  /** Index is the score; no calls are not in it. */
  readonly byQuality: Uint32Array;
}

export function tally(calls: Calls, passing: Uint8Array): Tally {
  let noCalls = 0;
  const bases: [number, number, number, number] = [0, 0, 0, 0];
  const byQuality = new Uint32Array(64);
  for (let cluster = 0; cluster < calls.length; cluster++) {
    if (passing[cluster] !== 1) continue;
    const call = calls[cluster] ?? NO_CALL;
    if (call === NO_CALL) {
      noCalls++;
    } else {
      const base = call & 3;
      if (base === 0) bases[0]++;
      else if (base === 1) bases[1]++;
      else if (base === 2) bases[2]++;
      else bases[3]++;
      const quality = call >>> 2;
      byQuality[quality] = (byQuality[quality] ?? 0) + 1;
    }
  }
  return { noCalls, bases, byQuality };
}
