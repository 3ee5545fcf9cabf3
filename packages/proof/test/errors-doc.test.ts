import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERRORS_DOC, errorsDoc } from '../scripts/errors-doc.ts';

test('docs/ERRORS.md says what the error table says', () => {
  assert.equal(
    readFileSync(ERRORS_DOC, 'utf8'),
    errorsDoc(),
    'write it again with `node scripts/on-node.js packages/proof/scripts/errors-doc.ts`',
  );
});
