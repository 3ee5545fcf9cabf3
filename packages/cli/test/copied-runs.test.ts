import assert from 'node:assert/strict';
import { test } from 'node:test';
import { custodyGap } from '@seqwarden/cases/gap';
import { Arguments } from '../src/arguments.ts';
import { readCopiedRuns } from '../src/casework/read-copied-runs.ts';
import { World } from './world.ts';

test('the register tells which runs were copied, and nothing of copies where a seal was made later', async t => {
  const world = new World(t);
  const good = async (...argv: string[]) => {
    const { code, err } = await world.seqwarden(...argv);
    assert.equal(code, 0, err);
  };
  await good('init', ...world.passphrase());
  const first = await world.simulated('1');
  await good('copy', first, '--to', world.at('archive'));
  await good('seal', await world.simulated('2'));
  const context = {
    ...{ out: () => {}, err: () => {}, terminal: false, env: world.env, now: () => new Date() },
    ...{ version: '0.0.0-test', input: process.stdin, signal: new AbortController().signal },
  };
  const args = new Arguments([], { trust: 'strings' }, { least: 0, most: 0 });
  const runs = await readCopiedRuns(args, context);
  assert.deepEqual(
    runs.map(({ run }) => run),
    [first.split('/').at(-1)],
  );
  const [run] = runs;
  assert.ok(run);
  const installed = { vendor: run.vendor, model: null, serial: run.serial, id: 'main' };
  const done = { from: '2099-01-01T00:00:00.000Z', until: '2099-01-01T01:00:00.000Z' };
  const { lastBefore, firstAfter } = custodyGap(installed, done, runs, '2099-02-01T00:00:00.000Z');
  assert.deepEqual([lastBefore?.run, firstAfter], [run.run, null]);
});
