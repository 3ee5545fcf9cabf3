import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrorCode } from '@seqwarden/proof';
import { addSignature } from '@seqwarden/proof/log';
import { main } from '../src/main.ts';
import { history, TestLog } from './support/test-log.ts';
import { LAUNCHER, newState, requestOf, say, scratch, send, serving } from './support/witness-process.ts';

/** What the command says when it refuses, and its exit code. */
async function refused(t: { mock: typeof import('node:test').mock }, ...args: string[]) {
  let said = '';
  const write = t.mock.method(process.stderr, 'write', (text: string) => {
    said += text;
    return true;
  });
  const code = await main(args);
  write.mock.restore();
  const [, name] = /\[([A-Z_]+)\]/.exec(said) ?? [];
  return { code, name, said };
}

const isRoot = process.getuid?.() === 0;

test('init makes a key for this account alone, and prints the verifier key', t => {
  const state = join(scratch(t), 'state');
  const vkey = say('init', '--name', 'witness.test/w1', '--state', state);
  assert.match(vkey, /^witness\.test\/w1\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}\n$/);
  assert.equal(readFileSync(join(state, 'witness.vkey'), 'utf8'), vkey);
  assert.equal(statSync(state).mode & 0o777, 0o700);
  assert.equal(statSync(join(state, 'witness-key.pem')).mode & 0o777, 0o600);
  const pem = readFileSync(join(state, 'witness-key.pem'), 'utf8');
  assert.match(pem, /^-----BEGIN PRIVATE KEY-----\n/);
  assert.doesNotMatch(vkey, new RegExp(pem.split('\n')[1] ?? 'x'));
});

test('a key is never replaced', async t => {
  const { state } = newState(t, []);
  const before = readFileSync(join(state, 'witness-key.pem'));
  assert.equal((await refused(t, 'init', '--name', 'other', '--state', state)).name, 'KEY_EXISTS');
  assert.deepEqual(readFileSync(join(state, 'witness-key.pem')), before);
  rmSync(join(state, 'witness.sqlite'));
  assert.equal((await refused(t, 'init', '--name', 'other', '--state', state)).name, 'KEY_EXISTS');
  assert.ok(!existsSync(join(state, 'witness.sqlite')), 'and no record is made for it');
});

test('add-log takes the key of a log once, and nothing else', async t => {
  const { state } = newState(t, []);
  const log = new TestLog();
  for (let time = 0; time < 2; time++) say('add-log', log.vkey, '--state', state);
  assert.equal(readFileSync(join(state, 'logs'), 'utf8'), `${log.vkey}\n`);
  const own = readFileSync(join(state, 'witness.vkey'), 'utf8').trim();
  for (const bad of ['', 'log', log.vkey.slice(0, -2), own])
    assert.equal((await refused(t, 'add-log', bad, '--state', state)).name, 'LOG_KEY_UNUSABLE', bad);
  assert.equal(readFileSync(join(state, 'logs'), 'utf8'), `${log.vkey}\n`);
});

test('a state that others can read, or that is damaged, is refused', async t => {
  const serve = (state: string) =>
    refused(t, 'serve', '--state', state, '--listen', '127.0.0.1:0', '--as-root');
  const change: readonly (readonly [ErrorCode, (state: string) => void])[] = [
    ['KEY_PERMISSIONS', state => chmodSync(join(state, 'witness-key.pem'), 0o640)],
    ['WITNESS_STATE_UNUSABLE', state => chmodSync(state, 0o750)],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'witness-key.pem'), 'no key')],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'witness.vkey'), new TestLog().vkey)],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'logs'), 'no key\n')],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'logs'), new TestLog().vkey)],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'witness.sqlite'), 'no database at all')],
    ['WITNESS_STATE_UNUSABLE', state => writeFileSync(join(state, 'witness.sqlite'), '')],
    ['WITNESS_STATE_UNUSABLE', state => rmSync(join(state, 'witness.sqlite'))],
  ];
  for (const [code, damage] of change) {
    const { state } = newState(t, []);
    damage(state);
    assert.equal((await serve(state)).name, code, damage.toString());
  }
  assert.equal((await serve(join(scratch(t), 'nothing'))).name, 'WITNESS_STATE_UNUSABLE');
});

test('nothing that is printed moves a cursor or turns a line around', async t => {
  const log = new TestLog();
  const { state } = newState(t, [log.vkey]);
  const { url, stop } = await serving(t, state);
  await send(url, requestOf(0, [], await log.checkpoint(history(1))));
  const name = 'a\u202eb\u009b31m';
  const shown = addSignature(await log.checkpoint(history(1, 'b')), {
    name,
    keyId: 1,
    signature: new Uint8Array(8),
  });
  assert.equal((await send(url, requestOf(1, [], shown))).status, 409);
  await stop();
  const printed = say('show', '--state', state);
  assert.doesNotMatch(printed, /[\u202e\u009b]/);
  assert.ok(JSON.parse(printed).evidence[0].request.includes(name), 'the document says the same');
});

test('wrong usage is exit code 2, and so are an address that is none and a host name', async t => {
  const { state } = newState(t, []);
  const bad = [
    [],
    ['sign'],
    ['constructor'],
    ['init', '--state', state],
    ['init', '--name', 'x'],
    ['serve'],
    ['serve', 'more', '--state', state],
    ['add-log', '--state', state],
    ['serve', '--state', state, '--key', 'secret'],
    ...['localhost:8480', '8480', ':8480', '127.0.0.1', '1.2.3.4:99999', '::1:80', '[127.0.0.1]:80'].map(
      address => [...['serve', '--state', state, '--as-root', '--listen', address]],
    ),
  ];
  for (const args of bad) {
    const { code, name } = await refused(t, ...args);
    assert.deepEqual({ code, name }, { code: 2, name: 'USAGE' }, args.join(' '));
  }
  const elsewhere = ['--listen', '192.0.2.1:8480', '--as-root'];
  assert.equal((await refused(t, 'serve', '--state', state, ...elsewhere)).name, 'WITNESS_ADDRESS');
});

test('as root it serves only when that is said', { skip: !isRoot && 'needs to be root' }, async t => {
  const { state } = newState(t, []);
  const { name, said } = await refused(t, 'serve', '--state', state);
  assert.equal(name, 'USAGE');
  assert.match(said, /--as-root/);
});

test('the launcher knows its help, by either way to ask', () => {
  for (const args of [
    ['help', 'witness'],
    ['witness', '--help'],
    ['witness', 'help'],
  ]) {
    const { stdout, status } = spawnSync(process.execPath, [LAUNCHER, ...args], { encoding: 'utf8' });
    assert.equal(status, 0);
    assert.match(stdout, /^usage: seqwarden witness init/);
  }
});
