import type { ActOf } from '@seqwarden/proof/acts';
import type { NoticeState, PlacedAct, Uncounted } from '../state/index.ts';
import { aboutThatOf, type OfRegister, unsaidByAll } from './each-register.ts';
import { firstOf, firstOfEachLog } from './first-of.ts';
import { byPlace, byTime, groupBy, newestOfEachLog } from './order.ts';
import type { NoticePart, ThreadActs } from './parts.ts';
import { ofKind, type Placed, saidOf, uncounted } from './placed.ts';
import { weigh } from './weigh.ts';

type Attempt = NoticeState['attempts'][number];

/** A notice of each register that released it: its release, the attempts to send it, who read it. Whoever else releases one under its id has another notice. */
export function reduceNotice(thread: ThreadActs): NoticePart {
  const { counted, uncounted: unweighed } = weigh(thread);
  const isAbout = aboutThatOf(releasesOf(counted));
  const releases = firstOfEachLog(releasesOf(counted)).sort(byPlace);
  if (releases.length === 0) {
    const nowhere = counted.map(act => uncounted(act, 'REFERS_TO_NOTHING'));
    return { of: 'notice', notices: [], uncounted: [...unweighed, ...nowhere].sort(byPlace) };
  }
  const all = releases.map(released => ofRelease(released, counted, isAbout));
  return {
    of: 'notice',
    notices: all.map(({ notice }) => notice),
    uncounted: [...unweighed, ...unsaidByAll(all)].sort(byPlace),
  };
}

function releasesOf(acts: readonly PlacedAct[]): Placed<'notice'>[] {
  return ofKind(acts, 'notice').filter(({ act }) => act.predicate.action === 'released');
}

type IsAbout = ReturnType<typeof aboutThatOf>;

function ofRelease(
  released: Placed<'notice'>,
  acts: readonly PlacedAct[],
  isAbout: IsAbout,
): OfRegister & { readonly notice: NoticeState } {
  const unsaid: Uncounted[] = [];
  const fits = fitting(released, isAbout, unsaid);
  const withdrawals = ofKind(acts, 'notice').filter(one => one !== released && fits(one));
  const attempts = attemptsOf(ofKind(acts, 'sending').filter(fits), unsaid);
  const read = ofKind(acts, 'acknowledgement').filter(fits);
  const acknowledged = firstOf(read.filter(({ act }) => act.predicate.answer === 'read')) ?? firstOf(read);
  const notice: NoticeState = {
    id: released.act.predicate.notice,
    case: released.act.predicate.case,
    released: saidOf(released),
    standing: withdrawals.length > 0 ? 'withdrawn' : 'released',
    attempts,
    acknowledged: acknowledged === undefined ? null : saidOf(acknowledged),
  };
  return { log: released.log, notice, unsaid };
}

/** Whether an act is about this release; what is not goes to `unsaid`. */
function fitting(released: Placed<'notice'>, isAbout: IsAbout, unsaid: Uncounted[]) {
  return (one: OfNotice): boolean => {
    const fits =
      one.act.predicate.case === released.act.predicate.case &&
      (one.log === released.log ? mayBeSaidThere(one, released) : mayBeSaidElsewhere(one, released, isAbout));
    if (!fits) unsaid.push(uncounted(one, 'CONTRADICTS'));
    return fits;
  };
}

type OfNotice = Placed<'notice' | 'sending' | 'acknowledgement'>;

/** In the register that released it. */
function mayBeSaidThere({ act, signer }: OfNotice, released: Placed<'notice'>): boolean {
  switch (act.kind) {
    case 'notice':
      return act.predicate.action === 'withdrawn';
    case 'sending':
      return true;
    case 'acknowledgement': {
      const { release = released.identity, recipient, by } = act.predicate;
      const isTheirs = recipient === released.act.predicate.recipient;
      return release === released.identity && isTheirs && (by === 'form' || signer === recipient);
    }
  }
}

/**
 * In another one. The site that released a notice sends it, withdraws it and takes in its forms; that it went out, by the word of another site, would keep it from going out. Another
 * register may say that it did not arrive; and the recipient's own key acknowledges wherever it is enrolled.
 */
function mayBeSaidElsewhere(one: OfNotice, released: Placed<'notice'>, isAbout: IsAbout): boolean {
  const { act, signer } = one;
  switch (act.kind) {
    case 'notice':
      return false;
    case 'sending':
      return tellsOfFailure(act.predicate) && isAbout(one, released);
    case 'acknowledgement': {
      const { release, recipient, by } = act.predicate;
      const isMeant = release === undefined ? isAbout(one, released) : release === released.identity;
      const isTheirs = recipient === released.act.predicate.recipient;
      return isMeant && isTheirs && by === 'recipient' && signer === recipient;
    }
  }
}

function tellsOfFailure({ state }: ActOf<'sending'>['predicate']): boolean {
  return state === 'not_sent' || state === 'returned';
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
