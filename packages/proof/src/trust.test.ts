import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKey, trustedKey, trustIn } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { encodeTrust, keyFingerprint, parseTrust } from './trust.ts';

const key = trustedKey(newKey(), { validUntil: '2027-01-01T00:00:00.000Z' });
const trust = trustIn([key], {
  superseded: [{ seal: 'ab'.repeat(32), by: 'cd'.repeat(32) }],
  logRequired: true,
});
const text = new TextDecoder().decode(encodeTrust(trust));

test('a trust file is read as it was written, with any blanks', async () => {
  assert.deepEqual(await parseTrust(encodeTrust(trust)), trust);
  assert.deepEqual(await parseTrust(utf8(JSON.stringify(JSON.parse(text)))), trust);
});

test('that registers have no say in cases is read as it was written, and a file that says nothing of it stays as it was', async () => {
  const silent = { ...trust, notInCases: ['0a'.repeat(16), '0b'.repeat(16)] };
  assert.deepEqual(await parseTrust(encodeTrust(silent)), silent);
  const turned = { ...JSON.parse(text), notInCases: silent.notInCases.toReversed() };
  assert.deepEqual(await parseTrust(utf8(JSON.stringify(turned))), silent, 'in whatever order');
  assert.ok(!text.includes('notInCases'));
  assert.ok(!('notInCases' in (await parseTrust(encodeTrust(trust)))));
});

const REFUSED: Record<string, (text: string) => string> = {
  'with a key id that is not its key’s': text => text.replace(key.keyid, '0'.repeat(64)),
  'with another key under the same id': text =>
    text.replace(/"spki": "[^"]*"/, `"spki": "${btoa('x'.repeat(91))}"`),
  'with the same key twice': text => text.replace(/"sealKeys": \[([^\]]*)\]/, '"sealKeys": [$1,$1]'),
  'without a key': text => text.replace(/"sealKeys": \[[^\]]*\]/, '"sealKeys": []'),
  'with a doubled field': text => text.replace('{', '{"logRequired": false,'),
  'with an unknown field': text => text.replace('{', '{"trustEverybody": true,'),
  'of another version': text => text.replace('"seqwardenTrust": 2', '"seqwardenTrust": 3'),
  'with a time that sorts otherwise than it means': text => text.replace('2026-01-01T00', '+02026-01-01T00'),
  'with registers that have no say, and none of them': text => text.replace('{', '{"notInCases": [],'),
  'with a register twice that has no say': text =>
    text.replace('{', `{"notInCases": ["${'0a'.repeat(16)}", "${'0a'.repeat(16)}"],`),
  'with something else than registers that have no say': text =>
    text.replace('{', '{"notInCases": ["partner"],'),
  'that is cut off': text => text.slice(0, 100),
};

for (const [what, change] of Object.entries(REFUSED)) {
  test(`a trust file ${what} is refused`, async () => {
    assert.notEqual(change(text), text);
    await assert.rejects(parseTrust(utf8(change(text))), { code: 'TRUST_UNUSABLE' });
  });
}

test('what could not be read back is not written: more superseded seals, a larger file, a label of two lines', async () => {
  const pairs = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      seal: at.toString(16).padStart(64, '0'),
      by: 'cd'.repeat(32),
    }));
  const full = trustIn([key], { superseded: pairs(5000) });
  assert.deepEqual(await parseTrust(encodeTrust(full)), full);
  const refused = [
    { ...full, superseded: pairs(5001) },
    { ...full, sealKeys: Array.from({ length: 900 }, () => ({ ...key, label: 'x'.repeat(200) })) },
    { ...full, sealKeys: [{ ...key, label: 'two\nlines' }] },
  ];
  for (const one of refused) assert.throws(() => encodeTrust(one), { code: 'TRUST_UNUSABLE' });
});

test('a fingerprint is six groups of four digits', () => {
  assert.equal(keyFingerprint('0123456789abcdef'.repeat(4)), '0123 4567 89ab cdef 0123 4567');
});
