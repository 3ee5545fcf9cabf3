import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { confirmRun } from '../../src/copy/confirm-run.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { writeRun } from '../support/runs.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST, verify } from '../support/sealing.ts';
import { below, contents } from '../support/tree.ts';

test('one read feeds a folder and an object store: the same bytes, one seal, and both are confirmed', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const place = await placeAtS3(store.swift.endpoint, store.account);
  await place.destination.close();
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const here = join(folder, 'here');
  mkdirSync(here);
  const destinations = [{ kind: 'folder' as const, path: here }, place.spec];
  const common = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };
  const copied = await copyRun({ ...common, source, destinations });
  assert.deepEqual(
    copied.destinations.map(({ outcome, written, failures }) => [outcome, written, failures]),
    [
      ['sealed', copied.files, []],
      ['sealed', copied.files, []],
    ],
  );
  assert.equal((await verify(join(here, 'RUN'))).verdict.answer, 'unchanged');
  const files = contents(join(here, 'RUN')).filter(line => !line.endsWith(' folder'));
  const names = await place.elsewhere.names('RUN');
  assert.equal(names.length, files.length);
  for (const name of names)
    assert.deepEqual(
      Buffer.from((await place.elsewhere.read('RUN', name)) ?? []),
      readFileSync(below(join(here, 'RUN'), name)),
      name,
    );
  for (const destination of destinations)
    assert.equal((await confirmRun({ ...common, destination, run: 'RUN' })).failed, 0);

  // A name that the one can hold and the other cannot is refused there, by name, and stops nothing else.
  const another = writeRun(join(folder, 'source'), 'ANOTHER');
  writeFileSync(below(another, 'a\xffb'), 'no text');
  const result = await copyRun({ ...common, source: another, destinations });
  assert.deepEqual(
    result.destinations.map(({ outcome, failures }) => [
      outcome,
      ...failures.map(({ code, path }) => `${code} ${path}`),
    ]),
    [['sealed'], ['failed', 'NAME_UNSUPPORTED a\xffb']],
  );
  assert.deepEqual(await place.elsewhere.names('ANOTHER'), []);
});
