import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openS3 } from '../../src/destinations/s3/open-s3.ts';
import { bagTools, copyOf, takeBag } from '../service/bag.ts';
import { SMALL_RUN, writeRun } from '../support/runs.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';

const FILES = ['InterOp/TileMetricsOut.bin', 'SampleSheet.csv'];

test('a store that falls silent holds up a file at another place for one silence, and the next one not at all', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const proxy = await startProxy(store.swift, new ChecksumBook());
  t.after(() => proxy.stop());
  const { spec, destination } = await placeAtS3(proxy.endpoint, store.account);
  await destination.close();
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  const here = join(folder, 'here');
  mkdirSync(here);
  const bucket = await openS3(spec, { idleMs: 500 });
  t.after(() => bucket.close());
  const run = await bucket.openRun('RUN', true);
  assert.ok(run !== undefined);
  const { tools, noted } = await bagTools(t, source, 'RUN', [here]);
  const places = new Map([...tools.places, [1, { run, reread: false }]]);

  proxy.asked.length = 0;
  proxy.faultOf = () => ({ kind: 'silent' });
  const begun = performance.now();
  const bag = FILES.map(path => copyOf(path, SMALL_RUN[path], 0b11));
  const { failed } = await takeBag({ ...tools, places }, bag);
  const ms = performance.now() - begun;
  assert.deepEqual(
    [...failed].map(([slot, { code }]) => [slot, code]),
    [[1, 'DESTINATION_DOWN']],
  );
  assert.deepEqual(
    noted.map(({ path, held }) => [path, held]),
    FILES.map(path => [path, 0b01]),
  );
  for (const path of FILES)
    assert.deepEqual(readFileSync(join(here, 'RUN', path)), readFileSync(join(source, path)));
  assert.equal(proxy.asked.length, 1);
  assert.ok(ms < 10_000, `${ms} ms`);
});
