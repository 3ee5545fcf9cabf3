import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
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

test('report tells of a month what was seen, sealed and read back, with seal and key, and no path of this host', async t => {
  const world = new World(t);
  mkdirSync(world.at('landing'));
  const config = world.at('agent.toml');
  writeFileSync(config, CONFIG(world));
  await world.seqwarden('init');
  const small = { model: 'miseq', tiles: 1, cycles: 4, clusters: 10 };
  const name = basename((await simulateRun({ ...small, out: world.at('landing') })).folder);
  const stop = new AbortController();
  const agent = world.with({ signal: stop.signal }, 'agent', '--config', config);
  await world.seqwarden('wait', name, '--for', 'confirmed', '--timeout', '60', '--config', config);
  stop.abort();
  await agent;
  const now = new Date();
  const month = now.toISOString().slice(0, 7);
  const report = (of: string, ...more: string[]) =>
    world.with({ now: () => now }, 'report', '--month', of, '--config', config, ...more);

  const json = JSON.parse((await report(month, '--json')).out);
  assert.deepEqual(json.roots, [{ root: 'lab', seen: 1, sealed: 1, alarmed: 0, quarantined: 0, stale: 0 }]);
  assert.deepEqual(json.destinations, [
    { root: 'lab', destination: 'archive', confirmed: 1, reverified: 0, failed: 0 },
  ]);
  const [run] = json.runs;
  assert.equal(run.path, name);
  assert.match(run.sealed.seal, /^[0-9a-f]{64}$/);
  assert.match(run.sealed.keyid, /^[0-9a-f]{64}$/);
  assert.deepEqual(json.versions, ['0.0.0-test']);
  assert.deepEqual(json.open, []);

  const text = await report(month);
  assert.equal(text.code, 3, 'the agent was not there when the month began');
  assert.match(text.out, /what was before is unknown/);
  assert.match(text.out, new RegExp(`^  ${name}  \\(lab\\)$`, 'm'));
  assert.match(text.out, /archive +\S+ \S+ +read back after the seal, all \d+ files equal/);
  assert.ok(!text.out.includes(world.folder) && !JSON.stringify(json).includes(world.folder));
  assert.deepEqual(await report(month), text, 'the same again');

  const check = async (): Promise<[string, string]> => {
    const { checks } = JSON.parse((await report(month, '--check', '--json')).out);
    return [checks[0].verdict, checks[0].why];
  };
  assert.deepEqual(await check(), ['agrees', 'sealed']);
  assert.match((await report(month, '--check')).out, /1 copy as recorded, with 1 signed reading/);
  const deliveries = world.at('archive', '.seqwarden', 'deliveries');
  renameSync(deliveries, world.at('elsewhere'));
  assert.deepEqual(await check(), ['differs', 'reading-not-signed']);
  renameSync(world.at('elsewhere'), deliveries);
  renameSync(world.at('archive', name), world.at('elsewhere'));
  assert.deepEqual(await check(), ['differs', 'gone']);
  assert.equal((await report(month, '--check')).code, 1);
  renameSync(world.at('archive'), world.at('unmounted'));
  assert.deepEqual(await check(), ['unknown', 'unknown']);
  mkdirSync(world.at('archive'));
  assert.deepEqual(await check(), ['unknown', 'unknown'], 'an empty folder in its place is another place');
  assert.deepEqual(readdirSync(world.at('archive')), [], 'and does not become one');

  const before = await report('2020-02');
  assert.equal(before.code, 3);
  assert.match(before.out, /known +nothing: .* does not say that nothing happened/);
  assert.equal((await report('2999-01')).code, 2);
  assert.equal((await report('2020-2')).code, 2);
});

test('without a journal nothing is known', async t => {
  const said = await new World(t).seqwarden('report', '--month', '2024-01');
  assert.deepEqual([said.code, /nothing: the journal has no record/.test(said.out)], [3, true]);
});
