import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { simulateRun } from '@seqwarden/simulator';
import { World } from './world.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 10 };

const CONFIG = (world: World) => `version = 1
state = "${world.at('agent')}"
[root.lab]
path = "${world.at('landing')}"
destinations = ["archive", "second"]
quiet-seconds = 1
[destination.archive]
to = "${world.at('archive')}"
[destination.second]
to = "${world.at('second')}"
[notify]
textfile = "${world.at('seqwarden.prom')}"
`;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await setTimeout(100);
  }
  throw new Error('not so after twenty seconds');
}

test('status says what waits for a person, release lets it go on, and the text file says what was done', async t => {
  const world = new World(t);
  for (const folder of ['landing', 'second']) mkdirSync(world.at(folder));
  const config = world.at('agent.toml');
  writeFileSync(config, CONFIG(world));
  await world.seqwarden('init');
  const said = async (...args: string[]) => await world.seqwarden(...args, '--config', config);
  const status = async () => JSON.parse((await said('status', '--json')).out);
  const text = async () => (await said('status')).out;
  const before = await text();
  assert.equal(before.split('\n', 1)[0], `state folder: ${world.at('agent')}: no journal there`);
  const { stateFolder, journal, agent: noAgent } = await status();
  assert.deepEqual([stateFolder, journal, noAgent.atWork], [world.at('agent'), false, 'no']);

  const { folder: run } = await simulateRun({ ...SMALL, out: world.at('landing') });
  const name = basename(run);
  const inAll = readdirSync(run, { recursive: true, withFileTypes: true }).filter(one => one.isFile()).length;
  const stranger = world.at('second', name, 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl');
  mkdirSync(dirname(stranger), { recursive: true });
  writeFileSync(stranger, 'of somebody else');
  const stop = new AbortController();
  t.after(() => stop.abort());
  const agent = world.with({ signal: stop.signal }, 'agent', '--config', config);

  await until(async () => (await status()).runs[0]?.state === 'quarantined');
  const quarantined = await text();
  assert.match(quarantined, /^agent: at work since .*; last turn: .* ago\)$/m);
  assert.match(quarantined, new RegExp(`^${name} .* quarantined .* a person: CONFLICT$`, 'm'));
  assert.match(quarantined, new RegExp(`Then: seqwarden release ${name}\n`));
  rmSync(stranger);
  const released = await said('release', name);
  assert.deepEqual([released.code, released.err], [0, '']);
  assert.match(released.out, /\[CONFLICT\]/);
  const waited = await said('wait', name, '--for', 'confirmed', '--timeout', '60');
  assert.equal(waited.code, 0, waited.err);
  const [done] = (await status()).runs;
  for (const place of done.destinations)
    assert.deepEqual([place.state, place.files, place.filesInAll], ['confirmed', inAll, inAll]);
  assert.equal(done.destinations[0].seal, done.destinations[1].seal);
  assert.match(await text(), new RegExp(`^${name} +archive, second +confirmed +${inAll} `, 'm'));
  assert.equal((await said('release', name)).code, 2, 'it is not set aside');
  assert.equal((await said('release', 'unknown')).code, 2);

  const textfile = world.at('seqwarden.prom');
  await until(() => readFileSync(textfile, 'utf8').includes('seqwarden_events_total{event="confirmed"} 2\n'));
  stop.abort();
  assert.equal((await agent).code, 0);
  const metrics = readFileSync(textfile, 'utf8');
  assert.match(metrics, /^seqwarden_events_total\{event="released"\} 1$/m);
  assert.match(metrics, /^seqwarden_backlog_bytes\{destination="archive"\} 0$/m);
  assert.match(metrics, /^seqwarden_destination_free_bytes\{destination="second"\} [1-9]/m);
  const after = await status();
  assert.equal(after.agent.atWork, 'no');
  assert.equal(after.runs[0].destinations[0].bytesPerSecond, null, 'nothing is guessed');
});

test('something that comes late holds up no gate: wait judges by what the seal lists, and status says both', async t => {
  const world = new World(t);
  for (const folder of ['landing', 'second']) mkdirSync(world.at(folder));
  const config = world.at('agent.toml');
  writeFileSync(config, CONFIG(world));
  await world.seqwarden('init');
  const said = async (...args: string[]) => await world.seqwarden(...args, '--config', config);
  const { folder: run } = await simulateRun({ ...SMALL, model: 'novaseq-x', out: world.at('landing') });
  const name = basename(run);
  const during = async (then: () => Promise<void>) => {
    const stop = new AbortController();
    const agent = world.with({ signal: stop.signal }, 'agent', '--config', config);
    await then().finally(() => stop.abort());
    await agent;
  };
  await during(async () => {
    assert.equal((await said('wait', name, '--for', 'confirmed', '--timeout', '60')).code, 0);
  });
  mkdirSync(world.at('landing', name, 'Analysis', '1'), { recursive: true });
  writeFileSync(world.at('landing', name, 'Analysis', '1', 'summary.csv'), 'late');
  const status = async () => JSON.parse((await said('status', '--json')).out).runs[0];
  await during(() => until(async () => (await status()).state === 'sealed'));
  const waited = await said('wait', name, '--for', 'confirmed', '--timeout', '0');
  assert.equal(waited.code, 0, waited.err);
  const { state, readBack, waits } = await status();
  assert.equal(state, 'sealed');
  assert.ok(Date.parse(readBack) > 0);
  assert.match(waits[0].why, /^(late|analysis)$/);
  assert.match(
    (await said('status')).out,
    new RegExp(`^${name} +archive, second +confirmed .* late files`, 'm'),
  );
});
