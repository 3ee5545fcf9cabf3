/**
 * A time as an instrument wrote it. `at` is in ms since 1970; of a `wall` time it is what its clock showed, read as if in UTC. `length` is how much
 * of time the writing leaves open, in ms: a day, a minute, a second; 1 where it says it to the millisecond.
 */
export interface WrittenTime {
  readonly kind: 'instant' | 'wall';
  readonly at: number;
  readonly length: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

const COMPACT_DAY = /^(\d{2}|\d{4})(\d{2})(\d{2})$/;
/** RFC 3339, and what differs from it by a blank or by a missing zone. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;
/** As Windows writes dates in its many languages: the year first or last, the time with 24 hours or with AM and PM. */
const LOCAL =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})\.?(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AP])\.?\s?M\.?)?)?$/i;

/** All that a text may mean; empty: it is no time of a form that instruments are known to write (docs/FORMATS.md 25.1). */
export function writtenTimes(text: string): readonly WrittenTime[] {
  const compact = COMPACT_DAY.exec(text);
  if (compact !== null) {
    const [, year = '', month, day] = compact;
    return some(timeOf([year.length === 2 ? `20${year}` : year, month, day], undefined, 'wall'));
  }
  return iso(text) ?? local(text);
}

function iso(text: string): readonly WrittenTime[] | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const clock = clockOf(hour, minute, second, fraction, undefined);
  if (clock === undefined) return [];
  const wall = timeOf([year, month, day], clock, zone === undefined ? 'wall' : 'instant');
  const offset = zone === undefined ? 0 : offsetOf(zone);
  return wall === undefined || offset === undefined ? [] : [{ ...wall, at: wall.at - offset }];
}

function local(text: string): readonly WrittenTime[] {
  const match = LOCAL.exec(text);
  if (match === null) return [];
  const [, first = '', , middle, last = '', hour, minute, second, fraction, half] = match;
  const clock = hour === undefined ? undefined : clockOf(hour, minute, second, fraction, half);
  if (hour !== undefined && clock === undefined) return [];
  if (first.length === 4) return some(timeOf([first, middle, last], clock, 'wall'));
  if (last.length !== 4) return [];
  const asDayFirst = timeOf([last, middle, first], clock, 'wall');
  const asMonthFirst = timeOf([last, first, middle], clock, 'wall');
  return asDayFirst?.at === asMonthFirst?.at
    ? some(asDayFirst)
    : [...some(asDayFirst), ...some(asMonthFirst)];
}

function some(time: WrittenTime | undefined): readonly WrittenTime[] {
  return time === undefined ? [] : [time];
}

interface Clock {
  readonly ms: number;
  readonly length: number;
}

/** Midnight and noon are 12 AM and 12 PM. */
function clockOf(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
  half: string | undefined,
): Clock | undefined {
  let hours = Number(hour);
  const [minutes, seconds] = [Number(minute), Number(second ?? 0)];
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  }
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const ms = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  return {
    ms: (hours * 60 + minutes) * MINUTE + seconds * SECOND + ms,
    length: second === undefined ? MINUTE : fraction === undefined ? SECOND : 1,
  };
}

/** undefined: there is no such day. */
function timeOf(
  [year, month, day]: readonly (string | undefined)[],
  clock: Clock | undefined,
  kind: WrittenTime['kind'],
): WrittenTime | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(y, m - 1, d));
  if (y < 1000 || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined;
  return { kind, at: date.getTime() + (clock?.ms ?? 0), length: clock?.length ?? DAY };
}

/** ms; undefined: no zone has it. */
function offsetOf(zone: string): number | undefined {
  if (/^z$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * MINUTE * (zone.startsWith('-') ? -1 : 1);
}
