import assert from 'node:assert/strict';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FILE_BITS, hideAs } from './hide-as.ts';

function modeAfter(t: TestContext, source: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-hide-as-'));
  const before = process.umask(0o022);
  const fd = openSync(join(folder, 'f'), 'wx', 0o644);
  process.umask(before);
  t.after(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  hideAs(fd, source, FILE_BITS);
  return fstatSync(fd).mode & 0o777;
}

test('a copy shows a file to nobody who could not read it before', t => {
  assert.deepEqual(
    [0o600, 0o640, 0o400, 0o644, 0o777].map(mode => modeAfter(t, mode)),
    [0o600, 0o640, 0o600, 0o644, 0o644],
  );
});
