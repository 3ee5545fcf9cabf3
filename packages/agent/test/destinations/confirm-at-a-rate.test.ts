import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type ConfirmWork, confirmRows } from '../../src/engine/confirm-rows.ts';
import { copyRows } from '../../src/engine/copy-rows.ts';
import type { Failure } from '../../src/engine/failure.ts';
import { FileTable, Outcome } from '../../src/engine/file-table.ts';
import { newShares } from '../../src/engine/shares.ts';
import { TableBuilder } from '../../src/engine/table-builder.ts';
import { closeRoot, openRoot } from '../../src/host/held-tree.ts';
import { sha256 } from '../../src/host/sha256.ts';
import { scratch } from '../support/scratch.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';

const CONTENT = Buffer.alloc(250_000, 'base calls ');

const AT_FIRST = connections();

/** Work for this very thread: two files of a run on a server. undefined: the test was marked as skipped. */
async function workOnServer(t: TestContext, bytesPerSecond: number): Promise<ConfirmWork | undefined> {
  const server = await serverOrSkip(t);
  if (server === undefined) return undefined;
  const folder = scratch(t);
  mkdirSync(join(folder, 'RUN'));
  const builder = new TableBuilder();
  for (const name of ['a', 'b']) {
    writeFileSync(join(folder, 'RUN', name), CONTENT);
    builder.file('', name);
  }
  const table = builder.build();
  for (const row of [0, 1]) table.setDigestHex(row, Buffer.from(sha256(CONTENT)).toString('hex'));
  const sink = { kind: 'sftp' as const, destination: specOf(server, folder), run: 'RUN' };
  return { kind: 'confirm', thread: 0, table: table.buffers, shares: newShares(2, 1), sink, bytesPerSecond };
}

test('a rate is kept without standing still: while a lane rests the thread answers its server and serves the others', async t => {
  const work = await workOnServer(t, 500_000);
  if (work === undefined) return;
  let turns = 0;
  const others = setInterval(() => turns++, 10);
  t.after(() => clearInterval(others));
  const failures: Failure[] = [];
  const started = performance.now();
  await confirmRows(work, failure => void failures.push(failure));
  const seconds = (performance.now() - started) / 1000;
  assert.deepEqual(failures, []);
  assert.deepEqual([...new FileTable(work.table).outcomes], [Outcome.done, Outcome.done]);
  assert.ok(seconds > 0.9, `${seconds} s`);
  assert.ok(turns > 30, `${turns} turns in ${seconds} s`);
});

test('a connection is closed although a defect ends the work, a second read as well as a copy', async t => {
  const confirm = await workOnServer(t, 0);
  if (confirm === undefined) return;
  const { table, sink } = confirm;
  const source = openRoot(scratch(t));
  t.after(() => closeRoot(source));
  const destinations = [{ sink, fresh: false, sealed: null }];
  const rest = { table, shares: newShares(2, 1), thread: 0, bytesPerSecond: 0 };
  // a row in a folder that the table does not have
  new Uint32Array(table.folderOf)[1] = 0xffff;
  await assert.rejects(
    confirmRows(confirm, () => {}),
    { code: 'INTERNAL' },
  );
  await closedAgain();
  writeFileSync(join(source.path, 'a'), CONTENT);
  new Uint8Array(table.outcomes)[0] = Outcome.pending;
  await assert.rejects(
    copyRows({ ...rest, kind: 'copy', source, destinations, whole: null, reread: false }, () => {}),
    { code: 'INTERNAL' },
  );
  assert.equal(new Uint8Array(table.outcomes)[0], Outcome.done, 'the connection was used');
  await closedAgain();
});

async function closedAgain(): Promise<void> {
  for (let tries = 0; connections() > AT_FIRST && tries < 50; tries++) await setTimeout(20);
  assert.equal(connections(), AT_FIRST);
}

/** Sockets that this process holds. */
function connections(): number {
  const isSocket = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  };
  return readdirSync('/proc/self/fd').filter(isSocket).length;
}
