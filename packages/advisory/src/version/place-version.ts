import type { Order } from './order.ts';
import { MAX_RANGE_LENGTH } from './read-range.ts';
import type { Bound, Interval, Placement, RangeReading, UndecidedReason } from './reading.ts';
import { withOrder } from './scheme.ts';

type Placer = (installed: string) => Placement;

/** A reading's bounds are parsed once, however often it is asked. */
const PLACERS = new WeakMap<RangeReading, Placer>();

/**
 * Where `installed` lies in what was read. A no is given only if it stays a no when the shorter of two versions stands for all that begin with it; one
 * version alone is equal only part by part (decision 60).
 */
export function placeVersion(reading: RangeReading, installed: string): Placement {
  let placer = PLACERS.get(reading);
  if (placer === undefined) {
    placer = placerOf(reading);
    PLACERS.set(reading, placer);
  }
  return placer(installed);
}

function placerOf(reading: RangeReading): Placer {
  if (reading.kind === 'review') return () => undecided('RANGE_NOT_READ');
  const { scheme, intervals } = reading;
  const whole = intervals.find(({ lower, upper }) => lower === null && upper === null);
  if (whole !== undefined) return () => ({ answer: 'inside', interval: whole });
  if (intervals.length === 0) return () => ({ answer: 'outside', below: false, above: false });
  const isOrdered = scheme !== 'generic';
  return withOrder(scheme, order => placerIn(order, intervals, isOrdered));
}

interface Limits<K> {
  readonly interval: Interval;
  readonly lower: Limit<K> | null;
  readonly upper: Limit<K> | null;
  readonly isOneVersion: boolean;
}

interface Limit<K> {
  readonly key: K;
  readonly inclusive: boolean;
}

function placerIn<K>(order: Order<K>, intervals: readonly Interval[], isOrdered: boolean): Placer {
  const all = intervals.map(interval => limitsOf(order, interval));
  const limits = all.filter(each => each !== null);
  if (limits.length !== all.length) return () => undecided('RANGE_NOT_READ');
  return installed => {
    const key = installed.length > MAX_RANGE_LENGTH ? null : order.parseInstalled(installed);
    return key === null ? undecided('INSTALLED_NOT_COMPARABLE') : place(order, limits, key, isOrdered);
  };
}

function limitsOf<K>(order: Order<K>, interval: Interval): Limits<K> | null {
  const lower = limitOf(order, interval.lower);
  const upper = limitOf(order, interval.upper);
  if (lower === undefined || upper === undefined) return null;
  const isOneVersion = lower !== null && upper !== null && order.compare(lower.key, upper.key) === 0;
  return { interval, lower, upper, isOneVersion };
}

function limitOf<K>(order: Order<K>, bound: Bound | null): Limit<K> | null | undefined {
  if (bound === null) return null;
  const key = order.parse(bound.version);
  return key === null ? undefined : { key, inclusive: bound.inclusive };
}

function place<K>(order: Order<K>, limits: readonly Limits<K>[], key: K, isOrdered: boolean): Placement {
  let doubt: UndecidedReason | null = null;
  let below = false;
  let above = false;
  for (const { interval, lower, upper, isOneVersion } of limits) {
    const answer = isOneVersion
      ? isVersion(order, key, lower)
      : both(isAbove(order, key, lower), isBelow(order, key, upper));
    if (answer === true) return { answer: 'inside', interval };
    if (answer !== false) doubt ??= answer;
    else if (upper !== null && order.compare(key, upper.key) >= 0) below = true;
    else above = true;
  }
  if (!isOrdered) return undecided('INSTALLED_NOT_COMPARABLE');
  if (doubt !== null) return undecided(doubt);
  return { answer: below && above ? 'between' : 'outside', below, above };
}

/** Yes, no, or why that cannot be said. */
type Answer = boolean | UndecidedReason;

function isVersion<K>(order: Order<K>, key: K, limit: Limit<K> | null): Answer {
  if (limit === null) return true;
  const relation = order.relation(key, limit.key);
  if (relation === 'same') return true;
  if (relation === 'apart') return false;
  return relation === 'shorter' ? 'INSTALLED_COARSER' : 'BOUND_COARSER';
}

function isAbove<K>(order: Order<K>, key: K, limit: Limit<K> | null): Answer {
  if (limit === null) return true;
  const distance = order.compare(key, limit.key);
  if (distance > 0 || (distance === 0 && limit.inclusive)) return true;
  const relation = order.relation(key, limit.key);
  if (relation === 'shorter') return 'INSTALLED_COARSER';
  return relation === 'unordered' ? 'BOUND_COARSER' : false;
}

function isBelow<K>(order: Order<K>, key: K, limit: Limit<K> | null): Answer {
  if (limit === null) return true;
  const distance = order.compare(key, limit.key);
  if (distance < 0 || (distance === 0 && limit.inclusive)) return true;
  const relation = order.relation(key, limit.key);
  if (relation === 'unordered') return 'BOUND_COARSER';
  return relation === 'longer' && limit.inclusive ? 'BOUND_COARSER' : false;
}

function both(one: Answer, other: Answer): Answer {
  return one === true ? other : one;
}

function undecided(reason: UndecidedReason): Placement {
  return { answer: 'undecided', reason };
}
