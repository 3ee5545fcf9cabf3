import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { decodeBundle, encodeBundle, MAX_BUNDLE } from '../../src/reading/statement-bundle.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const hash = (fill: number) => new Uint8Array(32).fill(fill);
const BUNDLE = {
  checkpoint: bytes('a note\n'),
  steps: [{ size: 3, hashes: [hash(1), hash(2)] }],
  records: [
    { index: 0, entry: bytes('{"a":1}\n'), hashes: [hash(3)] },
    { index: 7, entry: bytes('record 1 1\n'), hashes: [] },
  ],
};

const isMalformed = (error: unknown) =>
  error instanceof SeqwardenError && error.code === 'LOG_BUNDLE_MALFORMED';

test('what is in a bundle comes out of it', () => {
  assert.deepEqual(decodeBundle(encodeBundle(BUNDLE)), BUNDLE);
});

test('a bundle has one spelling, and its steps and records one order', () => {
  const text = Buffer.from(encodeBundle(BUNDLE)).toString('latin1');
  const refused: Readonly<Record<string, string>> = {
    'another first line': text.replace('v1', 'v2'),
    'a blank more': text.replace('step 3 ', 'step 3  '),
    'a number with a zero before it': text.replace('record 7', 'record 07'),
    'a number beyond 2^53': text.replace('record 7', 'record 9007199254740993'),
    'a length beyond the file': text.replace('record 7 11', 'record 7 12'),
    'a length beyond an entry': text.replace('record 7 11', 'record 7 99999999'),
    'a hash in another spelling': text.replace('=\n', '\n'),
    'a hash that is too short': text.replace('AQEBAQEB', ''),
    'records out of order': text.replace('record 0', 'record 8'),
    'a record twice': text.replace('record 0', 'record 7'),
    'a step after a record': `${text}step 9\n`,
    'an unknown line': `${text}more 1\n`,
    'a line without an end': `${text}record 9 0`,
    'carriage returns': text.replace('\n', '\r\n'),
    nothing: '',
  };
  for (const [name, changed] of Object.entries(refused))
    assert.throws(() => decodeBundle(Buffer.from(changed, 'latin1')), isMalformed, name);
  assert.throws(() => decodeBundle(new Uint8Array(MAX_BUNDLE + 1)), isMalformed);
  const [first, second] = BUNDLE.records;
  assert.ok(first && second);
  assert.throws(() => encodeBundle({ ...BUNDLE, records: [second, first] }), isMalformed);
});

test('whatever bytes come, a bundle is read as it was spelled or refused', () => {
  const file = encodeBundle(BUNDLE);
  const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(file.length), (changes, end) => {
      const changed = new Uint8Array(file);
      for (const [at, value] of changes) changed[at] = value;
      const cut = changed.subarray(0, end % 3 === 0 ? end : file.length);
      try {
        assert.deepEqual(Buffer.from(encodeBundle(decodeBundle(cut))), Buffer.from(cut));
      } catch (error) {
        assert.ok(isMalformed(error), String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
