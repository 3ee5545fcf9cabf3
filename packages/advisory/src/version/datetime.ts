import { endOfDigits, trimNoise } from './characters.ts';
import { compareText, type Order } from './order.ts';

/** VERS type `datetime`: RFC 3339, section 5.6, `date-time`; the order is that of the instants. */
export const DATETIME: Order<Instant> = {
  parse,
  parseInstalled: text => parse(trimNoise(text)),
  compare,
  relation: (a, b) => (compare(a, b) === 0 ? 'same' : 'apart'),
};

interface Instant {
  /** Seconds since 1970, UTC. A leap second is the first second of the next minute. */
  readonly seconds: number;
  /** Digits behind the point, without trailing zeros. */
  readonly fraction: string;
}

function compare(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || compareText(a.fraction, b.fraction);
}

function parse(text: string): Instant | null {
  const local = readLocal(text);
  if (local === null) return null;
  const end = text[19] === '.' ? endOfDigits(text, 20) : 19;
  if (end === 20) return null;
  const offset = readOffset(text.slice(end));
  if (offset === null) return null;
  return { seconds: local - offset, fraction: withoutTrailingZeros(text.slice(20, end)) };
}

/** `YYYY-MM-DDTHH:MM:SS` at the head of `text`, as seconds. */
function readLocal(text: string): number | null {
  const marks = `${text[4]}${text[7]}${text[10]}${text[13]}${text[16]}`;
  if (marks !== '--T::' && marks !== '--t::') return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (year === null || month === null || day === null) return null;
  if (hour === null || minute === null || second === null) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** `Z` or `+HH:MM`, as seconds. */
function readOffset(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  if (text.length !== 6 || text[3] !== ':' || (text[0] !== '+' && text[0] !== '-')) return null;
  const [hours, minutes] = [digits(text, 1, 3), digits(text, 4, 6)];
  if (hours === null || minutes === null || hours > 23 || minutes > 59) return null;
  return (text[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function digits(text: string, from: number, to: number): number | null {
  return endOfDigits(text, from) >= to ? Number(text.slice(from, to)) : null;
}

function withoutTrailingZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, end);
}
