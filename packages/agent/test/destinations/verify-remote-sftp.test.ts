import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseRunAddress, type VerifyResult, verifyRemote } from '../../src/verify/index.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { writeRun } from '../support/runs.ts';
import { beforeRemoving, scratch } from '../support/scratch.ts';
import { copy, TRUST } from '../support/sealing.ts';
import { SshServer, serverOrSkip } from '../support/ssh-server.ts';
import { fingerprints } from '../support/tree.ts';

function verifyAt(text: string): Promise<VerifyResult> {
  const address = parseRunAddress(text);
  assert.ok(address !== undefined);
  return verifyRemote(address, { trust: TRUST });
}

/** A sealed run at a place where nobody ever copied to: it has no identity, and gets none. */
async function archiveIn(folder: string): Promise<string> {
  const archive = join(folder, 'archive');
  await copy(writeRun(folder, 'RUN'), archive);
  rmSync(join(archive, '.seqwarden'), { recursive: true });
  return archive;
}

async function assertOnlyRead({ user, host, port }: SshServer, archive: string): Promise<void> {
  const before = fingerprints(archive);
  const address = `sftp://${user}@${host}:${port}${archive}`;
  const { verdict, unchanged } = await verifyAt(`${address}/RUN`);
  assert.deepEqual([verdict.exit, verdict.codes, unchanged], [0, [], 8]);
  await rejectsWith('RUN_NOT_FOUND', verifyAt(`${address}/ANOTHER`));
  await rejectsWith('DESTINATION_UNUSABLE', verifyAt(`${address}/ANOTHER/RUN`));
  assert.deepEqual(fingerprints(archive), before);
}

test('where it could write, verify writes nothing: no identity, no lock, nothing tried out', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const archive = await archiveIn(scratch(t));
  await assertOnlyRead(server, archive);
  writeFileSync(join(archive, 'FILE'), '');
  const address = `sftp://${server.user}@${server.host}:${server.port}${archive}`;
  await rejectsWith('RUN_NOT_A_FOLDER', verifyAt(`${address}/FILE`));
});

test('a server that only reads is enough', async t => {
  const account = await serverOrSkip(t);
  if (account === undefined) return;
  const folder = scratch(t);
  mkdirSync(join(folder, 'server'));
  const server = await SshServer.start(join(folder, 'server'), { sftp: '-R' });
  beforeRemoving(folder, () => server.killNow());
  // Threads of this file may be running already, with the configuration of the other server.
  server.authorize(readFileSync(`${account.userKey}.pub`, 'utf8'));
  appendFileSync(account.knownHosts, server.hostLine);
  await assertOnlyRead(server, await archiveIn(folder));
});
