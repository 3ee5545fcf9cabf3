import type { FactPredicate } from '@seqwarden/proof/acts';
import type { InstallationState } from '../state/index.ts';
import { byTime, compareText, groupBy, newestOfEachLog } from './order.ts';
import { type Placed, refOf } from './placed.ts';
import type { Reading } from './reading.ts';

type FactState = InstallationState['facts'][number];

/** Where two logs differ, what asks for more care counts: the first of these. */
const STRICTEST: Readonly<Record<FactPredicate['fact'], readonly string[]>> = {
  regulatoryStatus: ['ivd', 'unknown', 'ruo'],
  retired: ['no', 'yes'],
  use: ['clinical', 'mixed', 'unknown', 'research'],
};

/** Each fact as it counts: by the newest of each log, the strictest. */
export function factsOf(facts: readonly Placed<'fact'>[]): FactState[] {
  const kinds = [...groupBy(facts, ({ act }) => act.predicate.fact)].sort(([a], [b]) => compareText(a, b));
  return kinds.flatMap(([, ones]) => {
    const [first] = newestOfEachLog(ones).sort((a, b) => strictness(a) - strictness(b) || byTime(b, a));
    if (first === undefined) return [];
    const { fact, value, on } = first.act.predicate;
    return [{ record: refOf(first), fact, value, on }];
  });
}

function strictness({ act }: Placed<'fact'>): number {
  return STRICTEST[act.predicate.fact].indexOf(act.predicate.value);
}

/** From when on a run shows that what was retired on a day is in use: the day has ended in every zone. */
const AFTER_THE_DAY_MS = 36 * 60 * 60 * 1000;

/**
 * The record by which an installation is out of use for good: its own, else that of the device. None where a run was made later: what makes runs is in use.
 */
export function retiredBy(
  own: readonly FactState[],
  device: readonly FactState[],
  readings: readonly Reading[],
): string[] {
  const isRetirement = ({ fact }: FactState) => fact === 'retired';
  const said = own.find(isRetirement) ?? device.find(isRetirement);
  if (said === undefined || said.value !== 'yes') return [];
  const over = new Date(Date.parse(`${said.on}T00:00:00.000Z`) + AFTER_THE_DAY_MS).toISOString();
  const isUsed = readings.some(({ at, reading }) => reading.run !== null && at.from > over);
  return isUsed ? [] : [said.record.identity];
}
