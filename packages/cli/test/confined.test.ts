import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ROOT, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { verifyFlags } from '../bin/permission.js';
import { run as start } from './stand-in.ts';
import { scratch, World } from './world.ts';

/*
 * launcher.test.ts holds what the launcher grants, with a stand-in for the command. Here: what these grants keep from code that has
 * gone bad inside, in the main thread and in a worker, and, call by call, what the real command does. (A worker that is given
 * flags of its own could free itself. So `verify` gives up the permission to start any as soon as it has its own: decision 0005.)
 */

/** Tries what it can from inside; prints what became of each try. Runs as the program that `verify` is. */
const GONE_BAD = `
import { spawn, spawnSync, fork, exec } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import * as fs from 'node:fs';
import inspector from 'node:inspector';
import { connect, createServer } from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const { paths, port, unlimited } = isMainThread ? JSON.parse(process.argv[2]) : workerData;
const settled = emitter => new Promise((done, failed) => {
  for (const good of ['connect', 'listening', 'spawn', 'message']) emitter.once(good, done);
  emitter.once('error', failed);
  emitter.once('exit', code => failed(new Error('ended with ' + code)));
});
const tries = {
  read: () => fs.readFileSync(paths.secret),
  readKey: () => fs.readFileSync(paths.key),
  readPasswords: () => fs.readFileSync('/etc/passwd'),
  listParent: () => fs.readdirSync(paths.parent),
  statParent: () => fs.statSync(paths.secret),
  readPromises: () => fs.promises.readFile(paths.secret),
  readByDescriptor: () => fs.readFileSync('/proc/self/fd/0/../../../../' + paths.secret),
  readEnvironment: () => fs.readFileSync('/proc/self/environ'),
  write: () => fs.writeFileSync(paths.run + '/RunInfo.xml', 'x'),
  create: () => fs.writeFileSync(paths.run + '/new', 'x'),
  mkdir: () => fs.mkdirSync(paths.run + '/new'),
  unlink: () => fs.unlinkSync(paths.run + '/RunInfo.xml'),
  rename: () => fs.renameSync(paths.run + '/RunInfo.xml', paths.run + '/new'),
  link: () => fs.symlinkSync(paths.secret, paths.run + '/link'),
  hardLink: () => fs.linkSync(paths.secret, paths.run + '/link'),
  chmod: () => fs.chmodSync(paths.run + '/RunInfo.xml', 0o777),
  times: () => fs.utimesSync(paths.run + '/RunInfo.xml', 0, 0),
  temporary: () => fs.mkdtempSync(paths.parent + '/x'),
  spawn: () => settled(spawn('true')),
  spawnSync: () => { const { error } = spawnSync('true'); if (error) throw error; },
  exec: () => settled(exec('true')),
  fork: () => settled(fork(process.argv[1] ?? '')),
  connect: () => settled(connect(port, '127.0.0.1')),
  fetch: () => fetch('http://127.0.0.1:' + port).catch(error => { throw error.cause ?? error; }),
  listen: () => settled(createServer().listen(0, '127.0.0.1')),
  listenLocally: () => settled(createServer().listen(paths.run + '/socket')),
  datagram: () => new Promise((done, failed) => {
    const socket = createSocket('udp4');
    socket.on('error', failed);
    socket.send('x', port, '127.0.0.1', error => error ? failed(error) : done());
  }),
  resolveName: () => lookup('example.invalid'),
  addon: () => process.dlopen({ exports: {} }, paths.secret),
  inspect: () => inspector.open(0, '127.0.0.1'),
  execve: () => process.execve('/bin/true', ['true'], {}),
};
const answers = { readRun: 'nothing' };
try { answers.readRun = String(fs.readFileSync(paths.run + '/RunInfo.xml')); } catch (error) { answers.readRun = error.code; }
for (const [name, deed] of Object.entries(tries)) {
  // these are for the main thread only, whatever is allowed; and without limits it would not come back
  if (!isMainThread && ['execve', 'inspect'].includes(name) || unlimited && name === 'execve') continue;
  // some denials are thrown where nobody can catch them
  const thrown = new Promise((_, failed) => {
    process.removeAllListeners('uncaughtException').once('uncaughtException', failed);
    setTimeout(() => failed(new Error('neither done nor denied')), 3000).unref();
  });
  thrown.catch(() => {});
  try { await Promise.race([deed(), thrown]); answers[name] = 'done'; } catch (error) { answers[name] = error.code ?? String(error); }
}
if (!isMainThread) parentPort.postMessage(answers);
else {
  const worker = new Worker(new URL(import.meta.url), { workerData: { paths, port, unlimited } });
  console.log(JSON.stringify({ main: answers, worker: await settled(worker) }));
}
process.exit(0);
`;

