import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { scratch } from './support/scratch.ts';
import { trace } from './support/strace.ts';

const CHILD = fileURLToPath(new URL('support/evidence-child.ts', import.meta.url));
const CALLS = ['?link', 'linkat', '?mkdir', 'mkdirat', 'fsync', 'fdatasync'];

test('evidence is on the disk before it has its name, and its name, with each new folder, before a record can name it', t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const folder = scratch(t);
  const file = join(folder, 'letter.pdf');
  writeFileSync(file, 'a letter');
  const sha256 = createHash('sha256').update('a letter').digest('hex');
  const store = join(folder, 'state', 'cases', 'evidence');
  const shard = join(store, sha256.slice(0, 2));
  const calls = trace([process.execPath, CHILD, store, file], CALLS, join(folder, 'log'), process.env);

  const steps = calls.filter(({ failed }) => !failed);
  const flushed = (path: string, from: number, to = steps.length) =>
    steps.slice(from, to).some(({ name, paths }) => /sync/.test(name) && paths[0] === path);
  const named = steps.findIndex(({ paths }) => paths[1] === join(shard, sha256));
  assert.notEqual(named, -1, 'the file gets its name');
  assert.ok(flushed(steps[named]?.paths[0] ?? '', 0, named), 'its bytes are flushed before');
  assert.ok(flushed(shard, named), 'its name is flushed after');
  for (const made of [shard, store, dirname(store), dirname(dirname(store))]) {
    const at = steps.findIndex(({ name, paths }) => /mkdir/.test(name) && paths[0] === made);
    assert.notEqual(at, -1, `${made} is made`);
    assert.ok(flushed(dirname(made), at), `the name of ${made} is flushed`);
  }
});
