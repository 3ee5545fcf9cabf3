import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { readObserved } from './read-observed.ts';

test('names that every object has are no keys of what an exporter wrote', () => {
  const keys = ['__proto__', 'constructor', 'toString'];
  for (const key of keys) {
    const others = Array.from({ length: 7 }, (_, at) => `"k${at}":[]`);
    const file = `{${[`"${key}":{}`, ...others].join(',')}}\n`;
    assert.throws(
      () => readObserved(file),
      (error: unknown) => error instanceof SeqwardenError && error.code === 'DOSSIER_MALFORMED',
      key,
    );
  }
});
