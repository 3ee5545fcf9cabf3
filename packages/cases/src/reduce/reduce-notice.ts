import type { ActOf } from '@seqwarden/proof/acts';
import type { NoticeState, PlacedAct, Uncounted } from '../state/index.ts';
import { firstOf } from './first-of.ts';
import { byPlace, byTime, groupBy, newestOfEachLog } from './order.ts';
import type { NoticePart, ThreadActs } from './parts.ts';
import { ofKind, type Placed, saidOf, uncounted } from './placed.ts';
import { weigh } from './weigh.ts';

type Attempt = NoticeState['attempts'][number];

/** One notice: its release, the attempts to send it, who read it. */
export function reduceNotice(thread: ThreadActs): NoticePart {
  const weighed = weigh(thread);
  const notices = ofKind(weighed.counted, 'notice');
  const released = firstOf(notices.filter(({ act }) => act.predicate.action === 'released'));
  if (released === undefined) {
    const nowhere = weighed.counted.map(act => uncounted(act, 'REFERS_TO_NOTHING'));
    return { of: 'notice', notice: null, uncounted: [...weighed.uncounted, ...nowhere].sort(byPlace) };
  }
  const unsaid = [...weighed.uncounted];
  const fits = fitting(released, unsaid);
  const withdrawals = notices.filter(one => one !== released && fits(one));
  const attempts = attemptsOf(ofKind(weighed.counted, 'sending').filter(fits), unsaid);
  const read = ofKind(weighed.counted, 'acknowledgement').filter(fits);
  const acknowledged = firstOf(read.filter(({ act }) => act.predicate.answer === 'read')) ?? firstOf(read);
  return {
    of: 'notice',
    notice: {
      id: released.act.predicate.notice,
      case: released.act.predicate.case,
      released: saidOf(released),
      standing: withdrawals.length > 0 ? 'withdrawn' : 'released',
      attempts,
      acknowledged: acknowledged === undefined ? null : saidOf(acknowledged),
    },
    uncounted: unsaid.sort(byPlace),
  };
}

/** Whether an act is about this release; what is not goes to `unsaid`. */
function fitting(released: Placed<'notice'>, unsaid: Uncounted[]) {
  const { case: ofCase, recipient } = released.act.predicate;
  return (one: Placed<'notice' | 'sending' | 'acknowledgement'>): boolean => {
    const { act } = one;
    const isReleasedAgain = act.kind === 'notice' && act.predicate.action === 'released';
    const isAnothers = act.kind === 'acknowledgement' && !isOfRecipient(one, act.predicate, recipient);
    const isOfOtherSite =
      act.kind === 'sending' && one.log !== released.log && !tellsOfFailure(act.predicate);
    const fits = act.predicate.case === ofCase && !isReleasedAgain && !isAnothers && !isOfOtherSite;
    if (!fits) unsaid.push(uncounted(one, 'CONTRADICTS'));
    return fits;
  };
}

/** The site that released a notice sends it. Another register may say that it did not arrive; that it goes out, or did, would keep that site from sending it. */
function tellsOfFailure({ state }: ActOf<'sending'>['predicate']): boolean {
  return state === 'not_sent' || state === 'returned';
}

function isOfRecipient(
  { signer }: PlacedAct,
  { by, recipient }: { readonly by: 'recipient' | 'form'; readonly recipient: string },
  expected: string,
): boolean {
  return recipient === expected && (by === 'form' || signer === expected);
}

function attemptsOf(sendings: readonly Placed<'sending'>[], unsaid: Uncounted[]): Attempt[] {
  const groups = [...groupBy(sendings, ({ act }) => act.predicate.attempt).values()];
  return groups
    .flatMap(group => {
      const intended = firstOf(group.filter(({ act }) => act.predicate.state === 'intended'));
      const others = group.filter(one => one !== intended);
      const isAfter = (one: Placed<'sending'>) => intended !== undefined && continues(intended, one);
      const after = others.filter(isAfter);
      const why = intended === undefined ? 'REFERS_TO_NOTHING' : 'CONTRADICTS';
      for (const one of others) if (!isAfter(one)) unsaid.push(uncounted(one, why));
      return intended === undefined ? [] : [{ intended, after }];
    })
    .sort((a, b) => byTime(a.intended, b.intended))
    .map(({ intended, after }) => ({
      attempt: intended.act.predicate.attempt,
      intended: saidOf(intended),
      outcome: outcomeOf(after),
      said: [...after].sort(byTime).map(saidOf),
    }));
}

function continues(intended: Placed<'sending'>, one: Placed<'sending'>): boolean {
  const [was, is] = [intended.act.predicate, one.act.predicate];
  const isSame =
    was.recipient === is.recipient &&
    was.purpose === is.purpose &&
    was.channel === is.channel &&
    was.messageId === is.messageId;
  return isSame && is.state !== 'intended';
}

/** The newest of each log; of these what means that nobody has it. */
function outcomeOf(after: readonly Placed<'sending'>[]): Attempt['outcome'] {
  const said = new Set(newestOfEachLog(after).map(({ act }) => act.predicate.state));
  for (const state of ['returned', 'not_sent', 'sent'] as const) if (said.has(state)) return state;
  return 'uncertain';
}
