import type { ConditionLine } from '../overlay/overlay.ts';
import type { Placement } from '../version/index.ts';
import type { Reason } from './finding.ts';
import type { Moment } from './moments.ts';
import type { Opinion } from './opinion.ts';
import { overlayRange } from './overlay-range.ts';
import { kindName } from './words.ts';

/**
 * The advisory's own note names versions of one component. One that was read outside of them makes a certain listing `not_affected`; of anything less certain it
 * is only told. Where nothing is known of the component the listing stands. A note on the very program that the entry is of (`isOwn`) may name versions that the
 * entry's range leaves out: the wider of the two is for a person.
 *
 * @param component the state of the component that `line` names, seen together with the entry's; null: none was
 */
export function byCondition(
  line: ConditionLine,
  component: Moment | null,
  tree: Opinion,
  isOwn: boolean,
): Opinion {
  if (tree.verdict === 'not_listed' && isOwn) return byOwnNote(line, component, tree);
  if (tree.verdict !== 'affected' && tree.verdict !== 'review') return tree;
  const overlay = [...tree.overlay, line.id];
  const what = kindName(line.component);
  const state = component?.state ?? null;
  if (state === null || state.version === null) {
    // Of something unknown already, one more unknown says nothing.
    if (tree.reasons.some(({ code }) => code === 'VERSION_UNKNOWN')) return { ...tree, overlay };
    const text = `the version of ${what}, on which this depends, is not known: ${line.source.text}`;
    return { ...tree, reasons: [...tree.reasons, { code: 'VERSION_UNKNOWN', text }], overlay };
  }
  const installed = `${what} ${state.version}`;
  const answers = line.ranges.map(range => overlayRange(range).place(state.version ?? ''));
  if (answers.some(({ answer }) => answer === 'inside')) return { ...tree, overlay };
  const isOutside = answers.every(({ answer }) => answer === 'outside' || answer === 'between');
  if (isOutside && state.confidence === 'read') {
    const narrows: Reason = {
      code: 'OVERLAY_NARROWS',
      text: `${installed} is not meant: ${line.source.text}`,
    };
    return tree.verdict === 'affected'
      ? { verdict: 'not_affected', reasons: [narrows, ...tree.reasons], overlay }
      : { verdict: 'review', reasons: [...tree.reasons, narrows], overlay };
  }
  const reason: Reason = isOutside
    ? {
        code: 'VERSION_UNKNOWN',
        text: `${installed} is ${state.confidence}, not read, and is not meant: ${line.source.text}`,
      }
    : {
        code: undecidedCode(answers),
        text: `whether ${installed} is meant cannot be told: ${line.source.text}`,
      };
  const reasons = tree.verdict === 'affected' ? [reason, ...tree.reasons] : [...tree.reasons, reason];
  return { verdict: 'review', reasons, overlay };
}

function byOwnNote(line: ConditionLine, component: Moment | null, tree: Opinion): Opinion {
  const version = component?.state?.version ?? null;
  if (version === null) return tree;
  const answers = line.ranges.map(range => overlayRange(range).place(version).answer);
  if (!answers.some(answer => answer === 'inside' || answer === 'undecided')) return tree;
  const text = `${kindName(line.component)} ${version} is, or may be, meant: ${line.source.text}`;
  return {
    verdict: 'review',
    reasons: [{ code: 'OTHER_SOURCE_DISAGREES', text }, ...tree.reasons],
    overlay: [...tree.overlay, line.id],
  };
}

function undecidedCode(answers: readonly Placement[]): Reason['code'] {
  const reason = answers.flatMap(one => (one.answer === 'undecided' ? [one.reason] : []))[0];
  return reason === undefined || reason === 'INSTALLED_NOT_COMPARABLE' ? 'VERSION_NOT_COMPARABLE' : reason;
}
