import type { Found } from './item-acts.ts';
import { byPlace, groupBy } from './order.ts';
import { isSameFinding, isStrict, labelOf, strictness } from './verdict.ts';

/** New bytes of an advisory that say something else of this installation than those before. */
export interface AdvisoryChange {
  /** The last finding by the bytes before. */
  readonly from: Found;
  readonly to: Found;
  /** What the log's newest observation finds still differs from `from`. */
  readonly stands: boolean;
}

/** Those that open a question again, in each log for itself. Bytes that were seen before are no news: two observers may not have the same ones for a while. */
export function changesOf(found: readonly Found[]): AdvisoryChange[] {
  const series = groupBy(found, one => JSON.stringify([one.from.log, labelOf(one)]));
  return [...series.values()].flatMap(ones => changesIn([...ones].sort((a, b) => byPlace(a.from, b.from))));
}

function changesIn(found: readonly Found[]): AdvisoryChange[] {
  const changes: Omit<AdvisoryChange, 'stands'>[] = [];
  const known = new Set<string>();
  let before: Found | undefined;
  for (const one of found) {
    const isNews = before !== undefined && !known.has(one.advisory.sha256);
    if (isNews && before !== undefined && opensAgain(before, one)) changes.push({ from: before, to: one });
    known.add(one.advisory.sha256);
    before = one;
  }
  return changes.map(({ from, to }) => ({
    from,
    to,
    stands: before !== undefined && opensAgain(from, before),
  }));
}

/** It says that the installation is, or may be, affected, and not as before: it is worse, another entry or range, or the advisory offers something else for it. */
function opensAgain(from: Found, to: Found): boolean {
  const isWorse = strictness(to.finding.verdict) < strictness(from.finding.verdict);
  return isStrict(to) && (isWorse || !isSameFinding(from, to));
}
