import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { readObserved } from './read-observed.ts';

const ID = '1c'.repeat(16);
/** As exports have it since the first of them; frozen. */
const FIRST = `{
 "exportedAt": "2026-11-01T00:00:00.000Z",
 "about": "case",
 "id": "${ID}",
 "windows": [],
 "custody": [],
 "unread": [],
 "persons": [],
 "missing": []
}
`;
/** With the keys that came later; frozen. */
const WHOLE = FIRST.replace(
  ' "persons"',
  ` "simulated": [
  "MNSIM0001"
 ],
 "zone": {
  "name": "Europe/Zurich",
  "offsets": [
   {
    "since": "2026-10-25T01:00:00.000Z",
    "minutes": 60
   }
  ]
 },
 "persons"`,
);

const refused = (file: string, what: string) =>
  assert.throws(
    () => readObserved(file),
    (error: unknown) => error instanceof SeqwardenError && error.code === 'DOSSIER_MALFORMED',
    what,
  );

test('what an export tells beside its records is read as it was written, with and without what came later', () => {
  for (const file of [FIRST, WHOLE]) assert.deepEqual(readObserved(file), JSON.parse(file));
  const { simulated, zone } = readObserved(WHOLE);
  assert.deepEqual(simulated, ['MNSIM0001']);
  assert.deepEqual(zone?.offsets, [{ since: '2026-10-25T01:00:00.000Z', minutes: 60 }]);
});

test('whatever else stands in it, or in another spelling, is refused', () => {
  refused(FIRST.replace('"windows": []', '"windows": [],\n "more": 1'), 'a key more');
  refused(FIRST.replace(' "unread": [],\n', ''), 'a key less');
  refused(FIRST.replace('"case"', '"matter"'), 'another word');
  refused(FIRST.replace('\n "about"', ' "about"'), 'another spelling');
  refused(WHOLE.replace('"minutes": 60', '"minutes": 60.5'), 'no whole minutes');
  refused(WHOLE.replace('"minutes": 60', '"minutes": 9000000000000000'), 'clocks of no place');
  refused(WHOLE.replace('"minutes": 60', '"minutes": 60,\n    "x": 1'), 'a key more, further in');
});

test('clocks that change more often than those of any place, or not in their order, are refused', () => {
  const zone = (days: readonly number[]) => {
    const offsets = days.map(day => ({ since: new Date(day * 86_400_000).toISOString(), minutes: 60 }));
    const whole = { ...JSON.parse(WHOLE), zone: { name: 'Europe/Zurich', offsets } };
    return `${JSON.stringify(whole, null, 1)}\n`;
  };
  const days = Array.from({ length: 1000 }, (_, at) => at);
  assert.equal(readObserved(zone(days)).zone?.offsets.length, 1000);
  refused(zone([...days, 1000]), 'each time that is shown would look at all of them');
  refused(zone([2, 1]), 'the later one first');
  refused(zone([1, 1]), 'one of them twice');
});

test('names that every object has are no keys of what an exporter wrote', () => {
  const keys = ['__proto__', 'constructor', 'toString'];
  for (const key of keys) {
    const others = Array.from({ length: 7 }, (_, at) => `"k${at}":[]`);
    refused(`{${[`"${key}":{}`, ...others].join(',')}}\n`, key);
    refused(FIRST.replace('"windows": []', `"windows": [],\n "${key}": {}`), `${key} beside the others`);
  }
});
