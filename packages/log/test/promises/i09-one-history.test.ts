import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newLog, scratch } from '../support/logs.ts';
import { Observer } from '../support/observer.ts';
import { seeded } from '../support/random.ts';

/** How often a writer is killed; more by SEQWARDEN_KILLS, and then however long it takes. */
const KILLS = Number(process.env.SEQWARDEN_KILLS ?? 20);
const LONGEST_MS = process.env.SEQWARDEN_KILLS === undefined ? 15_000 : Number.POSITIVE_INFINITY;
const CHILD = fileURLToPath(new URL('../support/append-child.ts', import.meta.url));
/** So many that full tiles come often. */
const CALLERS = 50;

test('I9: wherever one of two writers is killed, the log never forks and loses no acknowledged entry', async t => {
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEQWARDEN_SEED=${seed}`);
  const random = seeded(seed);
  const { folder, key, pem, open } = await newLog(t);
  const place = scratch(t);
  writeFileSync(join(place, 'key.pem'), pem);
  const observer = new Observer(folder, key);
  const notes: string[] = [];
  const begin = (killAt: number | undefined) => {
    const name = `${notes.length}`;
    const file = join(place, `notes-${name}`);
    notes.push(file);
    const child = spawn(
      process.execPath,
      [CHILD, folder, join(place, 'key.pem'), file, name, String(CALLERS)],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...(killAt !== undefined && { SEQWARDEN_KILL_AT: String(killAt) }) },
      },
    );
    t.after(() => child.kill('SIGKILL'));
    return { child, file, ended: once(child, 'close') };
  };

  let other = begin(undefined);
  const end = performance.now() + LONGEST_MS;
  let kills = 0;
  for (; kills < KILLS && performance.now() < end; kills++) {
    // Half die at a step of theirs, half at any moment after their first answer; either while another one appends.
    const dying = begin(random(2) === 0 ? 1 + random(300) : undefined);
    await until(dying.child, observer, () => existsSync(dying.file));
    await until(dying.child, observer, () => answers(dying.file) > 0);
    const moment = performance.now() + random(60);
    await until(dying.child, observer, () => performance.now() > moment);
    dying.child.kill('SIGKILL');
    await dying.ended;
    if (random(3) > 0) continue;
    other.child.kill('SIGKILL');
    await other.ended;
    other = begin(undefined);
  }
  other.child.kill('SIGKILL');
  await other.ended;

  // The next one ends what they left.
  await (await open({ clock: Date.now })).close();
  const entries = await observer.requireOneHistory();
  let acknowledged = 0;
  for (const file of notes.filter(existsSync))
    acknowledged += await observer.requireAcknowledged(readFileSync(file, 'latin1'), entries);
  // Once more, with the checkpoints that stand in the proofs.
  await observer.requireOneHistory();
  assert.ok(acknowledged > kills);
  t.diagnostic(
    `${kills} kills, ${entries.length} entries, ${acknowledged} acknowledged, ${observer.count} checkpoints seen`,
  );
});

function answers(file: string): number {
  return existsSync(file)
    ? readFileSync(file, 'latin1')
        .split('\n')
        .filter(line => line.startsWith('done ')).length
    : 0;
}

/** Until something is so, or the process is dead; meanwhile the observer looks. */
async function until(child: ChildProcess, observer: Observer, isSo: () => boolean): Promise<void> {
  while (child.exitCode === null && child.signalCode === null && !isSo()) {
    observer.look();
    await pause(2);
  }
}
