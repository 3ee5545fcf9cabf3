import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import { SnapshotFile } from './snapshot-file.ts';

function snapshots(t: TestContext) {
  const path = join(scratch(t), 'folder', 'seqwarden.prom');
  const said: string[] = [];
  let now = 0;
  const file = new SnapshotFile({
    ...{ path, mode: 0o644, everyMs: 15_000 },
    clock: () => now,
    onDown: reason => said.push(reason),
    onBack: () => said.push('back'),
  });
  const at = async (ms: number, text: string) => {
    now = ms;
    file.turn(() => text);
    await file.close();
  };
  return { path, said, at };
}

test('a snapshot is written at once, and the next one when its time has come', async t => {
  const { path, at } = snapshots(t);
  mkdirSync(join(path, '..'));
  await at(0, 'first');
  await at(14_999, 'too early');
  assert.equal(readFileSync(path, 'utf8'), 'first');
  await at(15_000, 'second');
  assert.equal(readFileSync(path, 'utf8'), 'second');
});

test('a folder that is not there is said once, tried again, and said when it is there', async t => {
  const { path, said, at } = snapshots(t);
  await at(0, 'first');
  await at(15_000, 'second');
  assert.deepEqual(said, ['ENOENT']);
  mkdirSync(join(path, '..'));
  await at(30_000, 'third');
  await at(45_000, 'fourth');
  assert.deepEqual(said, ['ENOENT', 'back']);
  assert.equal(readFileSync(path, 'utf8'), 'fourth');
});