const DENIED = ['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED'];

/** Of the tries, what the permission for the network allows: all of it or nothing. */
const BY_NETWORK = ['connect', 'fetch', 'listen', 'listenLocally', 'datagram', 'resolveName'];

describe('verify, if its code went bad,', () => {
  it('reads nothing but program, run and trust file, writes nothing, starts nothing, speaks to nobody', async t => {
    const { run, goBad, heard } = await badProgram(t);
    const told = await goBad(run);
    assert.deepEqual(Object.keys(told), ['main', 'worker']);
    for (const [where, answers] of Object.entries(told)) {
      const { readRun, ...tries } = answers;
      assert.equal(readRun, 'the run', where);
      assert.ok(Object.keys(tries).length > 25);
      const notDenied = Object.entries(tries).filter(([, answer]) => !DENIED.includes(answer));
      assert.deepEqual(notDenied, [], where);
    }
    assert.deepEqual(heard, []);
    assert.equal(readFileSync(join(run, 'RunInfo.xml'), 'utf8'), 'the run');

    const { main = {} } = await goBad(undefined);
    for (const name of [
      'read',
      'readKey',
      'listParent',
      'write',
      'spawnSync',
      'exec',
      'connect',
      'fetch',
      'listen',
      'datagram',
      'inspect',
    ])
      assert.equal(main[name], 'done', `without limits: ${name}`);
    assert.ok(heard.length > 1);
  });

  it('speaks to others where the run is on a server, and still reads no other file, no seal key, writes and starts nothing', async t => {
    const { run, goBad } = await badProgram(t);
    for (const address of ['s3://lab-runs/RUN', `sftp://lab@127.0.0.1${run}`]) {
      for (const [where, answers] of Object.entries(await goBad(address))) {
        assert.ok(Object.keys(answers).length > 25);
        const notDenied = Object.entries(answers).filter(([, answer]) => !DENIED.includes(answer));
        const beyond = notDenied.filter(([name]) => !BY_NETWORK.includes(name));
        assert.deepEqual(beyond, [], `${address} ${where}`);
        assert.ok(notDenied.some(([name]) => name === 'connect'));
      }
    }
  });
});

/** A folder with a run, secrets beside it and a program that does what it can in place of `verify RUN`; undefined: with no limits. */
async function badProgram(t: TestContext) {
  const folder = scratch(t);
  const at = (...parts: string[]) => join(folder, ...parts);
  for (const name of ['program', 'site/run', 'site/config']) mkdirSync(at(name), { recursive: true });
  writeFileSync(at('program', 'main.mjs'), GONE_BAD);
  writeFileSync(at('site/run/RunInfo.xml'), 'the run');
  for (const name of ['site/secret', 'site/config/seal-key.pem', 'site/config/trust.json'])
    writeFileSync(at(name), 'secret');

  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end();
  });
  server.on('connection', () => heard.push('a connection'));
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const host = {
    programRoots: [at('program')],
    home: () => folder,
    realPath: (path: string) => path,
    exists: existsSync,
    isFolder: () => false,
  };
  const paths = {
    run: at('site/run'),
    parent: at('site'),
    secret: at('site/secret'),
    key: at('site/config/seal-key.pem'),
  };
  const goBad = async (run: string | undefined) => {
    const argv = ['verify', run ?? '', '--trust', at('site/config/trust.json')];
    const flags = run === undefined ? [] : (verifyFlags(argv, { XDG_CONFIG_HOME: at('site') }, host) ?? []);
    const { stdout, stderr } = await start(process.execPath, [
      ...['--disable-sigusr1', ...flags],
      ...[at('program', 'main.mjs'), JSON.stringify({ paths, port, unlimited: run === undefined })],
    ]);
    assert.notEqual(stdout, '', stderr);
    const told: Record<string, Record<string, string>> = JSON.parse(stdout);
    return told;
  };
  return { run: at('site/run'), goBad, heard };
}

