import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyRun } from '../../src/copy/copy-run.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';
import { serverOrSkip, specOf } from '../support/ssh-server.ts';
import { contents } from '../support/tree.ts';

const COMMON = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };

test('a copy through a server onto the folder in which the run lies is refused, and the run stays as it is', async t => {
  const server = await serverOrSkip(t);
  if (server === undefined) return;
  const folder = scratch(t);
  const source = writeRun(join(folder, 'parent'), 'RUN');
  const other = join(folder, 'other');
  mkdirSync(other);
  const before = contents(source);
  const back = specOf(server, join(folder, 'parent'));
  await rejectsWith('DESTINATION_UNUSABLE', copyRun({ ...COMMON, source, destinations: [back] }));
  assert.deepEqual(contents(source), before);
  const destinations = [back, { kind: 'folder' as const, path: other }];
  const result = await copyRun({ ...COMMON, source, destinations });
  assert.deepEqual(
    result.destinations.map(({ outcome }) => outcome),
    ['failed', 'sealed'],
  );
  assert.deepEqual(contents(source), before);
  assert.deepEqual(readdirSync(other).toSorted(), ['.seqwarden', 'RUN']);
});
