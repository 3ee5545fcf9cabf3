import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayText } from './day-text.ts';

const of = (from: string, until: string) => dayText({ from: `${from}:00.000Z`, until: `${until}:59.999Z` });

describe('the day of what lies between two moments', () => {
  it('is the one that was said without a zone', () => {
    assert.equal(of('2023-05-08T10:00', '2023-05-10T11:59'), '2023-05-09');
  });

  it('is it also on that day itself, of which some is still to come', () => {
    for (const now of ['2023-05-09T00:05', '2023-05-09T07:00', '2023-05-09T23:00'])
      assert.equal(of('2023-05-08T10:00', now), '2023-05-09');
  });

  it('is the one of its zone', () => {
    assert.equal(of('2023-05-08T22:00', '2023-05-09T21:59'), '2023-05-09', 'Zurich');
    assert.equal(of('2023-05-09T10:00', '2023-05-10T09:59'), '2023-05-09', 'Honolulu');
    assert.equal(of('2023-05-08T11:00', '2023-05-09T10:59'), '2023-05-09', 'Auckland');
  });

  it('is the one of a time without a zone, and of a moment', () => {
    assert.equal(of('2022-11-14T18:00', '2022-11-15T19:59'), '2022-11-15');
    assert.equal(
      dayText({ from: '2023-05-09T23:30:00.000Z', until: '2023-05-09T23:30:00.000Z' }),
      '2023-05-09',
    );
  });

  it('are two where it took longer', () => {
    assert.equal(of('2023-05-08T22:00', '2023-05-12T21:59'), '2023-05-08 to 2023-05-12');
  });
});
