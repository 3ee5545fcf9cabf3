import { type ErrorCode, SeqwardenError } from './errors.ts';

/**
 * Readers for parsed JSON of unknown shape. Each takes a value and the name of its place, and returns it typed or
 * throws {@link ShapeError}. Messages name places, never values: those are hostile.
 */
export class ShapeError extends Error {
  /** The key that stands twice in an object, where that is what is wrong. */
  readonly doubledKey: string | undefined;

  constructor(message: string, doubledKey?: string) {
    super(message);
    this.name = 'ShapeError';
    this.doubledKey = doubledKey;
  }
}

/** Turns a {@link ShapeError} from `read` into the error with this code. */
export function orCode<T>(code: ErrorCode, document: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShapeError) throw new SeqwardenError(code, `${document}: ${error.message}`);
    throw error;
  }
}

/** An object with exactly these keys. */
export function object<const K extends string>(
  value: unknown,
  place: string,
  keys: readonly K[],
): Record<K, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ShapeError(`${place} is not an object`);
  }
  if (!hasAll(value, keys)) throw new ShapeError(`${place} lacks one of the keys ${keys.join(', ')}`);
  if (Object.keys(value).length !== keys.length) throw new ShapeError(`${place} has a key that is not known`);
  return value;
}

function hasAll<K extends string>(value: object, keys: readonly K[]): value is Record<K, unknown> {
  return keys.every(key => Object.hasOwn(value, key));
}

/** Well-formed Unicode of at most `max` UTF-16 code units, without control characters (U+0000–1F, U+7F–9F). */
export function text(value: unknown, place: string, max: number): string {
  if (typeof value !== 'string') throw new ShapeError(`${place} is not a string`);
  if (!isPlainText(value, max)) throw new ShapeError(`${place} is too long or holds control characters`);
  return value;
}

export function isPlainText(value: string, max: number): boolean {
  return value.length <= max && value.isWellFormed() && !/[\0-\x1f\x7f-\x9f]/.test(value);
}

/** One of a closed set, or exactly this value. */
export function oneOf<const T extends string | number | null>(
  value: unknown,
  place: string,
  allowed: readonly T[],
): T {
  for (const one of allowed) if (value === one) return one;
  throw new ShapeError(`${place} is none of the values that it may have`);
}

export function boolean(value: unknown, place: string): boolean {
  if (typeof value !== 'boolean') throw new ShapeError(`${place} is not true or false`);
  return value;
}

/** A whole number, not negative, less than 2^53. */
export function count(value: unknown, place: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new ShapeError(`${place} is not a whole number`);
  }
  return value;
}

/** SHA-256 in lower-case hex. */
export function digest(value: unknown, place: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
    throw new ShapeError(`${place} is not a SHA-256 digest`);
  }
  return value;
}

/** 128 bits in lower-case hex: half a digest, or as many that were drawn at random. */
export function halfDigest(value: unknown, place: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{32}$/.test(value)) {
    throw new ShapeError(`${place} is not of 32 hex digits`);
  }
  return value;
}

/** `2026-11-22T18:40:00.000Z`. */
export function time(value: unknown, place: string): string {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
  const at = isTime ? new Date(value) : undefined;
  if (!isTime || at === undefined || Number.isNaN(at.getTime()) || at.toISOString() !== value) {
    throw new ShapeError(`${place} is not a UTC time with milliseconds`);
  }
  return value;
}

export function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

export function list<T>(
  value: unknown,
  place: string,
  max: number,
  read: (value: unknown, place: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new ShapeError(`${place} is not a list`);
  if (value.length > max) throw new ShapeError(`${place} has more than ${max} entries`);
  return value.map((entry, at) => read(entry, `${place}[${at}]`));
}
