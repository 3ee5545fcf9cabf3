import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { TakenIn } from '../casework/other-registers.ts';
import { otherRegistersText } from './other-registers-text.ts';

it('the latest file of another register is told as one that cannot be read only where it cannot', () => {
  const told = (taken: TakenIn) =>
    otherRegistersText([{ log: 'a'.repeat(32), origin: 'other.example/log', taken, trustFiles: [] }], {
      dayOf: moment => moment.slice(0, 10),
    });
  const taken = { at: '2023-04-05T09:00:00.000Z', size: 7, newest: null, code: null };
  assert.match(
    told(taken),
    /taken in on 2023-04-05, the newest record in it, if there is one, tells no day\n/,
  );
  assert.match(
    told({ ...taken, code: 'LOG_BUNDLE_MALFORMED' }),
    /, which cannot be read \[LOG_BUNDLE_MALFORMED\]\n/,
  );
  const newest = { index: 6, statedAt: '2023-04-04T09:00:00.000Z' };
  assert.match(told({ ...taken, newest }), /of 2023-04-04 \(place 6 of 7 records\)\n/);
});
