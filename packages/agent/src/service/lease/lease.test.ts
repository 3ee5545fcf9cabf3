import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { throwsWith } from '../../../test/support/assert-code.ts';
import { scratch } from '../../../test/support/scratch.ts';
import { decideLease, type LeaseHolder } from './lease.ts';
import { takeLease, thisProcess } from './lease-file.ts';

const ME: LeaseHolder = { host: 'h', boot: 'b', numbers: 'n', pid: 10, started: '100' };
const OTHER = { ...ME, pid: 11, started: '90' };
const running = (pid: number) => (pid === 11 ? '90' : undefined);

test('who holds a lease is told apart by machine, start and process', () => {
  assert.equal(decideLease(undefined, ME, running), 'take');
  assert.equal(decideLease(ME, ME, running), 'mine');
  assert.equal(decideLease(OTHER, ME, running), 'wait');
  assert.equal(decideLease({ ...OTHER, pid: 12 }, ME, running), 'take over', 'a dead process');
  assert.equal(
    decideLease({ ...OTHER, started: '80' }, ME, running),
    'take over',
    'its number was given to another',
  );
  assert.equal(decideLease({ ...ME, started: '99' }, ME, running), 'take over', 'its number was given to us');
  assert.equal(
    decideLease({ ...OTHER, boot: 'earlier' }, ME, running),
    'take over',
    'the machine was restarted',
  );
  assert.equal(decideLease({ ...OTHER, host: 'other' }, ME, running), 'refuse');
  assert.equal(
    decideLease({ ...OTHER, host: 'other', boot: 'x' }, ME, running),
    'refuse',
    'another machine, restarted',
  );
  assert.equal(decideLease({ ...OTHER, numbers: 'container' }, ME, running), 'refuse');
  assert.equal(
    decideLease({ ...OTHER, started: '' }, ME, running),
    'wait',
    'starts are not known everywhere',
  );
});

test('a lease is taken once, and again when it was let go', t => {
  const folder = scratch(t);
  const letGo = takeLease(folder, '/landing');
  throwsWith('AGENT_BUSY', () => takeLease(folder, '/landing', { ...thisProcess(), pid: 1, started: 'x' }));
  takeLease(folder, '/another')();
  letGo();
  takeLease(folder, '/landing', OTHER);
});

test('a lease names no machine, and no path', t => {
  const folder = scratch(t);
  takeLease(folder, '/landing/of the lab');
  const [name = ''] = readdirSync(folder);
  assert.match(name, /^[0-9a-f]{32}\.lease$/);
  assert.match(readFileSync(join(folder, name), 'latin1'), /^[0-9a-f]{32} [0-9a-z-]+ \S+ \d+ \d*\n$/);
});

test('another machine is noticed and refused, and so is what nobody can read', t => {
  const folder = scratch(t);
  takeLease(folder, '/landing', OTHER);
  throwsWith('AGENT_OTHER_HOST', () => takeLease(folder, '/landing'));
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), '');
  throwsWith('AGENT_OTHER_HOST', () => takeLease(folder, '/landing'));
});

test('who lets go late takes nothing from who holds it now', t => {
  const folder = scratch(t);
  const letGo = takeLease(folder, '/landing');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), 'h b n 1 1\n');
  letGo();
  assert.deepEqual(readdirSync(folder), [name]);
});

test('of two processes one works, and the other takes over when it is killed', async t => {
  const folder = scratch(t);
  const program = `
    const { takeLease } = await import(${JSON.stringify(join(import.meta.dirname, 'lease-file.ts'))});
    takeLease(${JSON.stringify(folder)}, '/landing');
    console.log('taken');
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  throwsWith('AGENT_BUSY', () => takeLease(folder, '/landing'));
  other.kill('SIGKILL');
  await once(other, 'exit');
  takeLease(folder, '/landing');
  assert.equal(readdirSync(folder).length, 1);
});