describe('the system calls of verify', () => {
  it('open the run, the trust file and the program, for reading only, and no socket of a network', async t => {
    if (process.platform !== 'linux') return t.skip('strace is a tool of Linux');
    if (toolOrSkip(t, 'strace') === undefined) return;
    const world = new World(t);
    await world.seqwarden('init');
    const { out } = await world.seqwarden(
      ...['simulate', 'miseq', '--out', world.at('runs'), '--cycles', '2', '--tiles', '1', '--clusters', '5'],
    );
    const run = out.trimEnd();
    await world.seqwarden('seal', run);
    // links that a verifier could be led out by: in place of a file, of a folder, and of a file of Custody
    const secret = world.at('secret');
    mkdirSync(secret);
    for (const name of ['RunInfo.xml', 'SHA256SUMS.sig']) writeFileSync(join(secret, name), 'secret');
    for (const [path, target] of [
      ['RunInfo.xml', 'RunInfo.xml'],
      ['link to a folder', ''],
      ['Custody/SHA256SUMS.sig', 'SHA256SUMS.sig'],
    ] as const) {
      if (target !== '') unlinkSync(join(run, path));
      symlinkSync(join(secret, target), join(run, path));
    }

    const trace = world.at('trace');
    const calls =
      'open,openat,openat2,creat,socket,connect,bind,listen,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,execve';
    const launcher = join(ROOT, 'packages/cli/bin/seqwarden.js');
    const strace = ['-f', '-s', '4096', '-e', `trace=${calls}`, '-o', trace, process.execPath, launcher];
    const { code, stdout, stderr } = await start('strace', [...strace, 'verify', run], world.env);
    assert.equal(code, 1, stderr);
    assert.match(stdout, /not a file +RunInfo\.xml {2}\(symlink\)/);

    const lines = readFileSync(trace, 'utf8').split('\n');
    const called = lines.flatMap(line => {
      const [, name, rest = ''] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, rest, path: /"([^"]*)"/.exec(rest)?.[1] ?? '', line }];
    });
    const opened = called.filter(({ name }) => name.startsWith('open'));
    assert.ok(
      opened.some(({ path }) => path.startsWith(`${run}/Data/`)),
      'the trace shows how the run was read',
    );

    const within = [
      run,
      world.at('config', 'seqwarden', 'trust.json'),
      join(ROOT, 'packages'),
      join(ROOT, 'node_modules'),
    ];
    // Node's own: its loader, its configuration, what it asks of the kernel. And each folder above it, for package.json
    const nodes = /^\/(?:proc|sys|dev|lib|lib64|usr)\/|^\/etc\/(?:ssl\/|ld\.so|localtime$)/;
    const outside = opened.filter(
      ({ path, line }) =>
        !within.some(root => path === root || path.startsWith(`${root}/`)) &&
        !nodes.test(path) &&
        !/ENOENT/.test(line) &&
        path !== process.execPath,
    );
    assert.deepEqual(
      outside.map(({ line }) => line),
      [],
    );
    const written = opened.filter(
      ({ rest }) => /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(rest) && !/"\/dev\/(?:null|tty)"/.test(rest),
    );
    assert.deepEqual(
      written.map(({ line }) => line),
      [],
    );
    const other = called.filter(({ name }) => !name.startsWith('open') && name !== 'execve');
    assert.deepEqual(
      other
        .filter(({ name, rest }) => name !== 'socket' || /AF_INET|AF_PACKET/.test(rest))
        .map(({ line }) => line),
      [],
    );
    // the launcher starts itself anew with the flags, and nothing else is started
    assert.ok(called.filter(({ name }) => name === 'execve').every(({ path }) => path === process.execPath));
  });
});
