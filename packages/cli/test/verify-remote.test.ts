import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { fakeStore, type Lies } from '../../agent/test/support/fake-store.ts';
import { serverOrSkip } from '../../agent/test/support/ssh-server.ts';
import { run as start } from './stand-in.ts';
import { World } from './world.ts';

const LAUNCHER = join(ROOT, 'packages/cli/bin/seqwarden.js');

/** A sealed run `runs/RUN-NAME` of an account. */
async function sealed(t: TestContext) {
  const world = new World(t);
  assert.equal((await world.seqwarden('init')).code, 0);
  const { out } = await world.seqwarden(
    ...['simulate', 'miseq', '--out', world.at('runs'), '--cycles', '2', '--tiles', '1', '--clusters', '5'],
  );
  const run = out.trimEnd();
  assert.equal((await world.seqwarden('seal', run)).code, 0);
  return {
    world,
    run,
    name: run.slice(dirname(run).length + 1),
    trust: world.at('config/seqwarden/trust.json'),
  };
}

/** The same as a bucket, and an account whose credentials and region lie in the shared files. */
async function sealedBucket(t: TestContext, lies?: Lies) {
  const site = await sealed(t);
  const { world } = site;
  const store = await fakeStore(t, world.at('runs'), lies);
  mkdirSync(world.at('aws'));
  writeFileSync(world.at('aws/config'), '[default]\nregion = eu-central-1\n');
  writeFileSync(
    world.at('aws/credentials'),
    '[default]\naws_access_key_id = nobody\naws_secret_access_key = nothing\n',
  );
  const env = {
    ...world.env,
    AWS_CONFIG_FILE: world.at('aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: world.at('aws/credentials'),
  };
  const argv = ['verify', `s3://lab-runs/${site.name}`, '--endpoint', store.endpoint];
  return { ...site, env, argv };
}

it('the confined command reads a bucket with the shared files of AWS, and says what it says of the folder', async t => {
  const { run, env, argv } = await sealedBucket(t);
  const here = await start(process.execPath, [LAUNCHER, 'verify', run], env);
  const there = await start(process.execPath, [LAUNCHER, ...argv], env);
  assert.deepEqual([there.code, there.stdout], [0, here.stdout], there.stderr);
  assert.doesNotMatch(there.stderr, /Warning|permission/i);
  appendFileSync(join(run, 'RunInfo.xml'), ' ');
  const json = async (...args: string[]) => {
    const { code, stdout } = await start(process.execPath, [LAUNCHER, ...args, '--json'], env);
    return { code, answer: JSON.parse(stdout) };
  };
  const changed = await json(...argv);
  assert.equal(changed.code, 1);
  assert.deepEqual(changed, await json('verify', run));
});

it('the confined command reads a server with the keys of the account', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const { run, trust } = await sealed(t);
  const address = `sftp://${server.user}@${server.host}:${server.port}${run}`;
  const { code, stderr, stdout } = await start(
    process.execPath,
    [LAUNCHER, 'verify', address, '--trust', trust],
    { XDG_CONFIG_HOME: server.config },
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^unchanged since /);
});

it('what does not go with a run on a server is wrong usage, and said before anybody is asked', async t => {
  const { world } = await sealed(t);
  const trust = ['--trust', world.at('config/seqwarden/trust.json')];
  for (const argv of [
    ['s3://lab-runs/RUN', '--custody', world.folder],
    ['s3://lab-runs'],
    ['sftp://lab@host/'],
    ['sftp://host/RUN'],
    ['ftp://host/RUN'],
    ['s3://lab-runs/RUN', '--endpoint', 'http://store.example'],
    [world.at('runs'), '--endpoint', 'https://store.example'],
    ['sftp://lab@host/RUN', '--endpoint', 'https://store.example'],
    ['-', '--endpoint', 'https://store.example'],
  ]) {
    const { code, err } = await world.seqwarden('verify', ...argv, ...trust);
    assert.equal(code, 2, argv.join(' '));
    assert.match(err, /\[USAGE\]/);
  }
});

/** Starts the command, stops it by Ctrl-C when the server was `asked`, and expects that it goes soon and says why. */
async function assertStops(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  asked: Promise<void>,
): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', data => {
    said += data;
  });
  const ended = new Promise(resolve => child.on('exit', resolve));
  await Promise.race([asked, ended]);
  const before = performance.now();
  child.kill('SIGINT');
  assert.equal(await ended, 2, said);
  assert.match(said, /\[INTERRUPTED\]/);
  assert.ok(performance.now() - before < 5000);
}

it('Ctrl-C ends it within seconds while a store says nothing', async t => {
  const asked = Promise.withResolvers<void>();
  const { env, argv } = await sealedBucket(t, {
    get: () => {
      asked.resolve();
      return true;
    },
  });
  await assertStops(argv, env, asked.promise);
});

it('Ctrl-C ends it within seconds while a server does not even greet', async t => {
  const ssh = await serverOrSkip(t);
  if (ssh === undefined) return;
  const { trust } = await sealed(t);
  const asked = Promise.withResolvers<void>();
  const silent = createServer(() => asked.resolve());
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => silent.close());
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const argv = ['verify', `sftp://lab@127.0.0.1:${port}/RUN`, '--trust', trust];
  await assertStops(argv, { XDG_CONFIG_HOME: ssh.config }, asked.promise);
});
