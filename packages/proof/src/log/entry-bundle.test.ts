import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../../test/log-example.ts';
import { utf8 } from '../bytes.ts';
import { decodeEntries, encodeEntries, MAX_ENTRY } from './entry-bundle.ts';

const entries = ['one', '', 'three'].map(utf8);
const bundle = encodeEntries(entries);

test('a bundle is each entry after its length in two bytes', () => {
  assert.deepEqual(bundle, Uint8Array.of(0, 3, ...utf8('one'), 0, 0, 0, 5, ...utf8('three')));
  assert.deepEqual(decodeEntries(bundle, 3), entries);
});

test('a bundle in a larger buffer is read from where it begins', () => {
  const larger = Uint8Array.of(9, 9, ...bundle);
  assert.deepEqual(decodeEntries(larger.subarray(2), 3), entries);
});

test('a bundle of other entries than it must hold is refused, cut off or followed by bytes', () => {
  for (const [bytes, width] of [
    [bundle, 2],
    [bundle, 4],
    [bundle.subarray(0, -1), 3],
    [bundle.subarray(0, 6), 3],
    [Uint8Array.of(...bundle, 0), 3],
    [new Uint8Array(), 1],
    [Uint8Array.of(0), 1],
    [Uint8Array.of(0xff, 0xff), 1],
  ] as const) {
    assert.throws(() => decodeEntries(bytes, width), { code: 'TILE_MALFORMED' });
  }
});

test('an entry of 64 KiB has no place in a bundle, nor have none or more than 256 entries', () => {
  const most = new Uint8Array(MAX_ENTRY);
  assert.deepEqual(decodeEntries(encodeEntries([most]), 1), [most]);
  assert.throws(() => encodeEntries([new Uint8Array(MAX_ENTRY + 1)]), { code: 'STATEMENT_TOO_LARGE' });
  assert.throws(() => encodeEntries([]), { code: 'TILE_MALFORMED' });
  assert.throws(() => encodeEntries(Array<Uint8Array>(257).fill(utf8('x'))), { code: 'TILE_MALFORMED' });
});

test('whatever is read as a bundle gives the same bytes again, else an error of ours is thrown', () =>
  fuzz(bundle, bytes => encodeEntries(decodeEntries(bytes, 3))));
