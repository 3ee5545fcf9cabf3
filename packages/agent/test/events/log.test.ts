import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';

const SOURCE = join(import.meta.dirname, '..', '..', 'src', 'events');

const NO_PIPES = process.platform !== 'linux' && 'needs /proc and a POSIX shell';

/** Emits `count` events to standard error, then writes to standard output how long emitting took. */
const PROGRAM = (count: number) => `
  import { Dispatcher } from '${SOURCE}/dispatcher.ts';
  import { logOutput } from '${SOURCE}/log-output.ts';
  const dispatcher = new Dispatcher([logOutput()]);
  const before = performance.now();
  for (let files = 0; files < ${count}; files++) {
    dispatcher.emit({ event: 'addendum', run: 'R', files });
    if (files % 100 === 0) await new Promise(resolve => setTimeout(resolve, 1));
  }
  process.stdout.write(String(performance.now() - before));
  await dispatcher.close(500);
  process.exit(0);
`;

const ARGS = (count: number) => ['--input-type=module-typescript', '-e', PROGRAM(count)];

describe('the log', () => {
  it('is one line of JSON for each event, in order', async () => {
    const child = spawn(process.execPath, ARGS(900), { stdio: 'pipe' });
    const [log] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    const files = log
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).files);
    assert.deepEqual(
      files,
      Array.from({ length: 900 }, (_, index) => index),
    );
  });

  it('holds up neither the work nor its end when its reader hangs', { skip: NO_PIPES }, async () => {
    const script = '{ { "$@" 2>&1 >&3; echo " ended $?" >&3; } | sleep 20; } 3>&1';
    const child = spawn('/bin/sh', ['-c', script, 'sh', process.execPath, ...ARGS(10_000)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const before = performance.now();
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (said.includes('ended')) break;
    }
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    assert.match(said, / ended 0$/m);
    assert.ok(Number.parseFloat(said) < 10_000, said);
    assert.ok(performance.now() - before < 15_000);
  });
});
