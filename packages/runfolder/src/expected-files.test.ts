import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryRun, miseqFiles, type RunInfoParts, runInfoXml } from '../test/memory-run.ts';
import { inspectRun } from './inspect-run.ts';
import { describeGroup } from './location-groups.ts';

const B = 'Data/Intensities/BaseCalls';

async function files(parts: RunInfoParts, there: Record<string, string> = {}) {
  return (await inspectRun(memoryRun({ 'RunInfo.xml': runInfoXml(parts), ...there }))).files;
}

const tilesOf = (lanes: number, surfaces: readonly number[], swaths: number, tiles: number): string[] => {
  const list: string[] = [];
  for (let lane = 1; lane <= lanes; lane++) {
    for (const surface of surfaces) {
      for (let swath = 1; swath <= swaths; swath++) {
        for (let tile = 1; tile <= tiles; tile++) list.push(`${lane}_${surface * 1000 + swath * 100 + tile}`);
      }
    }
  }
  return list;
};

test('the formula of each layout gives the counts of real flow cells', async () => {
  // base-call files + filters + the rest, after the table of RunInfo files of real runs
  const miseqV2 = { instrument: 'M00001', reads: [151, -8, -8, 151], surfaces: 2, tiles: 14 };
  assert.equal((await files(miseqV2)).expected, 8904 + 28 + 28);
  const hiseqX = { lanes: 8, surfaces: 2, swaths: 2, tiles: 24, tileList: tilesOf(8, [1, 2], 2, 24) };
  const x = await files({ instrument: 'ST-E00001', reads: [151, -8, -8, 151], ...hiseqX });
  assert.equal(x.expected, 244_224 + 768 + 1);
  const nextseq = { lanes: 4, surfaces: 2, swaths: 3, tiles: 12, sections: 3 };
  const high = await files({ instrument: 'NB000001', reads: [75, -8, 75], ...nextseq });
  assert.equal(high.expected, 632 + 632 + 4 + 4 + 4);
  const p3 = { lanes: 2, surfaces: 2, swaths: 6, tiles: 14, tileList: tilesOf(2, [1, 2], 6, 14) };
  assert.equal(
    (await files({ instrument: 'VH00001', reads: [151, -8, -8, 151], ...p3 })).expected,
    1272 + 336 + 1,
  );
  const iseq = { tiles: 16, tileList: tilesOf(1, [1], 1, 16) };
  assert.equal(
    (await files({ instrument: 'FS00000001', reads: [151, -8, -8, 151], ...iseq })).expected,
    318 + 2,
  );
});

test('NovaSeq SP declares two surfaces and lists one: the list decides, both numbers are told', async () => {
  const tileList = tilesOf(2, [2], 2, 78);
  const sp = { instrument: 'A00001', reads: [318], lanes: 2, surfaces: 2, swaths: 2, tiles: 78, tileList };
  const run = await inspectRun(memoryRun({ 'RunInfo.xml': runInfoXml(sp) }));
  assert.equal(run.tiles.value, 312);
  assert.equal(run.surfaces.value, 1);
  assert.equal(run.files.expected, 636 + 312 + 1);
  const [warning] = run.warnings;
  assert.equal(warning?.code, 'TILES_DIFFER');
  assert.match(warning?.message ?? '', /312.*624/);
  assert.ok(run.files.missing?.groups.every(({ kind, surface }) => kind === 'positions' || surface === 2));
});

test('missing files are named by lane, cycle, surface and tile, and summed up as ranges', async () => {
  const there = miseqFiles(30);
  for (const cycle of [3, 4, 5, 9]) delete there[`${B}/L001/C${cycle}.1/s_1_1102.bcl`];
  delete there[`${B}/L001/s_1_1101.filter`];
  const { expected, present, missing } = await files({ reads: [30] }, there);
  assert.equal(expected, 60 + 2 + 2);
  assert.equal(present, 59);
  assert.deepEqual(missing?.byLocation[0], {
    lane: 1,
    cycle: 3,
    surface: 1,
    tile: 1102,
    path: `${B}/L001/C3.1/s_1_1102.bcl`,
  });
  assert.deepEqual(missing?.groups.map(describeGroup), [
    'lane 1, surface 1, tile 1102, cycles 3-5,9: base calls (4 files)',
    'lane 1, surface 1, tile 1101: filter (1 file)',
  ]);
});

test('what lies outside the run, twice, or astray among base calls is unexpected', async () => {
  const astray = {
    [`${B}/L001/C3.1/s_1_1101.bcl`]: '',
    [`${B}/L002/C1.1/s_2_1101.bcl`]: '',
    [`${B}/L001/C1.1/s_1_1109.bcl`]: '',
    [`${B}/L001/C1.1/s_1_1101.bcl.gz`]: '',
    [`${B}/L001/C1.1/x`]: '',
    [`${B}/L001/C1.1/\xff`]: '',
    'Data/Intensities/s.locs': '',
  };
  const fine = { [`${B}/L001/C1.1/s_1_1101.stats`]: '', [`${B}/config.xml`]: '', 'Logs/x': '' };
  const { missing, unexpected } = await files({}, { ...miseqFiles(), ...astray, ...fine });
  assert.equal(missing?.count, 0);
  assert.equal(unexpected?.count, Object.keys(astray).length);
  const stranger = unexpected?.byLocation.find(file => 'path' in file && file.path.endsWith('/x'));
  assert.deepEqual(stranger, { lane: 1, cycle: 1, surface: null, tile: null, path: `${B}/L001/C1.1/x` });
  assert.equal(unexpected?.byLocation.filter(file => 'pathBase64' in file).length, 1);
});

test('lists are capped, counts are not', async () => {
  const there: Record<string, string> = {};
  for (let at = 0; at < 300; at++) there[`${B}/L001/stranger ${at}`] = '';
  const { missing, unexpected } = await files({ reads: [2000] }, there);
  assert.equal(missing?.count, 4004);
  assert.equal(missing?.byLocation.length, 100);
  assert.equal(missing?.more, 3904);
  assert.equal(unexpected?.count, 300);
  assert.equal(unexpected?.byLocation.length, 100);
  assert.ok((missing?.groups.length ?? 0) <= 50);
});

test('a RunInfo.xml that makes for absurdly many files expects none', async () => {
  const tileList = tilesOf(9, [1, 2, 3, 4], 9, 99);
  const { expected } = await files({
    reads: [10_000],
    lanes: 9,
    surfaces: 4,
    swaths: 9,
    tiles: 99,
    tileList,
  });
  assert.equal(expected, null);
});

test('the layout is that of most base calls, mixtures are warned of', async () => {
  const there = { ...miseqFiles(), [`${B}/L001/C1.1/s_1_1101.bcl.gz`]: '' };
  const run = await inspectRun(memoryRun({ 'RunInfo.xml': runInfoXml(), ...there }));
  assert.equal(run.layout, 'bcl');
  assert.ok(run.warnings.some(({ code }) => code === 'LAYOUT_MIXED'));
});
