import { type Calendar, WEEKDAYS, workingDaysAfter } from '../calendar/index.ts';
import type { Duty, Period } from './duty.ts';

/** By which day it has to be reported, where somebody became aware on this one; null: no day is set. Throws RangeError beyond the year 9999. */
export function reportDay({ period }: Duty, aware: string, site: Calendar): string | null {
  return period === undefined ? null : endOf(period, aware, site);
}

function endOf(period: Period, aware: string, site: Calendar): string {
  switch (period.unit) {
    case 'working-days':
      return workingDaysAfter(aware, period.count, period.calendar === 'site' ? site : WEEKDAYS);
    case 'days':
      return dayOf(Date.parse(`${aware}T00:00:00Z`) + period.count * 86_400_000);
    case 'every-year': {
      const year = Number(aware.slice(0, 4));
      const here = `${aware.slice(0, 4)}-${period.on}`;
      return here > aware ? here : `${String(year + 1).padStart(4, '0')}-${period.on}`;
    }
  }
}

/** Days are compared as texts: a year of five digits would come before all others. */
const LAST_YEAR = 9999;

/**
 * The day until which all on these duties is kept, counted from the last day on which the event can have happened: nobody becomes aware of it before. Beyond the year 9999 it is the last day of
 * that: an end that nobody knew may be written so. Null: none of them says.
 */
export function keepUntil(duties: readonly Duty[], last: string): string | null {
  const years = duties.flatMap(({ keepYears }) => keepYears ?? []);
  if (years.length === 0) return null;
  const year = Number(last.slice(0, 4)) + Math.max(...years);
  if (year > LAST_YEAR) return `${LAST_YEAR}-12-31`;
  const [month = 1, day = 1] = last.slice(5).split('-').map(Number);
  // 29 February becomes 1 March: a day too long rather than one too short.
  return dayOf(Date.UTC(year, month - 1, day));
}

/** The last day on which the event can have happened: that of becoming aware, or a later end of a time in which it may have been. Null: neither is known. */
export function lastDay(
  awareOn: string | null,
  windows: readonly { readonly until: string | null }[],
): string | null {
  return windows.reduce((last, { until }) => laterDay(last, until), awareOn);
}

/** The later of two days. */
export function laterDay(one: string | null, other: string | null): string | null {
  return (one ?? '') > (other ?? '') ? one : other;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `02-MAY-2023`: the dd-mmm-yyyy that Form FDA 3500A asks for. */
export function formDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}-${MONTHS[Number(month) - 1]}-${year}`;
}
