/** The days on which a site works. Days are `YYYY-MM-DD`, of the calendar at the site: there are no times and no zones here. */
export interface Calendar {
  /** 1 is Monday, 7 is Sunday; at least one. */
  readonly weekdays: readonly number[];
  /** Days on which nobody works although the weekday says so. */
  readonly holidays: ReadonlySet<string>;
}

/** Monday to Friday, with no holiday: where a site says nothing. */
export const WEEKDAYS: Calendar = { weekdays: [1, 2, 3, 4, 5], holidays: new Set() };

const DAY_MS = 86_400_000;
/** More than any period in law or in a site's rules. */
const MOST = 1000;

export function isWorkingDay(day: string, { weekdays, holidays }: Calendar): boolean {
  const weekday = new Date(timeOf(day)).getUTCDay() || 7;
  return weekdays.includes(weekday) && !holidays.has(day);
}

/**
 * The `n`th working day after a day, which itself does not count; 0 is the day itself, whatever it is. Throws RangeError for what is no day, more than a
 * thousand, a week without a working day, and beyond the year 9999.
 */
export function workingDaysAfter(day: string, n: number, calendar: Calendar): string {
  return step(day, n, calendar, 1);
}

/** As {@link workingDaysAfter}, backwards. */
export function workingDaysBefore(day: string, n: number, calendar: Calendar): string {
  return step(day, n, calendar, -1);
}

/** Whether the calendar names any holiday of a day's year: without, a deadline may fall on one. */
export function knowsYearOf(day: string, { holidays }: Calendar): boolean {
  return [...holidays].some(one => one.slice(0, 4) === day.slice(0, 4));
}

function step(day: string, n: number, calendar: Calendar, by: 1 | -1): string {
  if (!Number.isInteger(n) || n < 0 || n > MOST) throw new RangeError('no number of working days');
  if (!calendar.weekdays.some(one => one >= 1 && one <= 7))
    throw new RangeError('a week without a working day');
  let at = day;
  for (let left = n; left > 0; ) {
    at = dayOf(timeOf(at) + by * DAY_MS);
    if (isWorkingDay(at, calendar)) left--;
  }
  return at;
}

function timeOf(day: string): number {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(time) || dayOf(time) !== day)
    throw new RangeError('no day of the calendar');
  return time;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
