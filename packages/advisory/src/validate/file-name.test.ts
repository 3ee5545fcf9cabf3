import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { readAdvisory } from '../document/index.ts';
import { fileNameOf, isFileNameOf } from './file-name.ts';

test('a file name is the id in lower case, with one underscore for each run of other characters', () => {
  assert.equal(fileNameOf({ id: 'ICSMA-23-117-01' }), 'icsma-23-117-01.json');
  assert.equal(fileNameOf({ id: '../a: #/B+1' }), '_a_b+1.json');
});

test('an invalid document may say so in its name', () => {
  assert.ok(isFileNameOf('ex-1_invalid.json', { id: 'EX-1' }));
  assert.ok(!isFileNameOf('ex-1-invalid.json', { id: 'EX-1' }));
});

test('the names of the OASIS suite are told apart', t => {
  const folder = corpusOrSkip(t, 'csaf', 'oasis-2.0-filenames');
  if (folder === undefined) return;
  for (const kind of ['valid', 'invalid']) {
    for (const name of readdirSync(join(folder, kind))) {
      const { label } = readAdvisory(readFileSync(join(folder, kind, name)));
      assert.equal(isFileNameOf(name, label), kind === 'valid', name);
    }
  }
});
