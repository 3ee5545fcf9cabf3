import { compareSpans, compareText } from '../inventory/span.ts';
import type { Evidence, ExposedState, Reason, Verdict } from './finding.ts';
import type { Judged } from './judge-entry.ts';
import { widest, widthOf } from './opinion.ts';

/** What all entries say of all moments. */
export interface Summary {
  readonly verdict: Verdict;
  readonly product: Evidence['product'];
  readonly reasons: readonly Reason[];
  readonly evidence: readonly Evidence[];
  readonly exposed: readonly ExposedState[];
  /** What decided: what is installed now, or, where the advisory says nothing of that, what was. */
  readonly decisive: readonly Judged[];
}

/**
 * The newest state decides. One of which the advisory says nothing does not close what an older one opened: an upgrade is no proof.
 *
 * @param all at least one
 */
export function inTime(all: readonly Judged[]): Summary | undefined {
  const now = all.filter(({ moment }) => moment.now);
  const before = all.filter(({ moment }) => !moment.now);
  const verdict = widest(now.map(verdictOf)) ?? 'not_listed';
  const past = widest(before.map(verdictOf));
  const wasExposed = past === 'affected' || past === 'review';
  const evidence = kept(all)
    .toSorted(inOrder)
    .map(one => one.evidence);
  const exposed = exposedOf(all);
  if (wasExposed && (verdict === 'not_listed' || isNarrowed(deciding(now, verdict)))) {
    const decisive = deciding(before, past);
    const text =
      'an earlier version was, or may have been, listed; an upgrade to one that is not is no proof of a fix';
    const reasons: Reason[] = [
      { code: 'WAS_EXPOSED', text },
      ...reasonsOf(deciding(now, verdict)),
      ...reasonsOf(decisive),
    ];
    return summary('review', reasons, decisive, evidence, exposed);
  }
  const decisive = deciding(now.length === 0 ? before : now, now.length === 0 ? past : verdict);
  const tell = wasExposed && (verdict === 'not_affected' || (verdict === 'review' && past === 'affected'));
  const was: Reason[] = tell
    ? [
        {
          code: 'WAS_EXPOSED',
          text: `an earlier version was ${past === 'affected' ? 'affected' : 'perhaps affected'}`,
        },
      ]
    : [];
  return summary(verdict, [...reasonsOf(decisive), ...was], decisive, evidence, exposed);
}

function summary(
  verdict: Verdict,
  reasons: readonly Reason[],
  decisive: readonly Judged[],
  evidence: readonly Evidence[],
  exposed: readonly ExposedState[],
): Summary | undefined {
  const [first] = decisive;
  if (first === undefined) return undefined;
  const { product } = first.evidence;
  return { verdict, product, reasons: withoutRepeats(reasons), evidence, exposed, decisive };
}

/** Evidence of one finding; a document that lists one program a hundred thousand times does not take the memory of all others. */
const MAX_EVIDENCE = 200;

/** The most alarming, if there are too many. */
function kept(all: readonly Judged[]): readonly Judged[] {
  if (all.length <= MAX_EVIDENCE) return all;
  return all
    .toSorted((a, b) => widthOf(verdictOf(a)) - widthOf(verdictOf(b)) || inOrder(a, b))
    .slice(0, MAX_EVIDENCE);
}

function verdictOf({ evidence }: Judged): Verdict {
  return evidence.verdict;
}

/** A note excludes what is installed now. It says nothing of what was, and what was is no proof that anything was mended. */
function isNarrowed(some: readonly Judged[]): boolean {
  return some.some(
    ({ evidence }) =>
      evidence.verdict === 'not_affected' && evidence.reasons.some(({ code }) => code === 'OVERLAY_NARROWS'),
  );
}

/** Those with the verdict, in the order of the document. */
function deciding(some: readonly Judged[], verdict: Verdict | undefined): readonly Judged[] {
  return some.filter(one => verdictOf(one) === verdict).toSorted((a, b) => a.place - b.place);
}

/** All of the first entry; of the others what is of another kind: seven entries of one doubt are one doubt. */
function reasonsOf(some: readonly Judged[]): readonly Reason[] {
  const [first, ...others] = some.map(({ evidence }) => evidence.reasons);
  const codes = new Set(first?.map(({ code }) => code));
  const further = others.flat().filter(({ code }) => {
    const isNew = !codes.has(code);
    codes.add(code);
    return isNew;
  });
  return [...(first ?? []), ...further];
}

function withoutRepeats(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ code, text }) => {
    const key = `${code} ${text}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function exposedOf(all: readonly Judged[]): ExposedState[] {
  const moments = [...Map.groupBy(all, ({ moment }) => moment.key).values()];
  return moments
    .flatMap((group): ExposedState[] => {
      const verdict = widest(group.map(verdictOf));
      const [one] = group;
      if (one === undefined || (verdict !== 'affected' && verdict !== 'review')) return [];
      return [{ verdict, first: one.moment.first, last: one.moment.last }];
    })
    .toSorted((a, b) => compareSpans(a.first, b.first) || compareSpans(a.last, b.last));
}

function inOrder(a: Judged, b: Judged): number {
  return (
    compareSpans(a.moment.first, b.moment.first) ||
    compareText(a.moment.key, b.moment.key) ||
    a.place - b.place ||
    compareText(a.evidence.product.id, b.evidence.product.id)
  );
}
