import type { Reason } from './finding.ts';
import type { Judged } from './judge-entry.ts';

/** What entries say together of one moment that none says alone: contradictions, and holes between them. */
export function acrossEntries(all: readonly Judged[]): Judged[] {
  const groups = Map.groupBy(all, ({ moment }) => moment.key);
  return all.map(one => {
    const group = groups.get(one.moment.key) ?? [];
    return contradiction(one, group) ?? hole(one, group) ?? one;
  });
}

/** One entry lists the version as affected, another as not affected or fixed. */
function contradiction(one: Judged, group: readonly Judged[]): Judged | undefined {
  const inside = group.filter(({ inside }) => inside);
  const alarming = inside.filter(
    ({ sense, evidence }) => sense === 'affected' && evidence.verdict !== 'not_affected',
  );
  const calming = inside.filter(({ sense }) => sense === 'not_affected' || sense === 'fixed');
  if (alarming.length === 0 || calming.length === 0) return undefined;
  if (!alarming.includes(one) && !calming.includes(one)) return undefined;
  const ids = (some: readonly Judged[]) => some.map(({ evidence }) => evidence.product.id).join(', ');
  return review(one, {
    code: 'ADVISORY_CONTRADICTS_ITSELF',
    text: `affected by ${ids(alarming)}, and not by ${ids(calming)}`,
  });
}

/** Affected versions are listed below and above, by entries of their own, and no entry speaks of this one. */
function hole(one: Judged, group: readonly Judged[]): Judged | undefined {
  if (group.some(({ inside }) => inside)) return undefined;
  const around = group.filter(
    ({ sense, below, above, evidence }) =>
      sense === 'affected' && (below || above) && evidence.verdict === 'not_listed',
  );
  const isHole = around.some(({ below }) => below) && around.some(({ above }) => above);
  if (!isHole || !around.includes(one)) return undefined;
  const ranges = around.map(({ evidence }) => `"${evidence.range?.written}"`).join(' and ');
  return review(one, {
    code: 'VERSION_IN_HOLE',
    text: `${one.evidence.fact?.version} lies between ${ranges}, of which neither speaks of it`,
  });
}

function review(one: Judged, reason: Reason): Judged {
  const { evidence } = one;
  return { ...one, evidence: { ...evidence, verdict: 'review', reasons: [reason, ...evidence.reasons] } };
}
