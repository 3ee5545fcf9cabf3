import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { throwsWith } from '../../test/support/assert-code.ts';
import { withoutLinks } from '../../test/support/patched-fs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { lockRun } from './run-lock.ts';

test('a lock is held once a run, and let go', t => {
  const folder = scratch(t);
  const unlock = lockRun(folder, 'RUN');
  throwsWith('DESTINATION_BUSY', () => lockRun(folder, 'RUN'));
  lockRun(folder, 'ANOTHER')();
  const [name = ''] = readdirSync(join(folder, 'locks'));
  assert.match(name, /^[0-9a-f]{32}\.lock$/);
  assert.equal(readFileSync(join(folder, 'locks', name), 'utf8'), `${hostname()} ${process.pid}\n`);
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
  for (const gone of [`${hostname()} ${dead}\n`, `${hostname()} ${process.pid}\n`, `${hostname()} -1\n`]) {
    writeFileSync(path, gone);
    lockRun(folder, 'RUN')();
    assert.deepEqual(readdirSync(join(folder, 'locks')), []);
  }
  for (const alive of [`${hostname()} ${process.ppid}\n`, 'another-host 1\n', '', 'rubbish']) {
    writeFileSync(path, alive);
    throwsWith('DESTINATION_BUSY', () => lockRun(folder, 'RUN'));
    assert.equal(readFileSync(path, 'utf8'), alive);
  }
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
