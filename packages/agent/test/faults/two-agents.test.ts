import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runKey } from '../../src/host/run-key.ts';
import { takeLease } from '../../src/service/lease/lease-file.ts';
import { seeded } from '../support/random.ts';
import { Round } from './support/round.ts';

const PLAN = { model: 'nextseq-500', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };

for (const looks of [3, 15])
  test(`of two agents on one root one works; it dies after ${looks} looks, the other takes over, and there is one seal`, async t => {
    const round = await Round.open(t, { plan: PLAN, kinds: ['folder', 'sftp'], random: seeded(looks) });
    if (round === undefined) return;
    const working: ChildProcess[] = [];
    let atDeath = 0;
    // The one that waits looks once for each look of the one that works.
    let turn = Promise.withResolvers<void>();
    const agent = () =>
      round.agent({
        idle: async (count, child) => {
          if (working[0] !== child && atDeath === 0) return void (await turn.promise);
          turn.resolve();
          turn = Promise.withResolvers();
          if (atDeath === 0 && count >= looks && working[0] === child) {
            atDeath = working.length;
            child.kill('SIGKILL');
          }
          return undefined;
        },
        event: (said, child) => {
          if (said.event === 'started') working.push(child);
        },
      });
    const ended = await Promise.all([agent(), agent()]);
    assert.deepEqual(ended.map(({ signal }) => signal ?? 'in order').sort(), ['SIGKILL', 'in order']);
    assert.equal(atDeath, 1, 'while the first one lived the second one waited');
    assert.equal(working.length, 2);
    assert.ok(round.count('sealed') <= 1);
    await round.requireNothingElse();
    await round.requireWhole();
  });

test('an agent that finds the state folder in use by another host ends, and says so', async t => {
  const round = await Round.open(t, { plan: PLAN, kinds: ['folder'], random: seeded(1) });
  if (round === undefined) return;
  const elsewhere = { host: 'a'.repeat(32), boot: 'boot', numbers: 'pid:[1]', pid: 1, started: '1' };
  mkdirSync(round.state, { mode: 0o700 });
  takeLease(join(round.state, 'leases'), 'journal', elsewhere);
  await assert.rejects(round.agent(), /AGENT_OTHER_HOST/);
  assert.equal((await round.places[0]?.contents(round.instrument.name))?.size, 0);
});

for (const kind of ['folder', 'sftp'] as const)
  test(`${kind}: a run that another host works on there is left alone until that one lets go, and copied elsewhere meanwhile`, async t => {
    const other = kind === 'folder' ? 'sftp' : 'folder';
    const round = await Round.open(t, { plan: PLAN, kinds: [kind, other], random: seeded(2) });
    if (round === undefined) return;
    const locks = join(round.folder, `at-${kind}`, '.seqwarden', 'locks');
    const lock = join(locks, `${runKey(round.instrument.name)}.lock`);
    mkdirSync(locks, { recursive: true });
    writeFileSync(lock, `other-than-${hostname()} ${process.pid}\n`);
    let leftAlone = 0;
    await round.agent({
      idle: async () => {
        if (round.count('confirmed') !== 1 || leftAlone++ > 0) return undefined;
        assert.equal((await round.places[0]?.contents(round.instrument.name))?.size, 0);
        rmSync(lock);
        return undefined;
      },
    });
    assert.ok(leftAlone > 0);
    assert.equal(round.count('destination-down'), 0);
    await round.requireWhole();
  });
