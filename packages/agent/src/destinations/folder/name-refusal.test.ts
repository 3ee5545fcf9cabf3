import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameRefusal } from './name-refusal.ts';

test('Linux holds every name of at most 255 bytes', () => {
  for (const path of ['a\nb', 'NUL', 'a:b', 'a\xff', `${'x'.repeat(255)}/${'y'.repeat(255)}`])
    assert.equal(nameRefusal(path, 'linux'), undefined);
  assert.match(nameRefusal(`Data/${'x'.repeat(256)}`, 'linux') ?? '', /255 bytes/);
});

test('Windows refuses what it would change or cannot have', () => {
  for (const path of ['a:b', 'a\\b', 'a\nb', 'a.', 'a /b', 'NUL', 'com1.txt/x', 'a\xff'])
    assert.notEqual(nameRefusal(path, 'win32'), undefined, path);
  for (const path of ['Data/L001/s_1.bcl', 'console', 'a b', '.hidden', 'com0x'])
    assert.equal(nameRefusal(path, 'win32'), undefined, path);
});

test('macOS refuses bytes that are no text', () => {
  assert.notEqual(nameRefusal('a\xff', 'darwin'), undefined);
  assert.equal(nameRefusal('a:b', 'darwin'), undefined);
});
