import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { confirmRun } from '../../src/copy/confirm-run.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { manyFiles, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST, verify } from '../support/sealing.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';
import { contents } from '../support/tree.ts';

test('one read feeds a folder and an SFTP server, in lanes: the same bytes, one seal, and both are confirmed', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', { ...manyFiles(300), ...SMALL_RUN });
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  for (const destination of [here, there]) mkdirSync(destination);
  const destinations = [{ kind: 'folder' as const, path: here }, specOf(server, there)];
  const common = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };
  const copied = await copyRun({ ...common, source, destinations });
  assert.deepEqual(
    copied.destinations.map(({ outcome, written, failures }) => [outcome, written, failures]),
    [
      ['sealed', copied.files, []],
      ['sealed', copied.files, []],
    ],
  );
  assert.deepEqual(contents(join(there, 'RUN')), contents(join(here, 'RUN')));
  assert.equal((await verify(join(there, 'RUN'))).verdict.answer, 'unchanged');
  for (const destination of destinations) {
    const { failed, files } = await confirmRun({ ...common, destination, run: 'RUN' });
    assert.deepEqual([failed, files], [0, copied.files]);
  }
  const again = await copyRun({ ...common, source, destinations });
  assert.deepEqual(
    again.destinations.map(({ outcome, written }) => [outcome, written]),
    [
      ['present', 0],
      ['present', 0],
    ],
  );
});
