import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeIdat } from '../test/make-idat.ts';
import { memoryRun } from '../test/memory-run.ts';
import { InflateBudget, readGzippedIdat } from './idat-gzip.ts';
import { inspectIdat } from './inspect-idat.ts';
import type { RunFolder } from './run-folder.ts';
import { Warnings } from './warnings.ts';

const MIB = 1024 * 1024;

/** A chip folder of these files, twelve positions of two colours a chip; how many bytes were read of it is counted. */
function chipFolder(contents: readonly Uint8Array[]) {
  const files: Record<string, Uint8Array> = {};
  contents.forEach((content, at) => {
    const position = `R${`${(Math.floor(at / 2) % 12) + 1}`.padStart(2, '0')}C01`;
    files[`${204000000001 + Math.floor(at / 24)}_${position}_${at % 2 === 0 ? 'Grn' : 'Red'}.idat.gz`] =
      content;
  });
  const inMemory = memoryRun(files);
  const read = { whole: 0, bytes: 0 };
  const run: RunFolder = {
    ...inMemory,
    async read(path, limit) {
      const bytes = await inMemory.read(path, limit);
      read.whole++;
      read.bytes += bytes?.length ?? 0;
      return bytes;
    },
    async readRange(path, offset, length) {
      const bytes = await inMemory.readRange(path, offset, length);
      read.bytes += bytes?.length ?? 0;
      return bytes;
    },
  };
  return { run, read };
}

async function inspected(contents: readonly Uint8Array[], limits: Partial<InflateBudget> = {}) {
  const { run, read } = chipFolder(contents);
  const budget = Object.assign(new InflateBudget(), limits);
  const warnings = new Warnings();
  const { completion, identity } = await inspectIdat(run, [...run.files()], warnings, budget);
  const codes = warnings.list.map(({ code }) => code);
  return { rule: completion.rule, version: identity.software.control.version.value, codes, read, budget };
}

const plain = makeIdat();
const zipped = gzipSync(plain);

test('while the budget lasts a gzipped file is inflated whole, and paid for', async () => {
  const { rule, version, codes, read, budget } = await inspected([zipped, zipped]);
  assert.deepEqual([rule, version, codes], ['idat-pairs-whole', '3.5.0.2', []]);
  assert.equal(read.whole, 2);
  const full = new InflateBudget();
  assert.equal(full.compressed - budget.compressed, 2 * zipped.length);
  assert.equal(full.inflated - budget.inflated, 2 * plain.length);
});

test('beyond it the first bytes and the length tell whether a file can be whole, and a warning says so', async () => {
  for (const limits of [{ compressed: zipped.length }, { inflated: plain.length }]) {
    const { rule, version, codes, read } = await inspected([zipped, zipped, zipped, zipped], limits);
    assert.deepEqual([rule, version, codes], ['idat-pairs-whole', '3.5.0.2', ['IDAT_PARTLY_READ']]);
    assert.equal(read.whole, 1);
  }
});

test('beyond it, too, a file that was cut off before or after it was gzipped is damaged', async () => {
  // The first bytes tell where each text begins, not where the last one ends.
  for (const damaged of [
    zipped.subarray(0, zipped.length - 2),
    zipped.subarray(0, 100),
    zipped.subarray(0, 10),
    zipped.subarray(0, 0),
    gzipSync(plain.subarray(0, plain.length - 190)),
    plain,
  ]) {
    const { rule, codes } = await inspected([zipped, damaged], { compressed: zipped.length });
    assert.deepEqual([rule, codes], ['idat-not-whole', ['IDAT_DAMAGED']]);
  }
});

test('of many files that inflate to more than any chip has, two are inflated, each not to its end', async () => {
  const bomb = gzipSync(Buffer.alloc(90 * MIB));
  const { rule, codes, read, budget } = await inspected(Array.from({ length: 100 }, () => bomb));
  assert.equal(rule, 'idat-not-whole');
  assert.deepEqual(
    codes,
    Array.from({ length: 100 }, () => 'IDAT_DAMAGED'),
  );
  assert.equal(budget.inflated, 0);
  assert.equal(read.whole, 2);
  assert.ok(read.bytes <= 2 * bomb.length + 98 * 1028, `${read.bytes}`);
});

test('of many files that cost much to inflate and hold nothing, forty MiB are taken in', async () => {
  // A block of nothing, and a flush: five bytes that inflate to none.
  const nothing = Buffer.alloc(5 * MIB, Buffer.from([0, 0, 0, 0xff, 0xff]));
  const header = gzipSync('').subarray(0, 10);
  const bomb = Buffer.concat([header, nothing, Buffer.from([3, 0]), Buffer.alloc(8)]);
  const { rule, codes, read, budget } = await inspected(Array.from({ length: 20 }, () => bomb));
  assert.equal(rule, 'idat-not-whole');
  assert.deepEqual(
    codes,
    Array.from({ length: 20 }, () => 'IDAT_DAMAGED'),
  );
  assert.ok(budget.compressed < bomb.length);
  assert.equal(read.whole, 7);
});

test('a file that has grown beyond the budget since it was listed is not read', async () => {
  const { run } = chipFolder([zipped]);
  const [path = ''] = [...run.files()].map(file => file.path);
  const budget = Object.assign(new InflateBudget(), { compressed: zipped.length - 1 });
  await assert.rejects(readGzippedIdat(run, { path, size: 10 }, budget), { code: 'FILE_TOO_LARGE' });
});
