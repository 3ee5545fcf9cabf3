import type { Fact } from '@seqwarden/proof';
import type { Reading } from './inventory.ts';
import { compareText, together } from './span.ts';

/** Readings of one run, as one: a run may lie in several places, and its seal in a log. They are of one run where run id and facts are the same. */
export function sameRuns(readings: Iterable<Reading>): Reading[] {
  const runs = new Map<string, [Reading, ...Reading[]]>();
  for (const reading of readings) {
    const key = keyOf(reading);
    const group = runs.get(key);
    if (group === undefined) runs.set(key, [reading]);
    else group.push(reading);
  }
  return [...runs.values()].map(merged);
}

function keyOf({ source, simulated, instrument, software }: Reading): string {
  const said = ({ value, confidence }: Fact) => [value, confidence];
  const { vendor, model, serial, mode } = instrument;
  const { control, rta, universalCopyService, localRunManager } = software;
  const facts = [vendor, model, serial, mode, control.name, control.version, rta];
  const which = source.runId === null ? [source.folder, source.seal] : [source.runId];
  return JSON.stringify([which, simulated, [...facts, universalCopyService, localRunManager].map(said)]);
}

function merged(group: [Reading, ...Reading[]]): Reading {
  if (group.length === 1) return group[0];
  const least = (values: readonly (string | null)[]) => [...values].sort(compareText)[0] ?? null;
  // Of what may differ (where a fact stood), one, whatever the order.
  const text = least(group.map(one => JSON.stringify(one)));
  const one = group.find(reading => JSON.stringify(reading) === text) ?? group[0];
  return {
    ...one,
    source: {
      kind: 'run',
      runId: one.source.runId,
      folder: least(group.map(({ source }) => source.folder)),
      seal: least(group.map(({ source }) => source.seal)),
    },
    at: together(group.map(({ at }) => at)),
    atFrom: least(narrowest(group).map(({ atFrom }) => atFrom)),
    serialsDiffer: group.some(({ serialsDiffer }) => serialsDiffer === true),
  };
}

/** Those whose spans are the shortest. */
function narrowest(readings: readonly Reading[]): Reading[] {
  const lengths = readings.map(({ at }) =>
    at === null ? Number.POSITIVE_INFINITY : Date.parse(at.until) - Date.parse(at.from),
  );
  const least = Math.min(...lengths);
  return readings.filter((_, index) => lengths[index] === least);
}
