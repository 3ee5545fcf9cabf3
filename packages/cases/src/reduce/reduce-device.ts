import { SeqwardenError } from '@seqwarden/proof';
import { type Act, type Installed, installedKey } from '@seqwarden/proof/acts';
import type { Persons } from '../authority/index.ts';
import type { InstallationState, PlacedAct } from '../state/index.ts';
import { checksOf, endingsOf } from './checks.ts';
import { itemsOf } from './device-items.ts';
import { factsOf, retiredBy } from './facts.ts';
import { byPlace, compareText, groupBy } from './order.ts';
import type { Choice, DevicePart, ThreadActs } from './parts.ts';
import { ofKind } from './placed.ts';
import { readingsOf, readingsState } from './readings.ts';
import { reduceItem } from './reduce-item.ts';
import { Readings } from './shown.ts';
import { type Weighed, weigh } from './weigh.ts';

/**
 * One device with all that is installed on it. `choices` are those of all cases on this device, in any order: what else is in the cases changes nothing here.
 */
export function reduceDevice(thread: ThreadActs, choices: readonly Choice[], persons: Persons): DevicePart {
  const weighed = weigh(thread);
  const checks = checksOf(weighed.counted, weighed.corrected, persons);
  const endings = endingsOf(weighed.counted);
  const installations = installationsOf(weighed, choices);
  const device = installations.find(({ installed }) => installed.id === null)?.facts ?? [];
  const items = installations.flatMap(one =>
    itemsOf({
      ...one,
      corrected: thread.corrected,
      checks: checks.of,
      endings: endings.of,
      retired: retiredBy(one.facts, device, one.readings.all),
      shown: patch => one.readings.shownAfter(patch),
      programs: one.readings.programs,
    }),
  );
  return {
    of: 'device',
    items: items.map(reduceItem),
    installations: installations.filter(isSpokenOf).map(installationState),
    uncounted: [...weighed.uncounted, ...checks.uncounted, ...endings.uncounted].sort(byPlace),
  };
}

interface InstallationSaid {
  readonly installed: Installed;
  readonly acts: readonly PlacedAct[];
  readonly takenBack: readonly PlacedAct[];
  readonly choices: readonly Choice[];
  readonly facts: InstallationState['facts'];
  readonly readings: Readings;
}

function installationsOf({ counted, corrected }: Weighed, choices: readonly Choice[]): InstallationSaid[] {
  const installed = new Map<string, Installed>();
  const keyOf = (one: Installed) => {
    const key = installedKey(one);
    installed.set(key, one);
    return key;
  };
  const acts = groupBy(counted, ({ act }) => keyOf(installedOf(act)));
  const takenBack = groupBy(corrected, ({ act }) => keyOf(installedOf(act)));
  const chosen = groupBy(
    [...choices].sort((a, b) => compareText(a.case, b.case)),
    one => keyOf(one.installed),
  );
  return [...installed]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, one]) => ({
      installed: one,
      acts: acts.get(key) ?? [],
      takenBack: takenBack.get(key) ?? [],
      choices: chosen.get(key) ?? [],
      facts: factsOf(ofKind(acts.get(key) ?? [], 'fact')),
      readings: new Readings(readingsOf(ofKind(acts.get(key) ?? [], 'observation')), one.vendor),
    }));
}

/** Acts of a device's thread name one installation; others do not come here. */
function installedOf(act: Act): Installed {
  switch (act.kind) {
    case 'observation':
    case 'fact':
    case 'decision':
    case 'mitigation':
    case 'patch':
    case 'check':
      return act.predicate.installed;
    default:
      throw new SeqwardenError('INTERNAL', `${act.kind} is of no device`);
  }
}

/** Somebody said something that stands by itself: what refers to another record may not fit to it. */
function isSpokenOf({ acts }: InstallationSaid): boolean {
  return acts.some(
    ({ act }) => act.kind !== 'check' && (act.kind !== 'mitigation' || act.predicate.ends === null),
  );
}

function installationState({ installed, acts, facts }: InstallationSaid): InstallationState {
  return { installed, facts, readings: readingsState(ofKind(acts, 'observation')) };
}
