import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, ItemState, State, Uncounted } from '../state/index.ts';
import { byPlace, compareText, sortedBy } from './order.ts';
import type { CasePart, DevicePart, IncidentPart, NoticePart, RecordPart, RightsPart } from './parts.ts';

/** One part of each thread, in any order. */
export interface Parts {
  readonly cases: Iterable<CasePart>;
  readonly devices: Iterable<DevicePart>;
  readonly notices: Iterable<NoticePart>;
  readonly incidents: Iterable<IncidentPart>;
  readonly records: Iterable<RecordPart>;
  readonly rights: Iterable<RightsPart>;
  /** Entries that are no acts that could be weighed. */
  readonly uncounted: Iterable<Uncounted>;
}

/** Puts parts together. Takes time by the size of what comes out, not by what went into the parts. */
export function compose(parts: Parts): State {
  const [cases, devices, notices] = [[...parts.cases], [...parts.devices], [...parts.notices]];
  const [incidents, records, rights] = [[...parts.incidents], [...parts.records], [...parts.rights]];
  const caseStates = cases.flatMap(part => part.case ?? []);
  const unsaid = [...cases, ...devices, ...notices, ...incidents, ...records, ...rights];
  const items = devices.flatMap(part => part.items);
  return {
    cases: sortedBy(caseStates, ({ id }) => id),
    items: withCases(items, caseStates),
    installations: sortedBy(
      devices.flatMap(part => part.installations),
      ({ installed }) => installedKey(installed),
    ),
    notices: sortedBy(
      notices.flatMap(part => part.notice ?? []),
      ({ id }) => id,
    ),
    incidents: sortedBy(
      incidents.flatMap(part => part.incident ?? []),
      ({ id }) => id,
    ),
    persons: sortedBy(
      rights.flatMap(part => part.persons),
      ({ log, key }) => `${log} ${key}`,
    ),
    uncounted: eachUncountedOnce([...parts.uncounted, ...unsaid.flatMap(part => part.uncounted)]),
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
