import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListingLimit } from './listing-limit.ts';

const endless = { code: 'DESTINATION_UNUSABLE' };

test('a listing has an end in entries and in bytes of names', () => {
  const few = new ListingLimit('list', { entries: 2 });
  few.entry(1);
  few.entry(1);
  assert.throws(() => few.entry(1), endless);
  const short = new ListingLimit('list', { bytes: 10 });
  short.entry(10);
  assert.throws(() => short.entry(1), endless);
});

test('answers that bring nothing end a listing; those that bring an entry each, and other folders, do not', () => {
  const limit = new ListingLimit('list', { idleAnswers: 3 });
  for (let entry = 0; entry < 100; entry++) {
    limit.answer();
    limit.entry(1);
  }
  for (let answer = 0; answer < 3; answer++) limit.answer();
  assert.throws(() => limit.answer(), endless);
  limit.folder();
  limit.answer();
});
