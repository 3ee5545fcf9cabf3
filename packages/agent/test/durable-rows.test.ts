import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { KnownFile } from '../src/copy/known-files.ts';
import { attributesOf } from '../src/scan/file-attributes.ts';
import { rejectsWith } from './support/assert-code.ts';
import { MARKERS, manyFiles, SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, copyToAll } from './support/sealing.ts';

test('a copy tells of each of its files once, in the course of it, with what the journal keeps of it', async t => {
  const folder = scratch(t);
  const run = writeRun(folder, 'RUN', manyFiles(2500));
  const places = ['a', 'b'].map(name => join(folder, name));
  for (const place of places) mkdirSync(place);
  const told: KnownFile[] = [];
  let times = 0;
  await copyToAll(run, places, {
    onDurable: files => {
      times++;
      told.push(...files);
    },
  });
  assert.ok(times > 2);
  const expected = Object.keys(manyFiles(2500)).filter(path => !MARKERS.includes(path));
  assert.deepEqual(told.map(({ path }) => path).sort(), expected.sort());
  for (const { path, attributes, sha256, held } of told) {
    assert.deepEqual(attributes, attributesOf(lstatSync(join(run, path), { bigint: true })));
    assert.deepEqual(
      Buffer.from(sha256),
      createHash('sha256')
        .update(readFileSync(join(run, path)))
        .digest(),
    );
    assert.equal(held, 0b11);
  }
});

test('what a destination held before is not told of again', async t => {
  const folder = scratch(t);
  const run = writeRun(folder, 'RUN');
  const told: KnownFile[] = [];
  const onDurable = (files: Iterable<KnownFile>) => void told.push(...files);
  const path = 'InterOp/TileMetricsOut.bin';
  await copy(run, join(folder, 'a'), { onDurable });
  const known = told.splice(0).filter(file => file.path === path);
  await copy(run, join(folder, 'a'), { onDurable, known });
  assert.ok(told.length > 0);
  assert.ok(told.every(file => file.path !== path));
});

test('a file that changes after it was told of stays where it was copied to: who was told decides what becomes of it', async t => {
  const folder = scratch(t);
  const path = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';
  for (const isTold of [false, true]) {
    const name = isTold ? 'told' : 'untold';
    const run = writeRun(folder, name);
    const copying = copy(run, join(folder, 'a'), {
      ...(isTold && { onDurable: files => void [...files] }),
      beforeLastLook: async () => appendFileSync(join(run, path), 'more'),
    });
    await rejectsWith('SOURCE_CHANGED', copying);
    const there = join(folder, 'a', name, path);
    assert.equal(existsSync(there), isTold);
    if (isTold) assert.equal(readFileSync(there, 'latin1'), SMALL_RUN[path]);
    assert.equal(existsSync(join(folder, 'a', name, 'Custody')), false);
  }
});

test('where nothing more can be noted the copy ends, without its other files and without a seal', async t => {
  const folder = scratch(t);
  const run = writeRun(folder, 'RUN', manyFiles(6000));
  const error = new SeqwardenError('DESTINATION_FULL', 'injected');
  let told = 0;
  const copying = copy(run, join(folder, 'a'), {
    bytesPerSecond: 50_000,
    onDurable: files => {
      told += [...files].length;
      throw error;
    },
  });
  await assert.rejects(copying, error);
  assert.equal(told, 1000);
  const copied = readdirSync(join(folder, 'a', 'RUN'), { recursive: true, withFileTypes: true });
  assert.ok(copied.filter(entry => entry.isFile()).length < 6000);
  assert.equal(existsSync(join(folder, 'a', 'RUN', 'Custody')), false);
});
