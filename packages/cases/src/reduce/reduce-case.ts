import { installedKey } from '@seqwarden/proof/acts';
import type { CaseState, Uncounted } from '../state/index.ts';
import { firstOfEachLog } from './first-of.ts';
import { ascending, byPlace, byTime, compareText, firstNamed, groupBy } from './order.ts';
import type { CasePart, Choice, ThreadActs } from './parts.ts';
import { registersOpenIn } from './parts-in-case.ts';
import { ofKind, type Placed, refOf, saidOf, uncounted } from './placed.ts';
import { type Weighed, weigh } from './weigh.ts';

/** One case: its opening, its documents, what it waits for. */
export function reduceCase(thread: ThreadActs): CasePart {
  const weighed = weigh(thread);
  const acts = ofKind(weighed.counted, 'case');
  const openings = openingsOf(weighed);
  const [opened] = openings;
  if (opened === undefined) {
    const nowhere = weighed.counted.map(act => uncounted(act, 'REFERS_TO_NOTHING'));
    return {
      of: 'case',
      case: null,
      choices: [],
      uncounted: [...weighed.uncounted, ...nowhere].sort(byPlace),
    };
  }
  const isAgain = (one: Placed<'case'>) => one.act.predicate.action === 'opened' && !openings.includes(one);
  const documents = ofKind(weighed.counted, 'received').sort(byTime);
  const { answering, unasked } = repliesTo(documents, ofKind(weighed.counted, 'reply'));
  const unsaid: Uncounted[] = [
    ...weighed.uncounted,
    ...acts.filter(isAgain).map(one => uncounted(one, 'CONTRADICTS')),
    ...unasked.map(one => uncounted(one, 'REFERS_TO_NOTHING')),
  ];
  const state = stateOf(opened.act.predicate.case, openings, {
    acts: acts.filter(one => !isAgain(one)),
    documents,
    replies: answering.sort(byTime),
    expected: ofKind(weighed.counted, 'expected'),
  });
  return {
    of: 'case',
    case: state,
    choices: choicesOf(state, documents),
    uncounted: unsaid.sort(byPlace),
  };
}

/**
 * The first of each register. Where the register that opened a case takes that back, and it is open nowhere else, it is still the case of the others that take part: nobody ends one for another register.
 */
function openingsOf({ counted, corrected }: Weighed): Placed<'case'>[] {
  const [openings, takenBack] = [counted, corrected].map(acts =>
    firstOfEachLog(ofKind(acts, 'case').filter(({ act }) => act.predicate.action === 'opened')).sort(byPlace),
  );
  if (openings === undefined || openings.length > 0) return openings ?? [];
  return (takenBack ?? []).filter(({ log }) => counted.some(one => one.log !== log));
}

interface InCase {
  readonly acts: readonly Placed<'case'>[];
  /** In order of their times, as `replies`. */
  readonly documents: readonly Placed<'received'>[];
  readonly replies: readonly Placed<'reply'>[];
  readonly expected: readonly Placed<'expected'>[];
}

function stateOf(
  id: string,
  openings: readonly Placed<'case'>[],
  { acts, documents, replies, expected }: InCase,
): CaseState {
  const named = ascending(documents.flatMap(({ act }) => act.predicate.vulnerabilities ?? []));
  const said = {
    history: [...acts].sort(byTime).map(one => ({
      record: refOf(one),
      action: one.act.predicate.action,
      reason: one.act.predicate.reason,
    })),
    documents: documents.map(saidOf),
    expected: expectations(expected, documents),
    replies: replies.map(saidOf),
  };
  const openIn = registersOpenIn(said);
  return {
    id,
    openings: openings.map(one => ({ record: refOf(one), title: one.act.predicate.title ?? '' })),
    standing: openIn.length === 0 ? 'closed' : 'open',
    openIn,
    ...said,
    vulnerabilities: named.length === 0 ? [`case:${id}`] : named,
  };
}

function repliesTo(documents: readonly Placed<'received'>[], replies: Placed<'reply'>[]) {
  const digests = new Set(documents.map(({ act }) => act.subject));
  return {
    answering: replies.filter(({ act }) => digests.has(act.predicate.answers)),
    unasked: replies.filter(({ act }) => !digests.has(act.predicate.answers)),
  };
}

/**
 * What a site waits for comes to that site: a document in another one's log does not end it, for each customer gets a letter of his own. In the log itself what was entered after
 * it ends it.
 */
function expectations(
  expected: readonly Placed<'expected'>[],
  documents: readonly Placed<'received'>[],
): CaseState['expected'] {
  const topic = (log: string, what: string, publisher: string) => JSON.stringify([log, what, publisher]);
  const lastReceived = lastIndexes(
    documents.map(one => [topic(one.log, one.act.predicate.what, one.act.predicate.publisher), one.index]),
  );
  const topicOf = (one: Placed<'expected'>) =>
    topic(one.log, one.act.predicate.what, one.act.predicate.publisher);
  const isWithdrawal = (one: Placed<'expected'>) => one.act.predicate.action === 'withdrawn';
  const lastWithdrawn = lastIndexes(expected.filter(isWithdrawal).map(one => [topicOf(one), one.index]));
  return expected
    .filter(one => !isWithdrawal(one))
    .sort(byTime)
    .map(one => {
      const { what, publisher, by } = one.act.predicate;
      const isLater = (indexes: ReadonlyMap<string, number>) => (indexes.get(topicOf(one)) ?? -1) > one.index;
      const standing = isLater(lastReceived) ? 'received' : isLater(lastWithdrawn) ? 'withdrawn' : 'open';
      return { record: refOf(one), what, publisher, by, standing };
    });
}

function lastIndexes(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const [topic, index] of pairs) last.set(topic, Math.max(index, last.get(topic) ?? -1));
  return last;
}

/**
 * Items of one case that may come of what persons chose. Documents multiply: some hundred statements could ask for more items than any machine holds. Beyond it a product that was chosen
 * is one item, of the case as a whole, whatever the documents name.
 */
const MAX_CHOSEN = 250_000;

function choicesOf({ id, vulnerabilities }: CaseState, documents: readonly Placed<'received'>[]): Choice[] {
  const chosen = documents.flatMap(document =>
    document.act.predicate.products.map(installed => ({ document, installed })),
  );
  const products = [...groupBy(chosen, ({ installed }) => installedKey(installed))];
  const isTooMuch = products.length * vulnerabilities.length > MAX_CHOSEN;
  const naming = documents.filter(({ act }) => act.predicate.vulnerabilities !== null);
  const named = new Set(naming.map(({ log }) => log));
  const ofCase = [`case:${id}`];
  const all = {
    vulnerabilities: isTooMuch ? ofCase : vulnerabilities,
    namedBy: isTooMuch ? [] : firstNamed(naming),
  };
  // Whom a letter asks about the matter answers it by names that himself says, and not by those of others.
  const asked = { vulnerabilities: ascending([...all.vulnerabilities, ...ofCase]), namedBy: [] };
  return products
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, ones]) => {
      const records = firstNamed(ones.map(({ document }) => document));
      const registers = ascending(ones.map(({ document }) => document.log));
      const shared = registers.every(log => named.has(log)) ? all : asked;
      return ones
        .slice(0, 1)
        .map(({ installed }) => ({ case: id, ...shared, installed, records, registers }));
    });
}
