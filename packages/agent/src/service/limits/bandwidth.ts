import { SeqwardenError } from '@seqwarden/proof';

/** A limit in a part of each day. Where several match, the first counts; where none does there is no limit. */
export interface BandwidthHours {
  /** Minutes since midnight, by the clock on the wall there; `to` is not included, and may lie before `from`: over midnight. Equal: always. */
  readonly from: number;
  readonly to: number;
  /** 0: nothing is transferred. */
  readonly bytesPerSecond: number;
}

/** Bytes per second; undefined: no limit. */
export function limitAt(table: readonly BandwidthHours[], minute: number): number | undefined {
  return table.find(({ from, to }) => isWithin(minute, from, to))?.bytesPerSecond;
}

function isWithin(minute: number, from: number, to: number): boolean {
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/**
 * Minutes since midnight by the clock on the wall. When clocks are put back an hour comes twice, and its limit with it; the hour that is left
 * out when they are put on has none.
 */
export function wallMinute(at: Date, timeZone: string): number {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    FORMATS.set(timeZone, format);
  }
  const [hour, minute] = format.format(at).split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24(?=:00)):([0-5]\d)$/;
const RATE = /^(\d{1,9})(?:\s?(k|M|G))?B\/s$/;
const FACTOR: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** `07:00-19:00` and `20 MB/s` (powers of ten), or `off`. Throws USAGE. */
export function parseHours(hours: string, rate: string): BandwidthHours {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(hours) ?? [];
  if (fromHour === undefined)
    throw new SeqwardenError('USAGE', `"${hours}" are no hours such as 07:00-19:00`);
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = (Number(toHour) * 60 + Number(toMinute)) % (24 * 60);
  return { from, to, bytesPerSecond: parseRate(rate) };
}

function parseRate(rate: string): number {
  if (rate === 'off') return 0;
  const [, count, unit = ''] = RATE.exec(rate) ?? [];
  if (count === undefined || Number(count) === 0)
    throw new SeqwardenError('USAGE', `"${rate}" is no rate such as 20 MB/s, nor off`);
  return Number(count) * (FACTOR[unit] ?? 1);
}
