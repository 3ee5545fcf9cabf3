import assert from 'node:assert/strict';
import { lstatSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/support/scratch.ts';
import { asTableHas, attributesOf } from './file-attributes.ts';

test('what a file looks like in nanoseconds is, in milliseconds, what Node says of it', t => {
  const file = join(scratch(t), 'file');
  writeFileSync(file, 'bytes');
  for (const seconds of [1_763_000_000.123_456_7, 0, 0.999_999, -1.5, -86_400.000_001, 4_000_000_000.5]) {
    utimesSync(file, seconds, seconds);
    const { size, mtimeMs, ctimeMs, ino } = lstatSync(file);
    const exact = attributesOf(lstatSync(file, { bigint: true }));
    assert.deepEqual(asTableHas(exact), { size, mtimeMs, ctimeMs, ino });
  }
});
