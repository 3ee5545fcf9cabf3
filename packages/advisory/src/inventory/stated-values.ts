import { isPlainText } from '@seqwarden/proof';
import { type Read, text } from '@seqwarden/toml';
import type { ComponentKind, TimeSpan } from './inventory.ts';

/** Readers of single values of the file of stated facts. None repeats a value in what it says. */

const LONGEST = 200;

/** What names something: on one line, without blanks around it. */
export const name: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  if (given.trim() !== given) return place.refuse('has blanks around it');
  return isPlainText(given, LONGEST) ? given : place.refuse(`is longer than ${LONGEST} characters`);
};

export const words: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return isPlainText(given, 500) ? given : place.refuse('is longer than 500 characters');
};

/** Persons have no place in what is passed on: roles have, and keys. */
export const role: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(given)
    ? given
    : place.refuse('must be a role, of a-z, 0-9 and -, or the id of a key; no name of a person');
};

export const installationId: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(given)
    ? given
    : place.refuse('must be of a-z, 0-9 and -, at most 40');
};

export function oneOf<T extends string>(...words: readonly T[]): Read<T> {
  return (value, place) => {
    const given = text(value, place);
    if (given === undefined) return undefined;
    return words.find(word => word === given) ?? place.refuse(`must be one of: ${words.join(', ')}`);
  };
}

export const component: Read<ComponentKind> = oneOf(
  'control',
  'universal-copy-service',
  'local-run-manager',
  'rta',
  'other',
);

/** Names that zones have; offsets are none. */
export const zone: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  if (!/^[A-Za-z]/.test(given)) return place.refuse('must be the name of a time zone, as Europe/Zurich');
  try {
    Temporal.Now.zonedDateTimeISO(given);
    return given;
  } catch {
    return place.refuse('is no time zone that is known here; names are as Europe/Zurich');
  }
};

export const vulnerability: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  return /^[!-~]{1,100}$/.test(given) ? given : place.refuse('must be an id, as CVE-2023-1968');
};

export function hexDigest(digits: number): Read<string> {
  return (value, place) => {
    const given = text(value, place);
    if (given === undefined) return undefined;
    const lower = given.toLowerCase();
    return lower.length === digits && /^[0-9a-f]+$/.test(lower)
      ? lower
      : place.refuse(`must have ${digits} hexadecimal digits`);
  };
}

/** A day or an instant as it was written; where it lies in UTC depends on a zone. */
export interface StatedTime {
  /** `YYYY-MM-DD`, as written. */
  readonly day: string;
  /** RFC 3339; null: the whole day. */
  readonly instant: string | null;
}

/** A TOML date, or an offset date-time. */
export const time: Read<StatedTime> = (value, place) => {
  const isDate = value instanceof Date && !Number.isNaN(value.getTime());
  const written = isDate ? value.toJSON() : '';
  if (!isDate) return place.refuse('must be a date without quotes, as 2023-05-02');
  if (/^\d{4}-\d{2}-\d{2}$/.test(written)) return { day: written, instant: null };
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(written))
    return place.refuse('must be a date, or a time with its offset, as 2023-05-02T14:00:00+02:00');
  return { day: written.slice(0, 10), instant: new Date(value.getTime()).toISOString() };
};

/** A TOML date. */
export const day: Read<string> = (value, place) => {
  const given = time(value, place);
  if (given === undefined) return undefined;
  return given.instant === null ? given.day : place.refuse('must be a date alone, as 2023-05-02');
};

/** Zones reach from +14 to -12: without one, a day is that of any zone. */
export function spanOf({ day, instant }: StatedTime, zone: string | null): TimeSpan {
  if (instant !== null) return { from: instant, until: instant };
  const date = Temporal.PlainDate.from(day);
  const [east, west] = zone === null ? ['+14:00', '-12:00'] : [zone, zone];
  const from = date.toZonedDateTime(east).epochMilliseconds;
  const until = date.add({ days: 1 }).toZonedDateTime(west).epochMilliseconds - 1;
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
}
