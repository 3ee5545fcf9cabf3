import { isPlainText } from '@seqwarden/proof';
import { type Read, text } from '@seqwarden/toml';

/** Readers of single values of the site's file. None repeats a value in what it says. */

const LONGEST = 200;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** On one line, without blanks around it. */
export const name: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  if (given.trim() !== given) return place.refuse('has blanks around it');
  return isPlainText(given, LONGEST) ? given : place.refuse(`is longer than ${LONGEST} characters`);
};

/** Names that zones have; offsets are none. */
export const zone: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  try {
    if (/^[A-Za-z]/.test(given)) {
      Temporal.Now.zonedDateTimeISO(given);
      return given;
    }
  } catch {
    // told below, as what is no name at all
  }
  return place.refuse('must be the name of a time zone, as Europe/Zurich');
};

/** 1 is Monday. */
export const weekday: Read<number> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const at = WEEKDAYS.indexOf(given);
  return at === -1 ? place.refuse('must be a day of the week in small letters, as "monday"') : at + 1;
};

/** A TOML date, as `YYYY-MM-DD`. */
export const day: Read<string> = (value, place) => {
  const written = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toJSON() : '';
  return /^\d{4}-\d{2}-\d{2}$/.test(written)
    ? written
    : place.refuse('must be a date without quotes, as 2026-12-25');
};

/** A key id, or its first 24 digits, in groups or not, as `keys list` shows them. */
export const keyOfPerson: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const digits = given.replaceAll(' ', '').toLowerCase();
  return /^(?:[0-9a-f]{24}|[0-9a-f]{64})$/.test(digits)
    ? digits
    : place.refuse('must be the fingerprint or the id of a key, as `keys list` shows it');
};
