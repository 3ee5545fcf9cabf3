import { count, digest, list, nullable, oneOf, ShapeError, text } from '../shape.ts';

/** Code units of a title, a name and a reference. */
export const MAX_NAME = 200;
/** Code units of words that a person gives as a reason. They stay for ever, so they name nobody. */
export const MAX_WORDS = 500;
const MAX_EVIDENCE = 32;
/** Vulnerabilities in one statement; more need several. */
export const MAX_VULNERABILITIES = 64;

type Reader<T> = (value: unknown, place: string) => T;

export function name(value: unknown, place: string): string {
  return visible(value, place, MAX_NAME);
}

/** May be empty only where the field is nullable, and then it is null. */
export function words(value: unknown, place: string): string {
  return visible(value, place, MAX_WORDS);
}

function visible(value: unknown, place: string, max: number): string {
  const read = text(value, place, max);
  if (!/\S/.test(read)) throw new ShapeError(`${place} is empty`);
  return read;
}

/** `2026-11-22`, a day of the calendar at the site. */
export function day(value: unknown, place: string): string {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  const at = isDay ? new Date(`${value}T00:00:00.000Z`) : undefined;
  if (!isDay || at === undefined || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value)
    throw new ShapeError(`${place} is not a day`);
  return value;
}

/** SHA-512 in lower-case hex. */
export function digest512(value: unknown, place: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{128}$/.test(value))
    throw new ShapeError(`${place} is not a SHA-512 digest`);
  return value;
}

/**
 * `CVE-2023-1968`; where the matter has no such id, what its advisory calls it, or `case:` and the id of a case that began with a letter. One vulnerability has one spelling, or it would
 * have to be fixed twice.
 */
export function vulnerability(value: unknown, place: string): string {
  const read = name(value, place);
  const isSpelt =
    read.trim() === read &&
    (/^CVE-\d{4}-\d{4,}$/.test(read) || !/^cve-\d/i.test(read)) &&
    (/^case:[0-9a-f]{32}$/.test(read) || !/^case:/i.test(read));
  if (!isSpelt) throw new ShapeError(`${place} is spelt otherwise than a vulnerability is`);
  return read;
}

/** At least one, ascending by code units, each once. */
export function vulnerabilities(value: unknown, place: string): readonly string[] {
  const read = list(value, place, MAX_VULNERABILITIES, vulnerability);
  requireAscending(read, place);
  if (read.length === 0) throw new ShapeError(`${place} is empty`);
  return read;
}

/** Digests of files in the evidence store, ascending, each once; may be empty. */
export function evidence(value: unknown, place: string): readonly string[] {
  const read = list(value, place, MAX_EVIDENCE, digest);
  requireAscending(read, place);
  return read;
}

export function requireAscending(read: readonly string[], place: string): void {
  if (read.some((one, at) => at > 0 && one <= (read[at - 1] ?? '')))
    throw new ShapeError(`${place} is not in ascending order`);
}

/** As `nullable` of shape.ts, for readers that name their place. */
export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, place) => nullable(value, inner => read(inner, place));
}

/** A list whose order says nothing: ascending by `key` (code units), each key once. */
export function ascending<T>(read: Reader<T>, max: number, key: (one: T) => string): Reader<readonly T[]> {
  return (value, place) => {
    const all = list(value, place, max, read);
    requireAscending(all.map(key), place);
    return all;
  };
}

/** A day on which something happened, as the site's calendar has it: where a zone is ahead of UTC, it is a day more. */
export function isOver(on: string, statedAt: string): boolean {
  const next = new Date(Date.parse(statedAt) + 24 * 60 * 60 * 1000);
  return on <= next.toISOString().slice(0, 10);
}

export function choice<const T extends string>(allowed: readonly T[]): Reader<T> {
  return (value, place) => oneOf(value, place, allowed);
}

/** A whole number of at most `max`. */
export function upTo(max: number): Reader<number> {
  return (value, place) => {
    const read = count(value, place);
    if (read > max) throw new ShapeError(`${place} is more than ${max}`);
    return read;
  };
}
