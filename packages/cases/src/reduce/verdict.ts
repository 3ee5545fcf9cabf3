import type { ActVerdict } from '@seqwarden/proof/acts';
import type { ItemReason, ItemState } from '../state/index.ts';
import type { Found, ItemActs } from './item-acts.ts';
import { byTime, compareText, groupBy, newestByLog, newestOfEachLog } from './order.ts';
import { type Placed, refOf } from './placed.ts';
import { mergedReasons } from './reasons.ts';

export interface Verdict {
  readonly verdict: ActVerdict | null;
  /** The decisive one first. */
  readonly reasons: readonly ItemReason[];
  readonly findings: ItemState['findings'];
  readonly decision: ItemState['decision'];
}

/** One answer to the question whether it is affected. */
interface Answer {
  readonly verdict: ActVerdict | null;
  readonly code: ItemReason['code'];
  readonly records: readonly string[];
}

type Decision = Placed<'decision'>;

const STRICTNESS: readonly (ActVerdict | null)[] = [
  'affected',
  'review',
  null,
  'fixed',
  'not_affected',
  'not_listed',
];

const CODES = {
  affected: 'VERDICT_AFFECTED',
  review: 'VERDICT_REVIEW',
  fixed: 'VERDICT_FIXED_UNRECORDED',
  not_affected: 'NOT_AFFECTED_BY_ADVISORY',
  not_listed: 'NOT_LISTED',
} as const;

/** The strictest of what advisories say, of what persons decided, and of what they chose by a letter. */
export function verdictOf(item: ItemActs): Verdict {
  const { found, decisions } = item;
  const labels = groupBy(found, labelOf);
  const decided = newestByQuestion(found, decisions);
  const answers = [...labels].flatMap(([label, ones]) =>
    answersOf(ones, decided.get(label) ?? [], decisions),
  );
  const unasked = [...decided].filter(([question]) => !labels.has(question)).flatMap(([, ones]) => ones);
  answers.push(...unasked.map(decidedAnswer));
  answers.push(...choiceAnswers(item, answers));
  answers.sort((a, b) => strictness(a.verdict) - strictness(b.verdict) || compareText(a.code, b.code));
  return {
    verdict: answers[0]?.verdict ?? null,
    reasons: mergedReasons(answers),
    findings: [...labels.values()].flatMap(strictestOf).sort((a, b) => compareText(labelOf(a), labelOf(b))),
    decision: decisionThatCounts([...decided.values()].flat()),
  };
}

export function labelOf({ advisory }: Pick<Found, 'advisory'>): string {
  return JSON.stringify([advisory.publisher, advisory.id]);
}

/** Whether an advisory, in whatever bytes, says the same of an installation. An entry of a product tree is told by its name: ids count anew in new bytes. */
export function isSameFinding(a: Found, b: Found): boolean {
  return (
    a.finding.verdict === b.finding.verdict &&
    a.finding.product?.name === b.finding.product?.name &&
    a.finding.range === b.finding.range &&
    a.finding.remediations === b.finding.remediations
  );
}

export function strictness(verdict: ActVerdict | null): number {
  return STRICTNESS.indexOf(verdict);
}

/** Each advisory is a question of its own, so that a decision on one does not take the place of that on another; a letter is one, too. */
export function newestByQuestion(
  found: readonly Found[],
  decisions: readonly Decision[],
): Map<string, Decision[]> {
  const labels = new Map(found.map(one => [one.advisory.sha256, labelOf(one)]));
  const questions = groupBy(decisions, ({ act }) => {
    const { advisory } = act.predicate;
    return advisory === null ? 'letter' : (labels.get(advisory) ?? `bytes ${advisory}`);
  });
  return new Map([...questions].map(([question, ones]) => [question, newestOfEachLog(ones)]));
}

/** Whether nothing that an advisory says now is left open by what was last decided on it. `found`: what it says; `decided`: the newest of each log. */
export function isDenied(found: readonly Found[], decided: readonly Decision[]): boolean {
  return answersOf(found, decided, decided).every(({ verdict }) => isNothing(verdict));
}

/** Of what was decided on an advisory that which says that it does not apply as it was found; undefined: nothing does, or something says that it applies. */
export function denialOf(
  one: Found,
  found: readonly Found[],
  decided: readonly Decision[],
): Decision | undefined {
  if (decided.some(isAffected)) return undefined;
  return decided.find(decision => isCovered(one, { decision, basis: basisOf(decision, found) }));
}

/** Nothing is to be done by such a verdict. */
export function isNothing(verdict: ActVerdict | null): boolean {
  return verdict === 'not_affected' || verdict === 'not_listed';
}

