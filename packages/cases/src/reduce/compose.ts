import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, ItemState, State, Uncounted } from '../state/index.ts';
import { byPlace, compareText, sortedBy } from './order.ts';
import type { Part } from './parts.ts';

/**
 * Puts the parts of all threads together, in any order. Takes time by the size of what comes out, not by what went into the parts.
 *
 * @param uncounted entries that are no acts that could be weighed
 */
export function compose(parts: Iterable<Part>, uncounted: Iterable<Uncounted>): State {
  const all = [...parts];
  const cases = all.flatMap(part => (part.of === 'case' ? (part.case ?? []) : []));
  const devices = all.filter(part => part.of === 'device');
  return {
    cases: sortedBy(cases, ({ id }) => id),
    items: withCases(
      devices.flatMap(part => part.items),
      cases,
    ),
    installations: sortedBy(
      devices.flatMap(part => part.installations),
      ({ installed }) => installedKey(installed),
    ),
    notices: sortedBy(
      all.flatMap(part => (part.of === 'notice' ? part.notices : [])),
      ({ id, released }) => `${id} ${released.record.log}`,
    ),
    incidents: sortedBy(
      all.flatMap(part => (part.of === 'incident' ? part.incidents : [])),
      ({ id, opened }) => `${id} ${opened.record.log}`,
    ),
    persons: sortedBy(
      all.flatMap(part => (part.of === 'rights' ? part.persons : [])),
      ({ log, key }) => `${log} ${key}`,
    ),
    uncounted: eachUncountedOnce([...uncounted, ...all.flatMap(part => part.uncounted)]),
  };
}

/** In order of installations and vulnerabilities, each with the cases that are about it. Items of one vulnerability share the list. */
function withCases(items: readonly ItemState[], cases: readonly CaseState[]): ItemState[] {
  const about = new Map<string, string[]>(cases.map(({ id }) => [`case:${id}`, [id]]));
  for (const { id, vulnerabilities } of cases)
    for (const one of vulnerabilities) {
      const known = about.get(one);
      if (known === undefined) about.set(one, [id]);
      else if (known.at(-1) !== id) known.push(id);
    }
  for (const ids of about.values()) ids.sort(compareText);
  const keyed = items.map(item => ({ key: installedKey(item.installed), item }));
  keyed.sort((a, b) => compareText(a.key, b.key) || compareText(a.item.vulnerability, b.item.vulnerability));
  return keyed.map(({ item }) => ({ ...item, cases: about.get(item.vulnerability) ?? [] }));
}

function eachUncountedOnce(all: readonly Uncounted[]): Uncounted[] {
  const byWhat = (one: Uncounted) => JSON.stringify([one.signer, one.kind, one.why, one.by]);
  const sorted = [...all].sort((a, b) => byPlace(a, b) || compareText(byWhat(a), byWhat(b)));
  return sorted.filter((one, at) => {
    const before = sorted[at - 1];
    return before === undefined || byPlace(before, one) !== 0 || byWhat(before) !== byWhat(one);
  });
}
