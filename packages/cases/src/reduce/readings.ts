import type { InstallationState } from '../state/index.ts';
import { byTime, compareText } from './order.ts';
import { type Placed, refOf } from './placed.ts';
import { byReading, type Reading } from './reading.ts';

/** What observations of one installation read of its programs, in order of the times of the runs. What has no version or no time tells nothing about before and after. */
export function readingsOf(observations: readonly Placed<'observation'>[]): Reading[] {
  const readings = new Map<string, Reading>();
  for (const from of [...observations].sort(byTime)) {
    for (const reading of from.act.predicate.readings) {
      const { version, at } = reading;
      const key = JSON.stringify(reading);
      if (version !== null && at !== null && !readings.has(key))
        readings.set(key, { from, reading, version, at });
    }
  }
  return [...readings.values()].sort(byReading);
}

/** The newest reading of each program; of those of the same time the one that was told first. */
export function readingsState(observations: readonly Placed<'observation'>[]): InstallationState['readings'] {
  const newest = new Map<string, InstallationState['readings'][number]>();
  for (const observation of [...observations].sort(byTime)) {
    for (const reading of observation.act.predicate.readings) {
      const key = JSON.stringify([reading.component, reading.name]);
      const known = newest.get(key);
      if (known === undefined || isNewer(reading.at, known.reading.at))
        newest.set(key, { record: refOf(observation), reading });
    }
  }
  return [...newest].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

type At = InstallationState['readings'][number]['reading']['at'];

function isNewer(at: At, known: At): boolean {
  const order =
    compareText(at?.until ?? '', known?.until ?? '') || compareText(at?.from ?? '', known?.from ?? '');
  return order > 0;
}
