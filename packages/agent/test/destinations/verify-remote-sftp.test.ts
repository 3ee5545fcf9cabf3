import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

test('a run on a server that only reads verifies there, and nothing is tried to be written', async t => {
  if ((await serverOrSkip(t)) === undefined) return;
  const folder = scratch(t);
  mkdirSync(join(folder, 'server'));
  const server = await SshServer.start(join(folder, 'server'), { sftp: '-R -l VERBOSE' });
  beforeRemoving(folder, () => server.killNow());
  process.env.XDG_CONFIG_HOME = server.config;
  const archive = join(folder, 'archive');
  await copy(writeRun(folder, 'RUN'), archive);
  // Where nobody ever copied to: the place has no identity, and gets none.
  rmSync(join(archive, '.seqwarden'), { recursive: true });

  const before = fingerprints(archive);
  const address = `sftp://${server.user}@${server.host}:${server.port}${archive}`;
  const { verdict, unchanged } = await verifyAt(`${address}/RUN`);
  assert.deepEqual([verdict.exit, verdict.codes, unchanged], [0, [], 8]);
  assert.deepEqual(fingerprints(archive), before);
  assert.doesNotMatch(server.log, /refus|denied|Permission/i);
  await rejectsWith('RUN_NOT_FOUND', verifyAt(`${address}/ANOTHER`));
  writeFileSync(join(archive, 'FILE'), '');
  await rejectsWith('RUN_NOT_A_FOLDER', verifyAt(`${address}/FILE`));
});
