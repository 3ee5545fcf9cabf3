import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytePathFromText } from '@seqwarden/proof';
import fc from 'fast-check';
import { throwsWith } from '../../../test/support/assert-code.ts';
import { decodeKey, keyOf, keyRefusal } from './object-key.ts';

test('a key is the prefix and the path as text', () => {
  assert.equal(keyOf('lab/RUN/', bytePathFromText('Data/M\u00fcller')), 'lab/RUN/Data/M\u00fcller');
});

test('what no key can be is refused in words, and by name', () => {
  for (const path of [
    'a\xffb',
    'a\nb',
    'a\x7fb',
    bytePathFromText('a\u0085b'),
    bytePathFromText('a\uffff'),
    'a//b',
    'a/../b',
    '.',
  ])
    assert.match(keyRefusal('', path) ?? '', /\w/, JSON.stringify(path));
  throwsWith('NAME_UNSUPPORTED', () => keyOf('', 'a\nb'));
});

test('a key has 1,024 bytes at most, with what stands before it', () => {
  assert.equal(keyRefusal('12345/', 'x'.repeat(1018)), undefined);
  assert.match(keyRefusal('12345/', 'x'.repeat(1019)) ?? '', /1025 bytes/);
  assert.match(keyRefusal('', bytePathFromText('\u00fc'.repeat(513))) ?? '', /1026 bytes/);
});

test('a key of a listing comes back as it went, from whoever encoded it', () => {
  assert.equal(decodeKey('a+b%2Bc%25'), 'a b+c%');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const encoded = encodeURIComponent(text);
      assert.equal(decodeKey(encoded), bytePathFromText(text));
      assert.equal(decodeKey(encoded.replaceAll('%20', '+')), bytePathFromText(text));
    }),
  );
});
