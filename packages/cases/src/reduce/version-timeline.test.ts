import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { reading, shows } from '../../test/make-act.ts';
import { Site } from '../../test/site.ts';
import { isKind } from './placed.ts';
import { byReading, type Reading } from './reading.ts';
import { compareInstalled } from './version-order.ts';
import { VersionTimeline } from './version-timeline.ts';

const versions = fc.constantFrom('1.4', '1.10', '2', '2.0', '2.1', 'beta', '2.0-rc1');
const days = fc.integer({ min: 10, max: 28 });
const rows = fc.array(fc.tuple(versions, days, fc.boolean()), { maxLength: 30 });

function readingsOf(all: readonly (readonly [string, number, boolean])[]): Reading[] {
  const site = new Site();
  return all.flatMap(([version, day, isRun]) => {
    const one = reading(version, `2023-05-${day}`, isRun ? {} : { run: null });
    const from = site.says(shows(version, `2023-05-${day}`));
    return isKind(from, 'observation') && one.at !== null
      ? [{ from, reading: one, version, at: one.at }]
      : [];
  });
}

describe('a timeline of versions', () => {
  it('finds the first later reading that is older, that shows the version, that cannot be compared', () => {
    fc.assert(
      fc.property(rows, versions, days, (all, version, day) => {
        const readings = readingsOf(all);
        const moment = `2023-05-${day}T10:00:00.000Z`;
        const later = readings.filter(({ at }) => at.from > moment).sort(byReading);
        const order = (one: Reading) => compareInstalled(one.version, version);
        assert.deepEqual(new VersionTimeline(readings).after(moment, version), {
          older: later.find(one => (order(one) ?? 0) < 0),
          seen: later.find(one => one.reading.run !== null && (order(one) ?? -1) >= 0),
          unclear: later.find(one => order(one) === null),
        });
      }),
      { numRuns: 500 },
    );
  });
});
