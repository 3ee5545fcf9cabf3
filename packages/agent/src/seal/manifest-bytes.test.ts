import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { TableBuilder } from '../engine/table-builder.ts';
import { manifestBytes } from './manifest-bytes.ts';

const [SHORT, LONG] = [10_000, 70_000];

function table(count: number) {
  const builder = new TableBuilder();
  for (let file = 0; file < count; file++) builder.file('Data', String(file).padStart(5, '0'));
  const files = builder.build();
  for (let row = 0; row < count; row++) files.setDigestHex(row, row.toString(16).padStart(64, '0'));
  return files;
}

for (const count of [SHORT, LONG])
  test(`a list of ${count} lines comes as often as it is asked for, the same bytes each time, and those that are signed`, () => {
    const { chunks, sha256, files } = manifestBytes(table(count));
    const first = Buffer.concat([...chunks]);
    assert.deepEqual(Buffer.concat([...chunks]), first);
    assert.deepEqual(createHash('sha256').update(first).digest(), Buffer.from(sha256));
    assert.equal(files, count);
    const lines = first.toString('latin1').split('\n');
    assert.equal(lines.length, count + 1);
    assert.equal(lines[1], `${'1'.padStart(64, '0')}  Data/00001`);
  });

test('a short list is the one that was signed, whatever becomes of the table', () => {
  const files = table(SHORT);
  const { chunks, sha256 } = manifestBytes(files);
  files.setDigestHex(SHORT - 1, 'f'.repeat(64));
  assert.deepEqual(
    createHash('sha256')
      .update(Buffer.concat([...chunks]))
      .digest(),
    Buffer.from(sha256),
  );
});

test('a long list whose files are other ones than when it was signed does not come to its end', () => {
  const files = table(LONG);
  const { chunks } = manifestBytes(files);
  files.setDigestHex(LONG - 1, 'f'.repeat(64));
  assert.throws(
    () => [...chunks],
    error => error instanceof SeqwardenError && error.code === 'INTERNAL',
  );
});
