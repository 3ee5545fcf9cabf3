import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locate } from './location.ts';
import { STRUCTURAL, StructuralFiles, structuralLocation, structuralPath } from './structural-files.ts';

const B = 'Data/Intensities/BaseCalls';

test('base calls of each layout say where on the flow cell they belong', () => {
  const tile = { kind: 'base calls', lane: 2, cycle: 13, surface: 2, tile: 2113 };
  assert.deepEqual(locate(`${B}/L002/C13.1/s_2_2113.bcl`), { ...tile, layout: 'bcl' });
  assert.deepEqual(locate(`${B}/L002/C13.1/s_2_2113.bcl.gz`), { ...tile, layout: 'bcl.gz' });
  assert.deepEqual(locate(`${B}/L004/0158.bcl.bgzf`), {
    kind: 'base calls',
    layout: 'bgzf',
    lane: 4,
    cycle: 158,
  });
  const cbcl = { kind: 'base calls', layout: 'cbcl', lane: 1, cycle: 318, surface: 2 };
  assert.deepEqual(locate(`${B}/L001/C318.1/L001_2.cbcl`), cbcl);
  assert.deepEqual(locate('204000000001_R01C01_Grn.idat'), { kind: 'base calls', layout: 'idat' });
  assert.equal(locate('5318317007_A_Red.idat')?.layout, 'idat');
});

test('filters, positions and indices of each layout are told apart', () => {
  assert.deepEqual(locate(`${B}/L001/s_1_1101.filter`), { kind: 'filter', lane: 1, surface: 1, tile: 1101 });
  assert.deepEqual(locate(`${B}/L001/s_1.filter`), { kind: 'filter', lane: 1 });
  assert.deepEqual(locate(`${B}/L001/s_1.bci`), { kind: 'index', lane: 1 });
  assert.deepEqual(locate(`${B}/L001/0001.bcl.bgzf.bci`), { kind: 'index', lane: 1, cycle: 1 });
  assert.deepEqual(locate('Data/Intensities/s.locs'), { kind: 'positions' });
  assert.deepEqual(locate('Data/Intensities/L003/s_3.locs'), { kind: 'positions', lane: 3 });
  const positions = { kind: 'positions', lane: 3, surface: 2, tile: 21612 };
  assert.deepEqual(locate('Data/Intensities/L003/s_3_21612.clocs'), positions);
});

test('metrics, thumbnails and what lies beside base calls are located too', () => {
  assert.deepEqual(locate('InterOp/TileMetricsOut.bin'), { kind: 'interop' });
  assert.deepEqual(locate('InterOp/C7.1/QMetricsOut.bin'), { kind: 'interop', cycle: 7 });
  const place = { lane: 1, cycle: 1, surface: 1, tile: 1101 };
  assert.deepEqual(locate('Thumbnail_Images/L001/C1.1/s_1_1101_a.jpg'), { kind: 'thumbnail', ...place });
  assert.deepEqual(locate(`${B}/L001/C1.1/s_1_1101.stats`), { kind: 'auxiliary', ...place });
  assert.deepEqual(locate(`${B}/L001/s_1_1101.control`), {
    kind: 'auxiliary',
    lane: 1,
    surface: 1,
    tile: 1101,
  });
});

test('tile numbers of older instruments do not begin with the surface', () => {
  assert.deepEqual(locate(`${B}/L001/s_1_12.filter`), { kind: 'filter', lane: 1, tile: 12 });
});

test('a name that contradicts itself, or is spelt otherwise, is no location', () => {
  for (const path of [
    `${B}/L001/C1.1/s_2_1101.bcl`,
    `${B}/L001/C1.1/L002_1.cbcl`,
    `${B}/L001/C01.1/s_1_1101.bcl`,
    `${B}/L001/C0.1/s_1_1101.bcl`,
    `${B}/L001/C1.2/s_1_1101.bcl`,
    `${B}/L001/0000.bcl.bgzf`,
    `${B}/L001/1.bcl.bgzf`,
    `${B}/L01/C1.1/s_1_1101.bcl`,
    `${B}/L000/C1.1/s_0_1101.bcl`,
    `${B}/L001/C1.1/s_1_1101.bcl.tmp`,
    `${B}/L001/C1.1/s_1_1101.bcl\n`,
    `${B}/L001/C1.1/foo.bcl`,
    `${B}/l001/c1.1/s_1_1101.bcl`,
    `${B}/s_1_1101.filter`,
    `x/${B}/L001/C1.1/s_1_1101.bcl`,
    'sub/204000000001_R01C01_Grn.idat',
    'Data/Intensities/L001/s_1.clocs',
  ]) {
    assert.equal(locate(path), undefined, path);
  }
});

test('the name of a structural file follows from its location, and back', () => {
  const places = fc.record({
    kind: fc.constantFrom(...STRUCTURAL),
    lane: fc.integer({ min: 1, max: 9 }),
    surface: fc.integer({ min: 1, max: 9 }),
    cycle: fc.integer({ min: 1, max: 9999 }),
    within: fc.integer({ min: 0, max: 999 }),
  });
  fc.assert(
    fc.property(places, ({ kind, within, ...place }) => {
      const path = structuralPath(kind, { ...place, tile: place.surface * 1000 + within });
      const files = new StructuralFiles();
      files.add(path, locate(path));
      const [found] = files.all();
      assert.ok(found !== undefined && found.kind === kind);
      assert.equal(structuralPath(kind, found), path);
      const { layout, ...location } = locate(path) ?? { kind: undefined };
      void layout;
      assert.deepEqual({ ...structuralLocation(kind, found) }, location);
    }),
  );
});
