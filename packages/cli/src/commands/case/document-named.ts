import { standingAdvisories } from '@seqwarden/cases/intake';
import type { CaseState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';

type Document = CaseState['documents'][number];

/** A document of a case by the first 8 or more digits of its SHA-256, or by what it is called; of an advisory the version that stands. Throws CASE_UNKNOWN. */
export function documentNamed({ documents }: CaseState, text: string): Document {
  const wanted = text.toLowerCase();
  const standing = new Set(standingAdvisories(documents).map(({ subject }) => subject));
  const called = documents.filter(({ subject, says: { reference, advisory } }) =>
    advisory === null
      ? reference?.toLowerCase() === wanted
      : standing.has(subject) && [advisory.id, reference].some(name => name?.toLowerCase() === wanted),
  );
  const byDigits = /^[0-9a-f]{8,64}$/.test(wanted)
    ? documents.filter(({ subject }) => subject.startsWith(wanted))
    : [];
  const found = new Map([...called, ...byDigits].map(one => [one.subject, one]));
  const [one, another] = found.values();
  if (one !== undefined && another === undefined) return one;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `${one === undefined ? 'no document' : 'more than one document'} of the case is called ${text}`,
  );
}
