import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOutput } from '../../src/events/command-output.ts';
import { reasonOf } from '../../src/events/output.ts';
import { eventJson, stampEvent } from '../../src/events/stamped-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-command-'));
after(() => rmSync(folder, { recursive: true }));
const EVENT = stampEvent({ event: 'alarm', run: '$(id) `id` ; id', code: 'CONFLICT' }, new Date(0), 'an-id');

async function outcome(run: readonly [string, ...string[]], timeLimitMs = 5000): Promise<string | undefined> {
  const output = commandOutput({ name: 'command-1', run, events: '*', timeLimitMs });
  try {
    await output.send([EVENT], new AbortController().signal);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

describe('a command', () => {
  it('gets the event on standard input and its arguments as they are, without a shell', async () => {
    const [into, args] = [join(folder, 'stdin'), join(folder, 'args')];
    const script = 'cat > "$1"; printf "%s\\n" "$@" > "$2"';
    assert.equal(await outcome(['/bin/sh', '-c', script, 'sh', into, args, '$(id); *']), undefined);
    assert.equal(readFileSync(into, 'utf8'), `${eventJson(EVENT)}\n`);
    assert.equal(readFileSync(args, 'utf8').split('\n')[2], '$(id); *');
  });

  it('sees nothing of the environment but PATH', async () => {
    const into = join(folder, 'environment');
    process.env.SEQWARDEN_TEST_SECRET = 'hunter2';
    assert.equal(await outcome(['/bin/sh', '-c', `env > ${into}`]), undefined);
    delete process.env.SEQWARDEN_TEST_SECRET;
    const names = readFileSync(into, 'utf8')
      .split('\n')
      .map(line => line.split('=')[0]);
    assert.deepEqual(
      names.filter(name => !['PATH', 'PWD', 'SHLVL', '_', 'OLDPWD', ''].includes(name ?? '')),
      [],
    );
  });

  it('fails by its exit code, by a signal, and when it is not there', async () => {
    assert.equal(await outcome(['/bin/sh', '-c', 'exit 3']), 'EXIT_3');
    assert.equal(await outcome(['/bin/sh', '-c', 'kill -9 $$']), 'KILLED_SIGKILL');
    assert.equal(await outcome([join(folder, 'missing')]), 'ENOENT');
  });

  it('need not read its input', async () => {
    assert.equal(await outcome(['/bin/true']), undefined);
  });

  it('is killed at the time limit with what it started', async () => {
    const pid = join(folder, 'pid');
    assert.equal(await outcome(['/bin/sh', '-c', `sleep 60 & echo $! > ${pid}; wait`], 300), 'TIMEOUT');
    await sleep(50);
    const state = spawnSync('ps', ['-o', 'stat=', '-p', readFileSync(pid, 'utf8').trim()], {
      encoding: 'utf8',
    });
    assert.match(state.stdout.trim(), /^(Z.*)?$/);
  });
});
