import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { ONE_ARCHIVE } from './one-archive.ts';
import { World } from './world.ts';

test('agent copies what lies in its root, wait tells when it is confirmed, status shows it, and verify agrees', async t => {
  const world = new World(t);
  mkdirSync(world.at('landing'));
  const config = world.at('agent.toml');
  writeFileSync(config, ONE_ARCHIVE(world));
  await world.seqwarden('init');
  const run = await simulateRun({
    model: 'miseq',
    out: world.at('landing'),
    tiles: 1,
    cycles: 4,
    clusters: 10,
  });
  const name = basename(run.folder);
  const early = await world.seqwarden('wait', name, '--for', 'sealed', '--timeout', '0', '--config', config);
  assert.equal(early.code, 3);
  const stop = new AbortController();
  const agent = world.with({ signal: stop.signal }, 'agent', '--config', config);
  const waited = await world.seqwarden(
    'wait',
    name,
    '--for',
    'confirmed',
    '--timeout',
    '60',
    '--config',
    config,
  );
  stop.abort();
  assert.equal((await agent).code, 0);
  assert.equal(waited.code, 0, waited.err);
  const status = JSON.parse((await world.seqwarden('status', '--json', '--config', config)).out);
  assert.equal(status.runs[0].state, 'confirmed');
  const now = async (run: string) =>
    (await world.seqwarden('wait', run, '--for', 'confirmed', '--timeout', '0', '--config', config)).code;
  assert.equal(await now(world.at('landing', name)), 0);
  assert.equal(await now(world.at('archive', name)), 3, 'a path of another folder means no run of the agent');
  assert.equal((await world.seqwarden('verify', world.at('archive', name))).code, 0);
});

test('a configuration with several faults is refused with all of them, a line each', async t => {
  const world = new World(t);
  const config = world.at('agent.toml');
  writeFileSync(config, ONE_ARCHIVE(world).replace('version = 1', 'version = 2\nmail = true'));
  const { code, err } = await world.seqwarden('agent', '--config', config);
  assert.equal(code, 2);
  const lines = err.split('\n').filter(line => line.includes(`${config}:`));
  assert.deepEqual(
    lines.map(line => /:(\d+):\d+: (\w+)/.exec(line)?.slice(1)),
    [
      ['1', 'version'],
      ['2', 'mail'],
    ],
    err,
  );
});

test('copy --watch takes a run over without a configuration, and never writes into a root that is also the destination', async t => {
  const world = new World(t);
  mkdirSync(world.at('landing'));
  await world.seqwarden('init');
  const run = await simulateRun({
    model: 'miseq',
    out: world.at('landing'),
    lanes: 1,
    tiles: 1,
    cycles: 6,
    clusters: 20,
  });
  const watch = async (to: string, waiting: readonly string[]) => {
    const stop = new AbortController();
    const done = world.with(
      { signal: stop.signal },
      'copy',
      world.at('landing'),
      '--to',
      to,
      '--watch',
      '--quiet',
      '1',
    );
    const waited = await world.seqwarden('wait', basename(run.folder), ...waiting);
    stop.abort();
    assert.equal((await done).code, 0);
    return waited.code;
  };
  assert.equal(await watch(world.at('landing'), ['--for', 'sealed', '--timeout', '6']), 3);
  assert.deepEqual(readdirSync(world.at('landing')), [basename(run.folder)]);
  assert.equal(await watch(world.at('archive'), ['--for', 'confirmed', '--timeout', '60']), 0);
  assert.equal((await world.seqwarden('verify', world.at('archive', basename(run.folder)))).code, 0);
});
