import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { simulateRun } from '@seqwarden/simulator';
import { init } from '../../src/config/init.ts';
import { type Place, placesOf } from '../faults/support/places.ts';
import { scratch } from '../support/scratch.ts';

const CHILD = fileURLToPath(new URL('../support/agent-child.ts', import.meta.url));
const LISTENER = `data:text/javascript,import net from 'node:net';net.createServer().listen(LISTEN)`;

/** proc_pid_net(5): which column holds the state or the flags, which the inode, and what says that it listens or takes from anybody. */
const TABLES = [
  { name: 'tcp', state: 3, inode: 9, listens: (state: string) => state === '0A' },
  { name: 'tcp6', state: 3, inode: 9, listens: (state: string) => state === '0A' },
  // 07: not connected to anybody, so it takes from everybody
  { name: 'udp', state: 3, inode: 9, listens: (state: string) => state === '07' },
  { name: 'udp6', state: 3, inode: 9, listens: (state: string) => state === '07' },
  // __SO_ACCEPTCON
  {
    name: 'unix',
    state: 3,
    inode: 6,
    listens: (flags: string) => (Number.parseInt(flags, 16) & 0x10000) !== 0,
  },
];

/** The listening sockets of a process and of its children. */
function listeners(pid: number): string[] {
  const held = new Set(family(pid).flatMap(socketsOf));
  return TABLES.flatMap(({ name, state, inode, listens }) => {
    if (!existsSync(`/proc/${pid}/net/${name}`)) return [];
    const rows = readFileSync(`/proc/${pid}/net/${name}`, 'latin1').trimEnd().split('\n').slice(1);
    return rows
      .map(row => row.trim().split(/\s+/))
      .filter(row => held.has(row[inode] ?? '') && listens(row[state] ?? ''))
      .map(row => `${name} ${row[1]}`);
  });
}

/** How many TCP connections stand, so that the look is known to see sockets of this process. */
function connections(pid: number): number {
  const held = new Set(socketsOf(pid));
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').trimEnd().split('\n').slice(1);
  const parts = rows.map(row => row.trim().split(/\s+/));
  return parts.filter(row => held.has(row[9] ?? '') && row[3] === '01').length;
}

function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode === undefined ? [] : [inode];
    } catch {
      return [];
    }
  });
}

/** What writes to a folder has to end before it is taken away: what a test says last about its end is done last. */
class Work {
  readonly folder: string;
  readonly stop = new AbortController();
  child: ChildProcess | undefined;
  simulated: Promise<unknown> = Promise.resolve();

  constructor(t: TestContext) {
    t.after(async () => {
      this.stop.abort();
      const { child } = this;
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await this.simulated;
    });
    this.folder = scratch(t);
  }
}

/** An agent at work on a run that grows, started as the launcher starts it. */
async function atWork(
  work: Work,
  flags: readonly string[],
  places: readonly Place[] = [],
): Promise<ChildProcess & { readonly pid: number }> {
  const { folder } = work;
  for (const name of ['landing', 'a', 'b']) mkdirSync(join(folder, name));
  const config = join(folder, 'config');
  init(config, 'test', new Date('2023-01-01T00:00:00.000Z'));
  const args = [CHILD, folder, config, 'for-ever', JSON.stringify(places)];
  const child = spawn(process.execPath, [...flags, ...args], { stdio: 'ignore' });
  work.child = child;
  const grows = { model: 'miseq', lanes: 1, tiles: 1, cycles: 12, clusters: 20, paceSeconds: 0.2 };
  const { signal } = work.stop;
  work.simulated = simulateRun({ ...grows, out: join(folder, 'landing'), signal }).catch(() => {});
  for (let tries = 0; tries < 200; tries++) {
    if (readdirSync(join(folder, 'a')).some(name => !name.startsWith('.'))) break;
    await setTimeout(50);
  }
  assert.ok(
    readdirSync(join(folder, 'a')).some(name => !name.startsWith('.')),
    'it is at work',
  );
  const { pid } = child;
  assert.ok(pid !== undefined);
  return Object.assign(child, { pid });
}

test('I10: an agent at work on a growing run owns no listening socket, also after SIGUSR1', async t => {
  const child = await atWork(new Work(t), ['--disable-sigusr1']);
  for (let look = 0; look < 10; look++) {
    assert.deepEqual(listeners(child.pid), []);
    if (look === 3) child.kill('SIGUSR1');
    await setTimeout(50);
  }
  assert.equal(child.exitCode ?? child.signalCode, null, 'it is still at work');
});

test('I10: nor does it with transfers to S3 and SFTP under way', async t => {
  const work = new Work(t);
  const { folder } = work;
  const places = await placesOf(t, folder, ['s3', 'sftp']);
  if (places === undefined) return;
  const child = await atWork(work, ['--disable-sigusr1'], places);
  const [run = ''] = readdirSync(join(folder, 'landing'));
  const counts = async () => Promise.all(places.map(async ({ contents }) => (await contents(run)).size));
  const before = await counts();
  for (let look = 0; look < 200; look++) {
    assert.deepEqual(listeners(child.pid), []);
    if (look === 3) child.kill('SIGUSR1');
    if ((await counts()).every((count, at) => count > (before[at] ?? 0) + 3)) break;
    await setTimeout(50);
  }
  assert.ok(
    (await counts()).every((count, at) => count > (before[at] ?? 0)),
    'files came to both meanwhile',
  );
  assert.ok(connections(child.pid) >= 1, 'by connections of its own');
});

for (const [what, where] of [
  ['a TCP port', '0'],
  ['a Unix socket', '"\\0seqwarden-planted"'],
] as const) {
  test(`I10: the look finds ${what} where one is planted`, async t => {
    const child = await atWork(new Work(t), [
      '--import',
      LISTENER.replace('LISTEN', encodeURIComponent(where)),
    ]);
    assert.equal(listeners(child.pid).length, 1);
  });
}

test('I10: the look finds the debugger that SIGUSR1 opens where nobody forbade it', async t => {
  const child = await atWork(new Work(t), []);
  child.kill('SIGUSR1');
  for (let look = 0; look < 60 && listeners(child.pid).length === 0; look++) await setTimeout(50);
  assert.notEqual(listeners(child.pid).length, 0);
});
