import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileClass } from '@seqwarden/runfolder';
import type { FileRecord } from '../../src/journal/records.ts';
import { attributesOf } from '../../src/scan/file-attributes.ts';
import { requireSame } from '../../src/service/run/hash-again.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';

test('a file that may be rewritten or appended is read again before the seal, whatever it looks like', async t => {
  const run = writeRun(scratch(t), 'RUN');
  const record = (path: string, bytes: string | Uint8Array = ''): FileRecord => ({
    path,
    attributes: attributesOf(lstatSync(join(run, path), { bigint: true })),
    sha256: createHash('sha256').update(bytes).digest(),
    class: fileClass(path),
    held: 1,
  });
  const options = { path: run, signal: new AbortController().signal };
  const [sheet, metrics] = ['SampleSheet.csv', 'InterOp/TileMetricsOut.bin'];
  await requireSame([record(sheet, SMALL_RUN[sheet]), record(metrics, SMALL_RUN[metrics])], options);
  for (const path of [sheet, metrics]) {
    const error = await rejectsWith('SOURCE_CHANGED', requireSame([record(path, 'other bytes')], options));
    assert.equal(error.path, path);
  }
});
