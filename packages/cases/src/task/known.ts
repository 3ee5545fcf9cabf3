import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, ItemState, NoticeState, State } from '../state/index.ts';

/** What rules ask of the whole state, found once. */
export interface Known {
  readonly closed: ReadonlySet<string>;
  /** By id of the case. */
  readonly overIn: ReadonlyMap<string, (log: string) => boolean>;
  /** Released ones that were not withdrawn, by `installedKey` of what they are about. */
  readonly noticesOn: ReadonlyMap<string, readonly NoticeState[]>;
  /** Registers in which a document of a case names it, by `installedKey`; of a device too. */
  readonly namedIn: ReadonlyMap<string, ReadonlySet<string>>;
}

export function knownOf({ cases, notices }: State): Known {
  const noticesOn = new Map<string, NoticeState[]>();
  for (const notice of notices.filter(({ standing }) => standing === 'released')) {
    for (const installed of notice.released.says.installed) {
      const key = installedKey(installed);
      const known = noticesOn.get(key);
      if (known === undefined) noticesOn.set(key, [notice]);
      else known.push(notice);
    }
  }
  const closed = cases.filter(({ standing }) => standing === 'closed').map(({ id }) => id);
  const overIn = new Map(cases.map(one => [one.id, isOverIn(one)]));
  return { closed: new Set(closed), overIn, noticesOn, namedIn: namedIn(cases) };
}

function namedIn(cases: readonly CaseState[]): Map<string, Set<string>> {
  const registers = new Map<string, Set<string>>();
  for (const { documents } of cases) {
    for (const { record, says } of documents) {
      for (const product of says.products) {
        const key = installedKey(product);
        const known = registers.get(key);
        if (known === undefined) registers.set(key, new Set([record.log]));
        else known.add(record.log);
      }
    }
  }
  return registers;
}

/** In which registers a case is over. A site expects, replies and tells its own persons: who closes a case in one register ends that for no other. */
export function isOverIn({
  standing,
  history,
}: Pick<CaseState, 'standing' | 'history'>): (log: string) => boolean {
  const closedIn = new Set(
    history.filter(({ action }) => action === 'closed').map(({ record }) => record.log),
  );
  return log => standing === 'closed' && closedIn.has(log);
}

/** The one register on whose records, letters and notices it rests; null: there are several, and each of their sites may have to act. */
export function registerOf(item: ItemState, { noticesOn, namedIn: named }: Known): string | null {
  if (isSaidByMore(item)) return null;
  const { installed, findings, decision, patches, mitigations } = item;
  const keys = [installedKey(installed), installedKey({ ...installed, id: null })];
  return onlyOne([
    ...[...findings, ...patches, ...mitigations, ...(decision === null ? [] : [decision])].map(
      ({ record }) => record.log,
    ),
    ...keys.flatMap(key => (noticesOn.get(key) ?? []).map(({ released }) => released.record.log)),
    ...keys.flatMap(key => [...(named.get(key) ?? [])]),
  ]);
}

/** The registers that say something of a case as a whole, ascending: to close it ends it in all of them. */
export function registersOf({ history, documents, expected, replies }: CaseState): string[] {
  const records = [...history, ...documents, ...expected, ...replies].map(({ record }) => record.log);
  return [...new Set(records)].sort();
}

/** null: there is none, or there are several, of which none alone has to act. */
export function onlyOne(registers: Iterable<string | null>): string | null {
  const [one = null, another] = new Set(registers);
  return another === undefined ? one : null;
}

const OF_FINDINGS: ReadonlySet<ItemState['reasons'][number]['code']> = new Set([
  'VERDICT_AFFECTED',
  'VERDICT_REVIEW',
  'VERDICT_FIXED_UNRECORDED',
  'NOT_AFFECTED_BY_ADVISORY',
  'NOT_LISTED',
  'DECIDED_AFFECTED',
  'DECIDED_NOT_AFFECTED',
  'DECISION_OUTDATED',
]);

/** Of each advisory an item has one finding, and one decision: who says it again, or worse, takes it from no other site. Of which register others are it does not tell. */
function isSaidByMore({ reasons, findings, decision }: ItemState): boolean {
  const known = new Set(
    [...findings, ...(decision === null ? [] : [decision])].map(({ record }) => record.identity),
  );
  return reasons.some(({ code, records }) => OF_FINDINGS.has(code) && records.some(one => !known.has(one)));
}

/** The day by which a notice wants it patched: the first of several. */
export function patchBy({ installed, vulnerability, cases }: ItemState, { noticesOn }: Known): string | null {
  const matters = new Set([vulnerability, ...cases.map(id => `case:${id}`)]);
  const days = (noticesOn.get(installedKey(installed)) ?? [])
    .filter(({ released }) => released.says.vulnerabilities.some(one => matters.has(one)))
    .flatMap(({ released }) => released.says.patchBy ?? []);
  return days.sort()[0] ?? null;
}

/** Something is left to be done about it. */
export function isOpen({ remediation }: ItemState): boolean {
  return remediation === 'not_remediated' || remediation === 'in_progress';
}
