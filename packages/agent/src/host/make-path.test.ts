import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { errno } from './fs-error.ts';
import { makePath } from './make-path.ts';

test('what is missing above is made too, and what is there stays', t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-make-path-'));
  t.after(() => rmSync(folder, { recursive: true }));
  makePath(join(folder, 'a', 'b', 'c'), 0o700);
  makePath(join(folder, 'a', 'b'));
  assert.equal(statSync(join(folder, 'a', 'b')).mode & 0o777, 0o700);
});

test('a file system that takes no folders gives an error and no endless loop', {
  skip: process.platform !== 'linux' && 'needs /proc',
}, () => {
  assert.throws(
    () => makePath('/proc/no-such-folder/below'),
    error => errno(error) === 'ENOENT',
  );
});
