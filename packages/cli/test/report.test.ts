import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { basename } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { simulateRun } from '@seqwarden/simulator';
import { ONE_ARCHIVE } from './one-archive.ts';
import { World } from './world.ts';

test('report tells of a month what was seen, sealed and read back, with seal and key, and no path of this host', async t => {
  const world = new World(t);
  mkdirSync(world.at('landing'));
  const config = world.at('agent.toml');
  writeFileSync(config, ONE_ARCHIVE(world));
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
  await checkAtSilence(t, world, month);
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

/** With a store under the name of the archive that takes connections and says nothing: it ends when somebody asks for an end. */
async function checkAtSilence(t: TestContext, world: World, month: string): Promise<void> {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_REGION: 'us-east-1' });
  const stop = new AbortController();
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket.resume().on('error', () => {}));
    stop.abort(new SeqwardenError('INTERRUPTED', 'stopped by SIGINT'));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const store = `to = "s3://lab-runs/there"\nendpoint = "http://127.0.0.1:${address.port}"`;
  const config = world.at('at-store.toml');
  writeFileSync(config, ONE_ARCHIVE(world).replace(`to = "${world.at('archive')}"`, store));
  const asked = ['report', '--month', month, '--config', config, '--check'];
  const said = await Promise.race([
    world.with({ signal: stop.signal }, ...asked),
    sleep(5000, undefined, { ref: false }),
  ]);
  assert.match(said?.err ?? 'it is still at work', /\[INTERRUPTED\]/);
}

test('without a journal nothing is known', async t => {
  const said = await new World(t).seqwarden('report', '--month', '2024-01');
  assert.deepEqual([said.code, /nothing: the journal has no record/.test(said.out)], [3, true]);
});
