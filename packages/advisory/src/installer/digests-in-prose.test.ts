import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestsInProse } from './digests-in-prose.ts';

const SHA256 = '595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a';
const OTHER = 'ab'.repeat(32);
const SHA512 = '0123456789abcdef'.repeat(8);
const SHA1 = '25e523031b3bd818d4bba1017c534c735f650e23';
const MD5 = '4552a1130947b95ac18be4335c1447f5';

function found(text: string): string[] {
  return digestsInProse(text).map(({ algorithm, value }) => `${algorithm} ${value}`);
}

test('a digest is found however people write it down', () => {
  const texts = [
    `SHA-256: ${SHA256}`,
    `SHA256=${SHA256}.`,
    `sha-256 ${SHA256.toUpperCase()}`,
    `(${SHA256})`,
    `"${SHA256}", to be compared before it is run`,
    `The SHA-256 sum of Patch.msi is\n${SHA256}\n`,
    `${SHA256}  Patch.msi`,
    `SHA-256：${SHA256}`,
    `https://example.org/patch.msi, SHA-256 ${SHA256}`,
  ];
  for (const text of texts) assert.deepEqual(found(text), [`sha256 ${SHA256}`], text);
  assert.deepEqual(found(`SHA-512: ${SHA512}; SHA-256: ${SHA256}`), [`sha512 ${SHA512}`, `sha256 ${SHA256}`]);
  assert.deepEqual(found(`Dx: ${SHA256}, RUO: ${OTHER}`), [`sha256 ${SHA256}`, `sha256 ${OTHER}`]);
});

test('MD5 and SHA-1 are told, as weak', () => {
  assert.deepEqual(found(`SHA-1: ${SHA1}, MD5: ${MD5}`), [`weak ${SHA1}`, `weak ${MD5}`]);
});

test('what has as many digits and is something else is none', () => {
  const texts = [
    `SHA3-256: ${SHA256}`,
    `BLAKE2b: ${SHA512}`,
    `${SHA256} (SHA3-256)`,
    `SHA-512/256 ${SHA256}`,
    `fingerprint of the signing key: ${SHA256}`,
    `https://example.org/${SHA256}/patch.msi`,
    `x${SHA256}`,
    `${SHA256}f`,
    `${SHA256}é`,
    `_${SHA256}`,
    `0x${SHA256}`,
    SHA256.slice(0, 63),
    `${SHA256.slice(0, 32)}${SHA256.slice(0, 16)}`,
    `${SHA256.slice(0, 34)} ${SHA256.slice(34)}`,
    `${SHA256.slice(0, 34)}\u200b${SHA256.slice(34)}`,
    '５９５ｂ'.repeat(16),
  ];
  for (const text of texts) assert.deepEqual(found(text), [], text);
});

test('a digest of a file that is told to be bad is no digest of a fix, and the next sentence is another matter', () => {
  assert.deepEqual(found(`Vulnerable version 3.1 has SHA-256 ${SHA256}`), []);
  assert.deepEqual(found(`Indicators of compromise: ${SHA256}`), []);
  assert.deepEqual(found(`It may have been compromised. SHA-256 of the patch: ${SHA256}`), [
    `sha256 ${SHA256}`,
  ]);
  assert.deepEqual(found(`SHA3-256: ${OTHER}\nSHA-256: ${SHA256}`), [`sha256 ${SHA256}`]);
});

test('the words before it are shown on one line, without control characters', () => {
  const [digest] = digestsInProse(`Filename:\tPatch.msi\r\n\u001b[31m SHA-256: ${SHA256}`);
  assert.equal(digest?.words, 'Filename: Patch.msi [31m SHA-256:');
});

test('a hostile text takes time of its length, and gives no digest that does not stand in it', () => {
  const parts = ['a'.repeat(63), SHA256, '://', '(', '[', '. ', '\n', 'sha3 ', 'é', '0', '_', ' ', MD5];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 30 }), pieces => {
      const text = pieces.join('');
      return digestsInProse(text).every(({ value }) => text.includes(value));
    }),
  );
  const started = performance.now();
  for (const piece of ['a', 'a:', '://', `${SHA256} `, '((', 'sha3 ']) digestsInProse(piece.repeat(200_000));
  assert.ok(performance.now() - started < 10_000);
});
