import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { need } from './files.ts';
import type { Layout } from './run-info.ts';

/** A called base with its score; score 0 is no call. */
export interface Call {
  readonly base: number;
  readonly score: number;
}

/** Calls by `lane_tile`, then cycle; with the clusters that do not pass left out. */
export type PassingCalls = ReadonlyMap<string, ReadonlyMap<number, readonly Call[]>>;

type Files = ReadonlyMap<string, Buffer>;

const BASE_CALLS = 'Data/Intensities/BaseCalls';
const laneFolder = (lane: number | string): string => `${BASE_CALLS}/L00${lane}`;

/** The filter by `lane_tile`, checked against its own header. */
export function readFilters(files: Files, layout: Layout, kind: string): Map<string, number[]> {
  const filters = new Map<string, number[]>();
  if (kind !== 'bgzf') {
    for (const name of layout.tiles) {
      const [lane] = name.split('_');
      filters.set(name, filterOf(files, `${laneFolder(need(lane, 'lane'))}/s_${name}.filter`));
    }
    return filters;
  }
  for (let lane = 1; lane <= layout.lanes; lane++) {
    const whole = filterOf(files, `${laneFolder(lane)}/s_${lane}.filter`);
    let at = 0;
    for (const { tile, clusters } of tileIndex(files, lane)) {
      filters.set(`${lane}_${tile}`, whole.slice(at, at + clusters));
      at += clusters;
    }
    assert.equal(at, whole.length);
  }
  return filters;
}

function filterOf(files: Files, path: string): number[] {
  const bytes = need(files.get(path), path);
  assert.equal(bytes.readUInt32LE(0), 0);
  assert.equal(bytes.readUInt32LE(4), 3);
  assert.equal(bytes.length, 12 + bytes.readUInt32LE(8));
  const values = [...bytes.subarray(12)];
  assert.ok(values.every(value => value === 0 || value === 1));
  return values;
}

export function tileIndex(files: Files, lane: number): { tile: number; clusters: number }[] {
  const bytes = need(files.get(`${laneFolder(lane)}/s_${lane}.bci`), 's.bci');
  assert.equal(bytes.length % 8, 0);
  return Array.from({ length: bytes.length / 8 }, (_, at) => ({
    tile: bytes.readUInt32LE(8 * at),
    clusters: bytes.readUInt32LE(8 * at + 4),
  }));
}

/** All base calls of cycles 1 to `cycles`, each file checked against the structural rules of its format. */
export function readCalls(
  files: Files,
  layout: Layout,
  kind: string,
  filters: ReadonlyMap<string, readonly number[]>,
  cycles = layout.cycles,
): PassingCalls {
  const calls = new Map<string, Map<number, readonly Call[]>>(layout.tiles.map(tile => [tile, new Map()]));
  const put = (tile: string, cycle: number, all: readonly Call[], passingOnly: boolean): void => {
    const filter = need(filters.get(tile), `filter of ${tile}`);
    const passing = filter.filter(value => value === 1).length;
    assert.equal(all.length, passingOnly ? passing : filter.length, `clusters of ${tile} in cycle ${cycle}`);
    const kept = passingOnly ? all : all.filter((_, cluster) => filter[cluster] === 1);
    need(calls.get(tile), `tile ${tile}`).set(cycle, kept);
  };
  for (let cycle = 1; cycle <= cycles; cycle++) {
    if (kind === 'bgzf') readBgzf(files, layout, cycle, put);
    else if (kind === 'cbcl') readCbcl(files, layout, cycle, put);
    else readBcl(files, layout, cycle, kind === 'bcl.gz', put);
  }
  return calls;
}

type Put = (tile: string, cycle: number, calls: readonly Call[], passingOnly: boolean) => void;

const byteCalls = (bytes: Buffer): Call[] => [...bytes].map(byte => ({ base: byte & 3, score: byte >> 2 }));

function readBcl(files: Files, layout: Layout, cycle: number, compressed: boolean, put: Put): void {
  for (const tile of layout.tiles) {
    const path = `${laneFolder(tile.charAt(0))}/C${cycle}.1/s_${tile}.bcl${compressed ? '.gz' : ''}`;
    const file = need(files.get(path), path);
    const bytes = compressed ? gunzipSync(file) : file;
    assert.equal(bytes.length, 4 + bytes.readUInt32LE(0));
    put(tile, cycle, byteCalls(bytes.subarray(4)), false);
  }
}

