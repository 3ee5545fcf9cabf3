import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { ACT_NAMES, ACTS } from '../src/acts/index.ts';
import { ACT_EXAMPLES } from './act-examples.ts';
import { actVectors } from './act-vectors.ts';
import { digestOf } from './sealed-example.ts';

const [, formats = ''] = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8').split(/^## 28\. /m);
const [section = ''] = formats.split(/^## /m);

function* keysIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (!Array.isArray(value)) yield key;
    yield* keysIn(one);
  }
}

test('section 28 of the formats has every kind of act, every key of it and who signs it', () => {
  for (const kind of ACT_NAMES) {
    assert.match(section, new RegExp(`\`${kind}\``), kind);
    for (const key of keysIn(ACT_EXAMPLES[kind]))
      if (!['tool', 'version'].includes(key))
        assert.match(section, new RegExp(`[\`"]${key}[\`"]`), `${kind} ${key}`);
    const row = section.split('\n').find(line => new RegExp(`^\\|[^|]*\`${kind}\`[^|]*\\| \``).test(line));
    assert.deepEqual(row?.split('|').at(-2)?.trim().split(', '), ACTS[kind].signers, kind);
  }
});

test('the digests of the vectors of acts are those of the formats', async () => {
  for (const [path, bytes] of await actVectors())
    assert.ok(section.includes(`| \`${basename(path)}\` | \`${digestOf(bytes)}\` |`), path);
});
