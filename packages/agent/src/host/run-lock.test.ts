import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { throwsWith } from '../../test/support/assert-code.ts';
import { leftLock } from '../../test/support/left-lock.ts';
import { withoutLinks } from '../../test/support/patched-fs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { decodeLock } from './lock-holder.ts';
import { startOf } from './process-identity.ts';
import { lockRun } from './run-lock.ts';

test('a lock is held once a run, and let go', t => {
  const folder = scratch(t);
  const unlock = lockRun(folder, 'RUN');
  throwsWith('DESTINATION_BUSY', () => lockRun(folder, 'RUN'));
  lockRun(folder, 'ANOTHER')();
  const [name = ''] = readdirSync(join(folder, 'locks'));
  assert.match(name, /^[0-9a-f]{32}\.lock$/);
  const { host, pid } = decodeLock(readFileSync(join(folder, 'locks', name), 'utf8'));
  assert.deepEqual({ host, pid }, { host: hostname(), pid: process.pid });
  unlock();
  assert.deepEqual(readdirSync(join(folder, 'locks')), []);
  lockRun(folder, 'RUN')();
});

test('whose process is gone, or had our own id, is taken over; whom we cannot ask is believed', t => {
  const folder = scratch(t);
  const unlock = lockRun(folder, 'RUN');
  const path = join(folder, 'locks', readdirSync(join(folder, 'locks'))[0] ?? '');
  unlock();
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  for (const gone of [
    { pid: dead },
    { pid: process.pid, started: '1' },
    { pid: process.ppid, started: '1' },
  ]) {
    writeFileSync(path, leftLock(gone));
    lockRun(folder, 'RUN')();
    assert.deepEqual(readdirSync(join(folder, 'locks')), []);
  }
  const believed = [
    { pid: process.ppid, started: startOf(process.ppid) ?? '' },
    { pid: dead, host: 'another-host' },
    { pid: dead, numbers: 'pid:[1]' },
  ].map(leftLock);
  for (const alive of [...believed, `${hostname()} ${dead}\n`, '', 'rubbish']) {
    writeFileSync(path, alive);
    throwsWith('DESTINATION_BUSY', () => lockRun(folder, 'RUN'));
    assert.equal(readFileSync(path, 'utf8'), alive);
  }
});

test('a lock cannot put its own words on a terminal', t => {
  const folder = scratch(t);
  lockRun(folder, 'RUN')();
  const unlock = lockRun(folder, 'RUN');
  const [name = ''] = readdirSync(join(folder, 'locks'));
  unlock();
  writeFileSync(join(folder, 'locks', name), 'call\u001b[2J 12\n');
  assert.throws(() => lockRun(folder, 'RUN'), { message: 'process 12 on another host holds the lock' });
});

test('a file system without hard links has locks too', t => {
  withoutLinks(t);
  const folder = scratch(t);
  const unlock = lockRun(folder, 'RUN');
  throwsWith('DESTINATION_BUSY', () => lockRun(folder, 'RUN'));
  unlock();
});

test('letting go of what is gone already is no error', t => {
  const folder = scratch(t);
  const unlock = lockRun(folder, 'RUN');
  rmSync(join(folder, 'locks'), { recursive: true });
  unlock();
});