function readBgzf(files: Files, layout: Layout, cycle: number, put: Put): void {
  for (let lane = 1; lane <= layout.lanes; lane++) {
    const path = `${laneFolder(lane)}/${String(cycle).padStart(4, '0')}.bcl.bgzf`;
    const file = need(files.get(path), path);
    assert.equal(
      file.subarray(-28).toString('hex'),
      '1f8b08040000000000ff0600424302001b0003000000000000000000',
    );
    const bytes = gunzipSync(file);
    const tiles = tileIndex(files, lane);
    assert.equal(bytes.readUInt32LE(0), bytes.length - 4);
    assert.equal(
      bytes.length - 4,
      tiles.reduce((sum, { clusters }) => sum + clusters, 0),
    );
    assert.deepEqual(
      tiles.map(({ tile }) => `${lane}_${tile}`),
      layout.tiles.filter(tile => tile.startsWith(`${lane}_`)),
    );

    const index = need(files.get(`${path}.bci`), `${path}.bci`);
    assert.equal(index.readUInt32LE(0), 0);
    assert.equal(index.readUInt32LE(4), tiles.length);
    assert.equal(index.length, 8 + 8 * tiles.length);
    let at = 4;
    let before = -1n;
    for (const [place, { tile, clusters }] of tiles.entries()) {
      const offset = index.readBigUInt64LE(8 + 8 * place);
      assert.ok(offset > before && Number(offset >> 16n) < file.length);
      before = offset;
      const rest = gunzipSync(file.subarray(Number(offset >> 16n)));
      const inBlock = Number(offset & 0xffffn);
      assert.deepEqual(rest.subarray(inBlock, inBlock + clusters), bytes.subarray(at, at + clusters));
      put(`${lane}_${tile}`, cycle, byteCalls(bytes.subarray(at, at + clusters)), false);
      at += clusters;
    }
  }
}

function readCbcl(files: Files, layout: Layout, cycle: number, put: Put): void {
  for (let lane = 1; lane <= layout.lanes; lane++) {
    const ofLane = layout.tiles.filter(tile => tile.startsWith(`${lane}_`));
    for (const surface of new Set(ofLane.map(tile => tile.charAt(2)))) {
      const path = `${laneFolder(lane)}/C${cycle}.1/L00${lane}_${surface}.cbcl`;
      const bytes = need(files.get(path), path);
      const size = bytes.readUInt32LE(2);
      const bins = bytes.readUInt32LE(8);
      const scores = Array.from({ length: bins }, (_, bin) => {
        assert.equal(bytes.readUInt32LE(12 + 8 * bin), bin);
        return bytes.readUInt32LE(16 + 8 * bin);
      });
      const table = 12 + 8 * bins;
      const count = bytes.readUInt32LE(table);
      assert.deepEqual([bytes.readUInt16LE(0), bytes[6], bytes[7]], [1, 2, 2]);
      assert.equal(size, table + 4 + 16 * count + 1);
      const passingOnly = bytes[size - 1] === 1;
      assert.equal(passingOnly, cycle >= 26, 'the filter is known from cycle 26 on');

      let at = size;
      const named: string[] = [];
      for (let place = 0; place < count; place++) {
        const field = (index: number): number => bytes.readUInt32LE(table + 4 + 16 * place + 4 * index);
        const [tile, clusters, uncompressed, compressed] = [field(0), field(1), field(2), field(3)];
        const content = gunzipSync(bytes.subarray(at, at + compressed));
        assert.equal(content.length, uncompressed);
        assert.equal(uncompressed, Math.ceil(clusters / 2));
        const nibbles = [...content].flatMap(byte => [byte & 15, byte >> 4]).slice(0, clusters);
        const called = nibbles.map(nibble => ({
          base: nibble & 3,
          score: need(scores[nibble >> 2], 'score'),
        }));
        put(`${lane}_${tile}`, cycle, called, passingOnly);
        named.push(`${lane}_${tile}`);
        at += compressed;
      }
      assert.equal(at, bytes.length);
      assert.deepEqual(
        named,
        ofLane.filter(tile => tile.charAt(2) === surface),
      );
    }
  }
}
