import assert from 'node:assert/strict';
import { need } from './files.ts';

type Files = ReadonlyMap<string, Buffer>;

/** `lane_tile` and cycle to the five counts (no call, A, C, G, T), or to the histogram. */
export type Counts = Map<string, number[]>;

export interface Histograms {
  readonly counts: Counts;
  /** Which place of the histogram a score counts in. */
  readonly placeOf: (score: number) => number;
}

const file = (files: Files, name: string): Buffer => need(files.get(`InterOp/${name}Out.bin`), name);

export function readCorrectedIntensity(files: Files): Counts {
  const bytes = file(files, 'CorrectedIntMetrics');
  const [version = 0, size = 0] = bytes;
  assert.equal(size, { 2: 48, 3: 34, 4: 28 }[version]);
  const counts: Counts = new Map();
  for (const at of records(bytes, 2, size)) {
    const wide = version === 4;
    const tile = wide ? bytes.readUInt32LE(at + 2) : bytes.readUInt16LE(at + 2);
    const cycle = bytes.readUInt16LE(at + (wide ? 6 : 4));
    const first = at + (version === 2 ? 24 : version === 3 ? 14 : 8);
    counts.set(
      `${bytes.readUInt16LE(at)}_${tile} ${cycle}`,
      [0, 1, 2, 3, 4].map(call => bytes.readUInt32LE(first + 4 * call)),
    );
  }
  return counts;
}

export function readQuality(files: Files): Histograms {
  const bytes = file(files, 'QMetrics');
  const [version = 0, size = 0] = bytes;
  const ids = version === 7 ? 8 : 6;
  const bins = version === 4 ? 50 : need(bytes[3], 'bins');
  assert.equal(size, ids + 4 * bins);
  const counts: Counts = new Map();
  for (const at of records(bytes, version === 4 ? 2 : 4 + 3 * bins, size)) {
    const tile = version === 7 ? bytes.readUInt32LE(at + 2) : bytes.readUInt16LE(at + 2);
    counts.set(
      `${bytes.readUInt16LE(at)}_${tile} ${bytes.readUInt16LE(at + ids - 2)}`,
      Array.from({ length: bins }, (_, bin) => bytes.readUInt32LE(at + ids + 4 * bin)),
    );
  }
  const high = (bin: number): number => bytes[4 + (version === 7 ? 3 * bin + 1 : bins + bin)] ?? 0;
  return {
    counts,
    placeOf: score => {
      if (version === 4) return Math.max(0, score - 1);
      for (let bin = 0; bin < bins; bin++) if (score <= high(bin)) return bin;
      throw new Error(`no bin for ${score}`);
    },
  };
}

/** Clusters and passing clusters by `lane_tile`. */
export function readTileMetrics(files: Files): Map<string, [number, number]> {
  const bytes = file(files, 'TileMetrics');
  const clusters = new Map<string, [number, number]>();
  const set = (tile: string, place: 0 | 1, value: number): void => {
    const known = clusters.get(tile) ?? [0, 0];
    known[place] = value;
    clusters.set(tile, known);
  };
  if (bytes[0] === 2) {
    assert.equal(bytes[1], 10);
    for (const at of records(bytes, 2, 10)) {
      const tile = `${bytes.readUInt16LE(at)}_${bytes.readUInt16LE(at + 2)}`;
      const code = bytes.readUInt16LE(at + 4);
      if (code === 102) set(tile, 0, bytes.readFloatLE(at + 6));
      if (code === 103) set(tile, 1, bytes.readFloatLE(at + 6));
    }
  } else {
    assert.deepEqual([bytes[0], bytes[1]], [3, 15]);
    for (const at of records(bytes, 6, 15)) {
      if (bytes[at + 6] !== 't'.charCodeAt(0)) continue;
      const tile = `${bytes.readUInt16LE(at)}_${bytes.readUInt32LE(at + 2)}`;
      set(tile, 0, bytes.readFloatLE(at + 7));
      set(tile, 1, bytes.readFloatLE(at + 11));
    }
  }
  return clusters;
}

function records(bytes: Buffer, from: number, size: number): number[] {
  assert.equal((bytes.length - from) % size, 0, 'no half record at the end');
  return Array.from({ length: (bytes.length - from) / size }, (_, index) => from + index * size);
}
