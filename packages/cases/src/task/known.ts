import { installedKey } from '@seqwarden/proof/acts';
import { isOverIn, registersOf } from '../reduce/index.ts';
import type { CaseState, ItemState, NoticeState, State } from '../state/index.ts';

/** What rules ask of the whole state, found once. */
export interface Known {
  /** By id of the case, as the next two: the registers in which it is open, those that take part, and whether it is over in one. */
  readonly openIn: ReadonlyMap<string, ReadonlySet<string>>;
  readonly partIn: ReadonlyMap<string, ReadonlySet<string>>;
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
  const openIn = new Map(cases.map(one => [one.id, new Set(one.openIn)]));
  const partIn = new Map(cases.map(one => [one.id, new Set(registersOf(one))]));
  const overIn = new Map(cases.map(one => [one.id, isOverIn(one)]));
  return { openIn, partIn, overIn, noticesOn, namedIn: namedIn(cases) };
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

/** The registers that say something of it, ascending. */
export function registersOn({ registers, patches, mitigations }: ItemState): string[] {
  const said = [...patches, ...mitigations].map(({ record }) => record.log);
  return [...new Set([...registers, ...said])].sort();
}

/** The one register on whose records, letters and notices it rests; null: there are several, and each of their sites may have to act. */
export function registerOf(item: ItemState, { noticesOn, namedIn: named }: Known): string | null {
  const { installed } = item;
  const keys = [installedKey(installed), installedKey({ ...installed, id: null })];
  return onlyOne([
    ...registersOn(item),
    ...keys.flatMap(key => (noticesOn.get(key) ?? []).map(({ released }) => released.record.log)),
    ...keys.flatMap(key => [...(named.get(key) ?? [])]),
  ]);
}

/** null: there is none, or there are several, of which none alone has to act. */
function onlyOne(registers: Iterable<string | null>): string | null {
  const [one = null, another] = new Set(registers);
  return another === undefined ? one : null;
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
