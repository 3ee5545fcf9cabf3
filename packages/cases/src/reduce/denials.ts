import type { ActVerdict } from '@seqwarden/proof/acts';
import type { PlacedAct } from '../state/index.ts';
import { type AdvisoryChange, changesOf } from './advisory-changes.ts';
import type { ItemActs } from './item-acts.ts';
import { byPlace, groupBy } from './order.ts';
import type { Placed } from './placed.ts';
import { denialOf, isDenied, isNothing, labelOf, newestByQuestion, verdictOf } from './verdict.ts';

type About = Pick<ItemActs, 'found' | 'decisions'>;

/** Labels of the advisories that do not apply here, as persons decided of what they say now. */
export function deniedLabels({ found, decisions }: About): ReadonlySet<string> {
  if (decisions.length === 0) return new Set();
  const decided = newestByQuestion(found, decisions);
  const labels = [...groupBy(found, labelOf)].filter(([label, ones]) =>
    isDenied(ones, decided.get(label) ?? []),
  );
  return new Set(labels.map(([label]) => label));
}

/** With them those that did not apply until new bytes said something else: by these it is judged what was done before. */
export function onceDeniedLabels(about: About): ReadonlySet<string> {
  const labels = new Set(deniedLabels(about));
  if (about.decisions.length === 0) return labels;
  for (const change of lastOfEachLog(changesOf(about.found)))
    if (denialBefore(change, about) !== undefined) labels.add(labelOf(change.to));
  return labels;
}

/** The decisions by which nothing was to be done about an item, until new bytes of the advisory on which each was made said something else. By what outdated them. */
export function outdatedDenials(
  changes: readonly AdvisoryChange[],
  item: ItemActs,
): ReadonlyMap<AdvisoryChange, Placed<'decision'>> {
  if (item.decisions.length === 0) return new Map();
  return new Map(
    lastOfEachLog(changes).flatMap((change): [AdvisoryChange, Placed<'decision'>][] => {
      const denial = denialBefore(change, item);
      return denial !== undefined && isNothing(verdictBefore(change, item)) ? [[change, denial]] : [];
    }),
  );
}

/** Each takes time by all that was found: whoever may observe could else make it as many as he likes. */
const MOST_CHANGES = 64;

function lastOfEachLog(changes: readonly AdvisoryChange[]): AdvisoryChange[] {
  return [...groupBy(changes, ({ to }) => to.from.log).values()].flatMap(ones =>
    ones.sort((a, b) => byPlace(a.to.from, b.to.from)).slice(-MOST_CHANGES),
  );
}

function verdictBefore({ to }: AdvisoryChange, item: ItemActs): ActVerdict | null {
  const found = item.found.filter(({ from }) => isBefore(from, to.from));
  const decisions = item.decisions.filter(one => isBefore(one, to.from));
  return verdictOf({ ...item, found, decisions }).verdict;
}

function denialBefore({ from, to }: AdvisoryChange, { found, decisions }: About) {
  const earlier = decisions.filter(one => isBefore(one, to.from));
  const decided = newestByQuestion(found, earlier).get(labelOf(to)) ?? [];
  return denialOf(from, found, decided);
}

/** In one log by index; between two there is only the time that is stated. */
function isBefore(one: PlacedAct, other: PlacedAct): boolean {
  return one.log === other.log ? one.index < other.index : one.statedAt <= other.statedAt;
}
