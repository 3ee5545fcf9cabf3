import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { World } from './world.ts';

const CONFIG = (world: World) => `version = 1
state = "${world.at('agent')}"
[root.lab]
path = "${world.at('landing')}"
destinations = ["archive"]
quiet-seconds = 1
[destination.archive]
to = "${world.at('archive')}"
`;

test('agent copies what lies in its root, wait tells when it is confirmed, status shows it, and verify agrees', async t => {
  const world = new World(t);
  mkdirSync(world.at('landing'));
  const config = world.at('agent.toml');
  writeFileSync(config, CONFIG(world));
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
  assert.equal((await world.seqwarden('verify', world.at('archive', name))).code, 0);
});
