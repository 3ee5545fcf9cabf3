import type { HintLine } from '../overlay/overlay.ts';
import type { Reason } from './finding.ts';
import type { Listing, Standing } from './listing.ts';
import type { Moment } from './moments.ts';
import type { Opinion } from './opinion.ts';
import { overlayRange } from './overlay-range.ts';
import type { Question } from './question.ts';
import { kindName } from './words.ts';

/** Another source may say more than the product tree. It never says less. */
export function byOtherReading({ range, otherReadings }: Listing, { state }: Moment, tree: Opinion): Opinion {
  const version = state?.version ?? null;
  if (tree.verdict !== 'not_listed' || range === null || version === null) return tree;
  const wider = otherReadings.filter(line => {
    const { answer } = overlayRange(line.range).place(version);
    return answer === 'inside' || answer === 'undecided';
  });
  if (wider.length === 0) return tree;
  const reasons = wider.map(
    (line): Reason => ({ code: 'OTHER_SOURCE_DISAGREES', text: `"${line.range}": ${line.source.text}` }),
  );
  return {
    verdict: 'review',
    reasons: [...reasons, ...tree.reasons],
    overlay: [...tree.overlay, ...wider.map(({ id }) => id)],
  };
}

/** The full product name may say other versions than the branch. A no counts only where both give it. */
export function byFullName(
  { entry, rangeInName }: Listing,
  { state }: Moment,
  { senses }: Standing,
  tree: Opinion,
): Opinion {
  const version = state?.version ?? null;
  if (rangeInName === null || version === null) return tree;
  const { answer } = rangeInName.place(version);
  const isOut = answer === 'outside' || answer === 'between';
  const alarms = senses.length === 0 || senses.includes('affected') || senses.includes('open');
  const disagrees =
    tree.verdict === 'not_listed' ? alarms && !isOut : tree.verdict === 'not_affected' && isOut;
  if (!disagrees) return tree;
  const text = `the entry's full name says otherwise than its branch: "${entry.name}"`;
  return { ...tree, verdict: 'review', reasons: [{ code: 'OTHER_SOURCE_DISAGREES', text }, ...tree.reasons] };
}

/** The mode that the advisory lost. Where the installation's is not known, the entry stands as it is: the wider reading. */
export function byMode({ installation }: Question, { modes }: Listing, tree: Opinion): Opinion {
  if (modes.length === 0 || tree.verdict === 'not_listed') return tree;
  const overlay = [...tree.overlay, ...modes.map(({ id }) => id)];
  const other = modes.filter(({ mode }) => installation.mode !== null && mode !== installation.mode);
  if (other.length === 0) return { ...tree, overlay };
  const reasons = other.map(
    ({ mode, source }): Reason => ({
      code: 'MODE_DIFFERS',
      text: `the entry is of ${mode} mode: ${source.text}`,
    }),
  );
  return { verdict: 'review', reasons: [...reasons, ...tree.reasons], overlay };
}

/** Readings that may be of a fixed program or not: told beside the verdict, which they do not change. */
export function withHint(line: HintLine, component: Moment | null, opinion: Opinion): Opinion {
  const version = component?.state?.version ?? null;
  const counts = opinion.verdict === 'affected' || opinion.verdict === 'review';
  if (!counts || version === null || overlayRange(line.range).place(version).answer !== 'inside')
    return opinion;
  const text = `no version of ${kindName(line.component)} shows that it is fixed: ${line.source.text}`;
  return {
    ...opinion,
    reasons: [...opinion.reasons, { code: 'FIX_NOT_VISIBLE', text }],
    overlay: [...opinion.overlay, line.id],
  };
}