/** What one advisory says, by the newest observation of each log, and what was decided on it. `all`: every decision on the item. */
function answersOf(
  found: readonly Found[],
  decided: readonly Decision[],
  all: readonly Decision[],
): Answer[] {
  const grounded = decided.map(decision => ({ decision, basis: basisOf(decision, found) }));
  const ofLogs = [...groupBy(found, ({ from }) => from.log).values()];
  const answers = ofLogs.flatMap(ones => {
    const newest = newestByLog(ones, ({ from }) => from);
    const lastStrict = newestByLog(ones.filter(isStrict), ({ from }) => from);
    return newest.flatMap(one => answerOfLog(one, lastStrict[0], grounded, all.length > 0));
  });
  return [...decided.filter(isAffected).map(decidedAnswer), ...answers];
}

interface Grounded {
  readonly decision: Decision;
  /** The finding that was decided on. */
  readonly basis: Found | undefined;
}

function basisOf({ log, index, act }: Decision, found: readonly Found[]): Found | undefined {
  const known = found.filter(
    ({ from, advisory }) =>
      from.log === log && from.index < index && advisory.sha256 === act.predicate.advisory,
  );
  return newestByLog(known, ({ from }) => from)[0];
}

/**
 * An observation opens a question, and never closes one: where an earlier one said more, what the newest says is for a person to accept. `strict`: the last that said `affected` or
 * `review`.
 */
function answerOfLog(
  newest: Found,
  strict: Found | undefined,
  decided: readonly Grounded[],
  isDecided: boolean,
): Answer[] {
  const { verdict } = newest.finding;
  const isOpen = isStrict(newest) || verdict === 'fixed';
  const covers = (one: Grounded) =>
    isCovered(newest, one) || (!isOpen && strict !== undefined && isCovered(strict, one));
  const denials = decided.filter(one => !isAffected(one.decision) && covers(one));
  if (denials.length > 0) return denials.map(({ decision }) => decidedAnswer(decision));
  const identity = newest.from.identity;
  if (!isOpen && strict !== undefined) {
    return [{ verdict: 'review', code: 'VERDICT_REVIEW', records: [identity, strict.from.identity] }];
  }
  const outdated: Answer = { verdict, code: 'DECISION_OUTDATED', records: [identity] };
  const isOutdated = isOpen && isDecided && !decided.some(covers);
  return [{ verdict, code: CODES[verdict], records: [identity] }, ...(isOutdated ? [outdated] : [])];
}

/** A decision covers what the advisory said of this installation when it was made, in whatever bytes. Where nothing tells what that was, it covers the bytes that it names. */
function isCovered(found: Found, { decision, basis }: Grounded): boolean {
  return basis === undefined
    ? found.advisory.sha256 === decision.act.predicate.advisory
    : isSameFinding(found, basis);
}

export function isStrict({ finding }: Found): boolean {
  return finding.verdict === 'affected' || finding.verdict === 'review';
}

function isAffected({ act }: Decision): boolean {
  return act.predicate.verdict === 'affected';
}

function decidedAnswer(decision: Decision): Answer {
  const { verdict } = decision.act.predicate;
  const code = isAffected(decision) ? 'DECIDED_AFFECTED' : 'DECIDED_NOT_AFFECTED';
  return { verdict, code, records: [decision.identity] };
}

/** What a person chose stays open until a person decides; where an advisory was asked since, and says nothing, the two contradict each other. */
function choiceAnswers({ choices, found }: ItemActs, answers: readonly Answer[]): Answer[] {
  if (choices.length === 0 || answers.some(({ code }) => code === 'DECIDED_NOT_AFFECTED')) return [];
  const records = choices.flatMap(choice => choice.records);
  return [{ verdict: found.length === 0 ? null : 'review', code: 'CHOSEN_BY_LETTER', records }];
}

function strictestOf(found: readonly Found[]): ItemState['findings'] {
  const [first] = newestByLog(found, ({ from }) => from).sort(
    (a, b) => strictness(a.finding.verdict) - strictness(b.finding.verdict) || byTime(b.from, a.from),
  );
  return first === undefined
    ? []
    : [{ record: refOf(first.from), advisory: first.advisory, finding: first.finding }];
}

function decisionThatCounts(decided: readonly Decision[]): ItemState['decision'] {
  const affected = decided.filter(isAffected);
  const counts = (affected.length > 0 ? affected : [...decided]).sort(byTime).at(-1);
  if (counts === undefined) return null;
  const { verdict, reason } = counts.act.predicate;
  return { record: refOf(counts), verdict, reason };
}
