import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { makeIdat } from '../../test/make-idat.ts';
import { checkBaseCallFile, type FileContext } from './check-base-call-file.ts';
import { gunzipMember } from './gzip.ts';

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => void bytes.writeUInt32LE(value, 4 * at));
  return bytes;
};
const join = (...parts: (Uint8Array | number[])[]): Buffer =>
  Buffer.concat(parts.map(part => Buffer.from(part)));

const BCL = join(u32(3), [0, 0x84, 0xff]);
const FILTER = join(u32(0, 3, 3), [1, 0, 1]);
const LOCS = join(u32(1), [0, 0, 0x80, 0x3f], u32(2), Buffer.alloc(16));
const CLOCS = join([1], u32(2), [1, 0, 0, 2, 0, 0, 0, 0]);

/** A block of BGZF: gzip with an extra field that holds its size. */
function block(content: Uint8Array): Buffer {
  const deflated = deflateRawSync(content);
  const trailer = gzipSync(content).subarray(-8);
  const head = join([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0, 0]);
  head.writeUInt16LE(head.length + deflated.length + 7, 16);
  return join(head, deflated, trailer);
}
const END = Buffer.from('1f8b08040000000000ff0600424302001b0003000000000000000000', 'hex');
const BGZF = join(block(BCL), END);

function cbcl(tiles: readonly number[], passingOnly = 0, clusters = 3): Buffer {
  const members = tiles.map(() => gzipSync(Buffer.alloc(Math.ceil(clusters / 2))));
  const header = 12 + 8 + 4 + 16 * tiles.length + 1;
  const entries = tiles.map((tile, at) =>
    u32(tile, clusters, Math.ceil(clusters / 2), members[at]?.length ?? 0),
  );
  return join(
    [1, 0],
    u32(header),
    [2, 2],
    u32(1),
    u32(0, 0),
    u32(tiles.length),
    ...entries,
    [passingOnly],
    ...members,
  );
}

async function codes(path: string, bytes: Uint8Array, context?: FileContext): Promise<string[]> {
  return (await checkBaseCallFile(path, bytes, context)).map(({ code }) => code);
}

const GOOD: readonly (readonly [string, Uint8Array])[] = [
  ['x.bcl', BCL],
  ['x.bcl.gz', gzipSync(BCL)],
  ['0001.bcl.bgzf', BGZF],
  ['0001.bcl.bgzf.bci', join(u32(0, 2), u32(4, 0), u32(5, 0))],
  ['s_1.bci', u32(11101, 3)],
  ['Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl', cbcl([1101, 1102])],
  ['s_1_1101.filter', FILTER],
  ['s.locs', LOCS],
  ['s_1_1101.clocs', CLOCS],
  ['204000000001_R01C01_Grn.idat', makeIdat()],
];

test('files that keep their format give no finding', async () => {
  for (const [path, bytes] of GOOD) assert.deepEqual(await codes(path, bytes), [], path);
  assert.deepEqual(await codes('RunInfo.xml', Buffer.from('x')), []);
});

test('a file that is cut off anywhere gives an error', async () => {
  for (const [path, bytes] of GOOD) {
    for (let length = 0; length < bytes.length; length++) {
      const findings = await checkBaseCallFile(path, bytes.subarray(0, length));
      // Every whole number of entries is a lane index.
      if (path === 's_1.bci' && length % 8 === 0 && length > 0) continue;
      assert.ok(
        findings.some(({ severity }) => severity === 'error'),
        `${path} cut to ${length}`,
      );
    }
  }
});

test('a file with something behind its end gives an error', async () => {
  for (const [path, bytes] of GOOD) {
    assert.ok((await codes(path, join(bytes, [0]))).length > 0, path);
  }
});

test('a damaged byte of compressed data never gives other content', () => {
  const content = join(u32(50), Buffer.alloc(50, 0x84));
  const zipped = gzipSync(content);
  const places = fc.integer({ min: 10, max: zipped.length - 1 });
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = Uint8Array.from(zipped);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      // Deflate has several spellings of one content, and bits that mean nothing.
      const member = gunzipMember(bytes, 0, 1000);
      assert.ok(member === undefined || content.equals(member.content));
    }),
    { numRuns: 500 },
  );
});

test('constants and values outside the formats are found', async () => {
  assert.deepEqual(await codes('x.filter', join(u32(0, 4, 1), [1])), ['HEADER_UNKNOWN']);
  assert.deepEqual(await codes('x.filter', join(u32(0, 3, 1), [2])), ['VALUE_IMPOSSIBLE']);
  assert.deepEqual(await codes('x.bcl', join(u32(1), [2])), ['VALUE_IMPOSSIBLE']);
  assert.deepEqual(await codes('s.locs', join(u32(2, 0, 0))), ['HEADER_UNKNOWN']);
  assert.deepEqual(await codes('1.bcl.bgzf.bci', join(u32(0, 2), u32(9, 0), u32(8, 0))), ['OFFSETS_DIFFER']);
  assert.deepEqual(await codes('s_1.bci', u32(11101, 3, 11101, 3)), ['TILE_REPEATED']);
  assert.deepEqual(await codes('x.bcl.bgzf', block(BCL)), ['BLOCK_END_MISSING']);
  const other = makeIdat({ position: 'R02C01' });
  assert.deepEqual(await codes('204000000001_R01C01_Grn.idat', other), ['IDENTITY_DIFFERS']);
});

test('clusters are compared with the filter', async () => {
  const clusters = 4;
  assert.deepEqual(await codes('x.bcl', BCL, { clusters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes('x.bcl', BCL, { clusters: 3 }), []);
  assert.deepEqual(await codes('x.bcl.bgzf', BGZF, { clusters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes('s_1.bci', u32(11101, 3), { clusters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes('x.locs', LOCS, { clusters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes('x.clocs', CLOCS, { clusters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes('1.bcl.bgzf.bci', join(u32(0, 1), u32(0, 9)), { bgzfBytes: 10 }), [
    'OFFSETS_DIFFER',
  ]);
});

test('a cbcl file is held against its name, its header and the filters of its tiles', async () => {
  const path = 'Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl';
  const filters = new Map([[1101, { clusters: 4, passing: 3 }]]);
  assert.deepEqual(await codes(path, cbcl([1101], 1), { filters }), []);
  assert.deepEqual(await codes(path, cbcl([1101], 0), { filters }), ['CLUSTERS_DIFFER']);
  assert.deepEqual(await codes(path, cbcl([2101])), ['SURFACE_DIFFERS']);
  assert.deepEqual(await codes(path, cbcl([1101, 2101])), ['SURFACE_DIFFERS']);
  assert.deepEqual(await codes(path, cbcl([1101, 1101])), ['TILE_REPEATED']);
  const wrong = cbcl([1101]);
  wrong.writeUInt32LE(wrong.readUInt32LE(24 + 12) - 1, 24 + 12);
  const findings = await checkBaseCallFile(path, wrong);
  assert.deepEqual(
    findings.map(({ code, severity }) => `${severity} ${code}`),
    ['warning SIZE_DIFFERS'],
  );
});

test('arbitrary bytes give findings, never an exception', async () => {
  const paths = fc.constantFrom(...GOOD.map(([path]) => path));
  await fc.assert(
    fc.asyncProperty(paths, fc.uint8Array({ maxLength: 80 }), async (path, bytes) => {
      await checkBaseCallFile(path, bytes);
    }),
    { numRuns: 500 },
  );
});
