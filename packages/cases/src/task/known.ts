import { installedKey } from '@seqwarden/proof/acts';
import type { ItemState, NoticeState, State } from '../state/index.ts';

/** What rules ask of the whole state, found once. */
export interface Known {
  readonly closed: ReadonlySet<string>;
  /** Released ones that were not withdrawn, by `installedKey` of what they are about. */
  readonly noticesOn: ReadonlyMap<string, readonly NoticeState[]>;
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
  return { closed: new Set(closed), noticesOn };
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
