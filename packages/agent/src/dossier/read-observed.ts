import { isDeepStrictEqual } from 'node:util';
import type { Observed } from '@seqwarden/cases/summary';
import { SeqwardenError } from '@seqwarden/proof';
import {
  aFlag,
  aText,
  listOf,
  oneOf,
  optional,
  orNull,
  type Shape,
  shaped,
} from '@seqwarden/proof/json-shape';

/** Clocks of no place are further from UTC. */
const MOST_MINUTES = 24 * 60;
const minutes: Shape<number> = value =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < MOST_MINUTES
    ? { is: value }
    : null;

/** Clocks of no place have changed so often. Each moment that the summary shows looks for its own. */
const MOST_OFFSETS = 1000;
const someOffsets = listOf(shaped({ since: aText, minutes }));
const offsets: typeof someOffsets = value => {
  const read = Array.isArray(value) && value.length <= MOST_OFFSETS ? someOffsets(value) : null;
  return read?.is.every(({ since }, at) => at === 0 || (read.is[at - 1]?.since ?? '') < since) ? read : null;
};

const installed = shaped({
  ...{ vendor: orNull(aText), model: orNull(aText), serial: orNull(aText), id: orNull(aText) },
});
const run = shaped({
  ...{ id: orNull(aText), at: orNull(aText), certain: aFlag },
  verified: oneOf(['unchanged', 'changed', 'not_checked', 'not_sealed', 'cannot_tell']),
});
const window = shaped({
  ...{ installed, vulnerability: aText, first: orNull(aText), last: orNull(aText), runs: listOf(run) },
});
const observed: Shape<Observed> = shaped({
  ...{ exportedAt: aText, about: oneOf(['case', 'incident']), id: aText },
  persons: listOf(shaped({ key: aText, name: aText, meaning: aText })),
  windows: listOf(window),
  custody: listOf(shaped({ installed, record: aText, text: aText })),
  missing: listOf(shaped({ sha256: aText, code: aText })),
  unread: listOf(aText),
  simulated: optional(listOf(aText)),
  zone: optional(shaped({ name: aText, offsets })),
});

/** What stands in observed.json. */
export function observedText(value: Observed): string {
  return spelled(value);
}

function spelled(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Throws DOSSIER_MALFORMED, also where it says more than is read of it. */
export function readObserved(file: string): Observed {
  const value = parsed(file);
  const read = observed(value);
  if (read === null || !isDeepStrictEqual(read.is, value) || spelled(value) !== file)
    throw new SeqwardenError('DOSSIER_MALFORMED', 'observed.json is not in its one form');
  return read.is;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
}
