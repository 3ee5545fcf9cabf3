import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayIn, spanIn, timeIn, type Zone } from './zone.ts';

const ZURICH: Zone = {
  name: 'Europe/Zurich',
  offsets: [
    { since: '2022-10-30T01:00:00.000Z', minutes: 60 },
    { since: '2023-03-26T01:00:00.000Z', minutes: 120 },
    { since: '2023-10-29T01:00:00.000Z', minutes: 60 },
  ],
};
const MARQUESAS: Zone = {
  name: 'Pacific/Marquesas',
  offsets: [{ since: '2000-01-01T00:00:00.000Z', minutes: -570 }],
};

describe('a moment by the clocks of a site', () => {
  it('is the day and the time that people there had, with the offset of that time of the year', () => {
    assert.equal(timeIn(ZURICH, '2023-05-02T22:30:00.000Z'), '2023-05-03 00:30 +02:00');
    assert.equal(dayIn(ZURICH, '2023-05-02T22:30:00.000Z'), '2023-05-03');
    assert.equal(timeIn(ZURICH, '2023-03-26T00:59:59.999Z'), '2023-03-26 01:59 +01:00');
    assert.equal(timeIn(ZURICH, '2023-03-26T01:00:00.000Z'), '2023-03-26 03:00 +02:00');
    assert.equal(timeIn(MARQUESAS, '2023-05-02T00:00:00.000Z'), '2023-05-01 14:30 -09:30');
  });

  it('is as it was recorded where the export has no zone, and in UTC where it has no clocks of that time', () => {
    assert.equal(timeIn(undefined, '2023-05-02T22:30:00.000Z'), '2023-05-02T22:30:00.000Z');
    assert.equal(dayIn(undefined, '2023-05-02T22:30:00.000Z'), '2023-05-02');
    assert.equal(timeIn(ZURICH, '2021-07-01T12:00:00Z'), '2021-07-01 12:00 +00:00');
  });

  it('is no reason to fail where it is none', () => {
    assert.equal(timeIn(ZURICH, 'yesterday'), 'yesterday');
    assert.equal(timeIn(ZURICH, '+275760-09-13T00:00:00.000Z'), '+275760-09-13T00:00:00.000Z');
  });
});

describe('when something was done', () => {
  it('is a moment, or lies between two', () => {
    const [from, until] = ['2023-05-02T12:00:00.000Z', '2023-05-02T14:00:00.000Z'];
    assert.equal(spanIn(ZURICH, { from, until: from }), 'at 2023-05-02 14:00 +02:00');
    assert.equal(
      spanIn(ZURICH, { from, until }),
      'between 2023-05-02 14:00 +02:00 and 2023-05-02 16:00 +02:00',
    );
    assert.equal(spanIn(undefined, { from, until }), `between ${from} and ${until}`);
  });

  it('is the day that was said where nobody said its zone', () => {
    const anywhere = { from: '2023-05-01T10:00:00.000Z', until: '2023-05-03T11:59:59.999Z' };
    assert.match(
      spanIn(ZURICH, anywhere),
      /^on 2023-05-02, of which no zone was said \(between 2023-05-01 12:00/,
    );
    const two = { ...anywhere, until: '2023-05-04T11:59:59.999Z' };
    assert.match(spanIn(ZURICH, two), /^on 2023-05-02 to 2023-05-03,/);
  });
});
