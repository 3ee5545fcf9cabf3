import type { CustodyGap } from './custody-gap.ts';

/** A custody gap in one sentence, the same wherever people read it. `dayOf`: which day a moment (RFC 3339) was at the site; left out: in UTC. */
export function gapWords(
  { lastBefore, firstAfter, during, days, longestBefore, isUnusual }: CustodyGap,
  dayOf: (moment: string) => string = inUtc,
): string {
  const meanwhile = during === 0 ? '' : ` ${during} more in the very time in which it was done.`;
  if (lastBefore === null || days === null)
    return firstAfter === null
      ? `no copied run of it is in the register.${meanwhile}`
      : `the first copied run that the register has of it was sealed after that, on ${dayOf(firstAfter.sealedAt)}.${meanwhile}`;
  const usual = longestBefore === null ? '' : `, the longest time before was ${inDays(longestBefore)}`;
  const hint = isUnusual ? ' Look whether its copies fail: an account that lost rights copies nothing.' : '';
  const between =
    firstAfter === null
      ? `no run of it has been copied since, for ${inDays(days)}; the last was sealed on ${dayOf(lastBefore.sealedAt)}${usual}.`
      : `${inDays(days)} lie between the last run copied before (sealed ${dayOf(lastBefore.sealedAt)}) and the first after (${dayOf(firstAfter.sealedAt)})${usual}.`;
  return `${between}${meanwhile}${hint}`;
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function inUtc(time: string): string {
  return time.slice(0, 10);
}
