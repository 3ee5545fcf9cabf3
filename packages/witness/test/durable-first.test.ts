import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { consistency, history, TestLog } from './support/test-log.ts';
import { newState, requestOf, scratch, send, serving } from './support/witness-process.ts';

test('the record is on the disk before a cosignature leaves the process', async t => {
  if (toolOrSkip(t, 'strace') === undefined) return;
  const log = new TestLog();
  const { state } = newState(t, [log.vkey]);
  const { child, url, stop } = await serving(t, state);
  const trace = join(scratch(t), 'trace');
  const calls = ['-e', 'trace=fsync,fdatasync,write,writev,sendto,sendmsg', '-s', '24'];
  const strace = spawn('strace', ['-f', '-y', '-q', ...calls, '-o', trace, '-p', `${child.pid}`]);
  t.after(() => strace.kill('SIGKILL'));
  await once(strace, 'spawn');
  await sleep(500);
  for (const [old, size] of [
    [0, 1],
    [1, 4],
    [4, 6],
  ] as const) {
    const request = requestOf(old, consistency(history(size), old), await log.checkpoint(history(size)));
    assert.equal((await send(url, request)).status, 200);
  }
  await stop();
  await once(strace, 'close');
  const steps = readFileSync(trace, 'latin1')
    .split('\n')
    .flatMap(line => {
      if (/f(?:data)?sync\(\d+<[^>]*witness\.sqlite-wal>\)\s*= 0|fdatasync resumed.*= 0/.test(line))
        return ['flushed'];
      return /HTTP\/1\.1 200/.test(line) ? ['answered'] : [];
    });
  const answers = steps.flatMap((step, at) => (step === 'answered' ? [at] : []));
  assert.equal(answers.length, 3);
  for (const [nth, at] of answers.entries())
    assert.ok(steps.slice(nth === 0 ? 0 : answers[nth - 1], at).includes('flushed'), steps.join(' '));
});
