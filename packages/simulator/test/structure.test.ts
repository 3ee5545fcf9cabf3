import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS, type SequencerModel } from '../src/index.ts';
import { filesOf, need } from './files.ts';
import { readCalls, readFilters } from './read-base-calls.ts';
import { readCorrectedIntensity, readQuality, readTileMetrics } from './read-interop.ts';
import { type Layout, readRunInfo } from './run-info.ts';

const SEQUENCERS = Object.values(MODELS).filter(
  (model): model is SequencerModel => model.kind === 'sequencer',
);

for (const model of SEQUENCERS) {
  test(`${model.name}: base calls, filters and InterOp agree cluster by cluster, and no file lacks`, () => {
    const files = filesOf({ model: model.name, clusters: 40 });
    const layout = readRunInfo(files);
    const filters = readFilters(files, layout, model.layout);
    const calls = readCalls(files, layout, model.layout, filters);
    const intensity = readCorrectedIntensity(files);
    const quality = readQuality(files);
    const clusters = readTileMetrics(files);

    assert.equal(clusters.size, layout.tiles.length);
    for (const tile of layout.tiles) {
      const filter = need(filters.get(tile), tile);
      const passing = filter.filter(value => value === 1).length;
      assert.deepEqual(clusters.get(tile), [filter.length, passing]);

      for (const [cycle, called] of need(calls.get(tile), tile)) {
        const counts = [0, 0, 0, 0, 0];
        const histogram = new Array<number>(need(quality.counts.get(`${tile} ${cycle}`), 'Q').length).fill(0);
        for (const { base, score } of called) {
          const place = score === 0 ? 0 : base + 1;
          counts[place] = (counts[place] ?? 0) + 1;
          const bin = quality.placeOf(score);
          histogram[bin] = (histogram[bin] ?? 0) + 1;
        }
        assert.deepEqual(intensity.get(`${tile} ${cycle}`), counts);
        assert.deepEqual(quality.counts.get(`${tile} ${cycle}`), histogram);
        assert.equal(
          histogram.reduce((sum, count) => sum + count, 0),
          passing,
        );
      }
    }
    assert.equal(intensity.size, layout.tiles.length * layout.cycles);
    checkFileCounts(model, files, layout);
  });
}

/** How many files of each kind a layout has, from the tiles, lanes, surfaces and cycles of RunInfo. */
function checkFileCounts(model: SequencerModel, files: ReadonlyMap<string, Buffer>, layout: Layout): void {
  const [tiles, lanes, cycles] = [layout.tiles.length, layout.lanes, layout.cycles];
  const surfaces = new Set(layout.tiles.map(tile => tile.slice(0, 3))).size;
  const ending = (suffix: string): number => [...files.keys()].filter(path => path.endsWith(suffix)).length;
  const perLane = model.layout === 'bgzf';

  assert.equal(
    ending(`.${model.layout === 'bgzf' ? 'bcl.bgzf' : model.layout}`),
    {
      bcl: tiles * cycles,
      'bcl.gz': tiles * cycles,
      bgzf: lanes * cycles,
      cbcl: surfaces * cycles,
    }[model.layout],
  );
  assert.equal(ending('.filter'), perLane ? lanes : tiles);
  assert.equal(ending('.bci'), perLane ? lanes * cycles + lanes : 0);
  const positions = { locs: tiles, clocs: tiles, 'lane-locs': lanes, 's.locs': 1 }[model.positions];
  assert.equal(ending('locs'), positions);
}

test('position files hold as many clusters as the filter', () => {
  for (const model of ['miseq', 'hiseq-2500', 'hiseq-4000', 'nextseq-550', 'novaseq-6000'] as const) {
    const files = filesOf({ model, cycles: 6, clusters: 300 });
    const layout = readRunInfo(files);
    const { layout: kind } = MODELS[model];
    const filters = readFilters(files, layout, kind);
    const sizeOf = (tile: string): number => need(filters.get(tile), tile).length;
    for (const [path, bytes] of files) {
      if (!path.endsWith('locs')) continue;
      const clusters = path.endsWith('.clocs') ? clusterCountOfClocs(bytes) : bytes.readUInt32LE(8);
      const name = path.split('/').at(-1)?.split('.')[0] ?? '';
      const ofLane = layout.tiles.filter(tile => tile.startsWith(name.slice(2)));
      const expected = name === 's' ? 300 : ofLane.reduce((sum, tile) => sum + sizeOf(tile), 0);
      assert.equal(clusters, expected, path);
      if (path.endsWith('.clocs')) continue;
      assert.deepEqual([bytes.readUInt32LE(0), bytes.readFloatLE(4)], [1, 1]);
      assert.equal(bytes.length, 12 + 8 * clusters);
    }
  }
});

function clusterCountOfClocs(bytes: Buffer): number {
  const blocks = bytes.readUInt32LE(1);
  let [at, clusters] = [5, 0];
  for (let block = 0; block < blocks; block++) {
    const count = need(bytes[at], 'block');
    clusters += count;
    at += 1 + 2 * count;
  }
  assert.equal(at, bytes.length);
  return clusters;
}

test('a run is consistent for odd sizes too: many blocks, one cluster, few cycles', () => {
  for (const options of [
    { model: 'nextseq-550', lanes: 2, tiles: 1, cycles: 2, clusters: 30_000 },
    { model: 'novaseq-6000', lanes: 1, tiles: 1, cycles: 27, clusters: 1 },
    { model: 'hiseq-2500', lanes: 1, tiles: 1, cycles: 1, clusters: 40_001 },
  ]) {
    const files = filesOf(options);
    const layout = readRunInfo(files);
    const kind = need(
      SEQUENCERS.find(model => model.name === options.model),
      options.model,
    ).layout;
    readCalls(files, layout, kind, readFilters(files, layout, kind));
    assert.equal(layout.cycles, options.cycles);
  }
});
