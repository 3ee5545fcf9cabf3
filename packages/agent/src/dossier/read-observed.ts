import type { Observed } from '@seqwarden/cases/summary';
import { SeqwardenError } from '@seqwarden/proof';

type Check = (value: unknown) => boolean;

const text: Check = value => typeof value === 'string';
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);
const word =
  (...words: readonly string[]): Check =>
  value =>
    words.some(one => one === value);
const shaped =
  (checks: Readonly<Record<string, Check>>): Check =>
  value => {
    if (typeof value !== 'object' || value === null) return false;
    const own = Object.entries(value);
    return (
      own.length === Object.keys(checks).length &&
      own.every(([key, one]) => Object.hasOwn(checks, key) && checks[key]?.(one) === true)
    );
  };

const installed = shaped({
  vendor: orNull(text),
  model: orNull(text),
  serial: orNull(text),
  id: orNull(text),
});
const run = shaped({
  id: orNull(text),
  at: orNull(text),
  certain: value => typeof value === 'boolean',
  verified: word('unchanged', 'changed', 'not_checked', 'not_sealed', 'cannot_tell'),
});
const observed = shaped({
  exportedAt: text,
  about: word('case', 'incident'),
  id: text,
  persons: listOf(shaped({ key: text, name: text, meaning: text })),
  windows: listOf(
    shaped({ installed, vulnerability: text, first: orNull(text), last: orNull(text), runs: listOf(run) }),
  ),
  custody: listOf(shaped({ installed, record: text, text })),
  missing: listOf(shaped({ sha256: text, code: text })),
  unread: listOf(text),
});

/** What stands in observed.json. */
export function observedText(value: Observed): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Throws DOSSIER_MALFORMED. */
export function readObserved(file: string): Observed {
  const value = parsed(file);
  if (!isObserved(value) || observedText(value) !== file)
    throw new SeqwardenError('DOSSIER_MALFORMED', 'observed.json is not in its one form');
  return value;
}

function isObserved(value: unknown): value is Observed {
  return observed(value);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
}
