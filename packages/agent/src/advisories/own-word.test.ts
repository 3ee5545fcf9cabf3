import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareOwnWords } from './own-word.ts';

const word = (version: string, currentReleaseDate: string) => ({ currentReleaseDate, label: { version } });
const [MAY, JUNE] = ['2023-05-02T12:00:00Z', '2023-06-02T12:00:00.000+02:00'];

test('a publication is newer by its own word where date or version rose and neither fell', () => {
  assert.equal(compareOwnWords(word('2', JUNE), word('1', MAY)), 'newer');
  assert.equal(compareOwnWords(word('2', MAY), word('1', MAY)), 'newer');
  assert.equal(compareOwnWords(word('1', JUNE), word('1', MAY)), 'newer');
  assert.equal(compareOwnWords(word('9', MAY), word('10', MAY)), 'older');
  assert.equal(compareOwnWords(word('1.9.0', MAY), word('1.10.0', JUNE)), 'older');
});

test('nothing says which is newer where one rose and the other fell, where both stay, or where one cannot be read', () => {
  const pairs = [
    [word('3', MAY), word('1', JUNE)],
    [word('1', MAY), word('1', MAY)],
    [word('1', ''), word('2', JUNE)],
    [word('2', JUNE), word('1.0.0', MAY)],
    [word('new', JUNE), word('1.0.0', MAY)],
  ] as const;
  for (const [one, other] of pairs) {
    assert.equal(compareOwnWords(one, other), undefined, JSON.stringify([one, other]));
    assert.equal(compareOwnWords(other, one), undefined, JSON.stringify([other, one]));
  }
});
