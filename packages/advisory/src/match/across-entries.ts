import type { Reason } from './finding.ts';
import type { Judged } from './judge-entry.ts';

/** What entries say together of one moment that none says alone: contradictions, holes between them, and fixes of nothing. */
export function acrossEntries(all: readonly Judged[]): Judged[] {
  const changed = new Map<Judged, Reason>();
  for (const group of Map.groupBy(all, ({ moment }) => moment.key).values()) {
    const [some, reason] = contradiction(group) ?? hole(group) ?? onlyFixed(group) ?? [];
    if (some === undefined || reason === undefined) continue;
    for (const one of some) changed.set(one, reason);
  }
  return changed.size === 0 ? [...all] : all.map(one => review(one, changed.get(one)));
}

type Together = readonly [readonly Judged[], Reason];

/** One entry lists the version as affected, another as not affected or fixed. */
function contradiction(group: readonly Judged[]): Together | undefined {
  const inside = group.filter(({ inside }) => inside);
  const alarming = inside.filter(
    ({ sense, evidence }) => sense === 'affected' && evidence.verdict !== 'not_affected',
  );
  const calming = inside.filter(({ sense }) => sense === 'not_affected' || sense === 'fixed');
  if (alarming.length === 0 || calming.length === 0) return undefined;
  const text = `affected by ${named(alarming.map(idOf))}, and not by ${named(calming.map(idOf))}`;
  return [[...alarming, ...calming], { code: 'ADVISORY_CONTRADICTS_ITSELF', text }];
}

/** Affected versions are listed below and above, by entries of their own, and no entry speaks of this one. */
function hole(group: readonly Judged[]): Together | undefined {
  if (group.some(({ inside }) => inside)) return undefined;
  const around = group.filter(
    ({ sense, below, above, evidence }) =>
      sense === 'affected' && (below || above) && evidence.verdict === 'not_listed',
  );
  const [one] = around;
  if (one === undefined || !around.some(({ below }) => below) || !around.some(({ above }) => above))
    return undefined;
  const ranges = named(around.map(({ evidence }) => `"${evidence.range?.written}"`));
  const text = `${one.evidence.fact?.version} lies between what ${ranges} list`;
  return [around, { code: 'VERSION_IN_HOLE', text }];
}

/** Fixed or recommended versions are listed, all of them later, and none as affected: what was fixed was somewhere. */
function onlyFixed(group: readonly Judged[]): Together | undefined {
  if (group.some(({ inside, sense }) => inside || sense === 'affected')) return undefined;
  const later = group.filter(
    ({ sense, above, evidence }) =>
      (sense === 'fixed' || evidence.status.includes('recommended')) &&
      above &&
      evidence.verdict === 'not_listed',
  );
  const [one] = later;
  if (one === undefined) return undefined;
  const ranges = named(later.map(({ evidence }) => `"${evidence.range?.written}"`));
  const text = `${one.evidence.fact?.version} is earlier than ${ranges}, listed as fixed or recommended, and no version is listed as affected`;
  return [later, { code: 'OPEN_ENDED', text }];
}

/** The first ones by name. */
function named(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const more = distinct.length - 4;
  return more > 0 ? `${distinct.slice(0, 4).join(', ')} and ${more} more` : distinct.join(', ');
}

function idOf({ evidence }: Judged): string {
  return evidence.product.id;
}

function review(one: Judged, reason: Reason | undefined): Judged {
  if (reason === undefined) return one;
  const { evidence } = one;
  return { ...one, evidence: { ...evidence, verdict: 'review', reasons: [reason, ...evidence.reasons] } };
}
