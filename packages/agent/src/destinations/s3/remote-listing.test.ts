import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remoteListing } from './remote-listing.ts';

function told(...keys: readonly (readonly [string, number])[]) {
  const { files, special, impossible } = remoteListing(keys.map(([path, size]) => ({ path, size })));
  return {
    files: Array.from(files, ({ path }) => path),
    folders: special.map(({ path }) => path),
    impossible,
  };
}

test('a folder is told only where nothing lies below it', () => {
  assert.deepEqual(told(['', 0], ['Data/', 0], ['Data/1.bcl', 5], ['Logs/', 0], ['Logs2', 0]), {
    files: ['Data/1.bcl', 'Logs2'],
    folders: ['Logs'],
    impossible: [],
  });
});

test('a folder in which an empty folder lies is not empty', () => {
  assert.deepEqual(told(['a/', 0], ['a/b/', 0]).folders, ['a/b']);
});

test('a key that no file of a run could have is kept apart', () => {
  const keys = ['', '..', 'a\0', 'a//b', 'a/../b', 'a/.', 'b/'];
  assert.deepEqual(told(...keys.map(key => [key, 1] as const), ['...', 1]), {
    files: ['...'],
    folders: [],
    impossible: keys,
  });
});

test('a file and an empty folder of one name cannot both be', () => {
  assert.deepEqual(told(['a', 1], ['a/', 0]), { files: ['a'], folders: [], impossible: ['a/'] });
});
