import type { DocumentTest } from './document-test.ts';
import { libraryTest } from './library-test.ts';
import { arrayAt, textAt, valueAt } from './value-at.ts';

/** Tests of the library that answer otherwise than the OASIS suite of CSAF 2.0, put right. */
export function corrected(test: DocumentTest): DocumentTest {
  if (test.id === '6.1.21') return { ...test, run: document => test.run(withRevisionsInOrder(document)) };
  if (test.id === '6.1.26') return also(test, categoryIsAProfile);
  return test;
}

function also(test: DocumentTest, more: CsafValidatorLib.DocumentTest): DocumentTest {
  const further = libraryTest(test.id, test.level, more);
  return {
    ...test,
    run: async document => [...(await test.run(document)), ...(await further.run(document))],
  };
}

/**
 * The library sorts revisions by date alone. Of two with one date, the higher number is then taken for the older one where the document lists it
 * first; sorted by number before, a stable sort by date keeps them in order.
 */
function withRevisionsInOrder(document: unknown): unknown {
  const history = arrayAt(document, 'document', 'tracking', 'revision_history');
  const major = (revision: unknown) => Number.parseInt(textAt(revision, 'number') ?? '', 10) || 0;
  return { document: { tracking: { revision_history: history.toSorted((a, b) => major(a) - major(b)) } } };
}

const PROFILES = [
  'csaf_security_incident_response',
  'csaf_informational_advisory',
  'csaf_security_advisory',
  'csaf_vex',
];

/** Section 6.1.26: dashes, blanks and underscores are removed on both sides before the match; the library does so on one only. */
function categoryIsAProfile(document: unknown): CsafValidatorLib.Result {
  const category = valueAt(document, 'document', 'category');
  if (typeof category !== 'string' || PROFILES.includes(category) || /^csaf_/i.test(category)) return {};
  const bare = category.replaceAll(/[-_\s]/g, '').toLowerCase();
  const isProfile = PROFILES.some(profile => profile.replaceAll('_', '') === bare);
  if (!isProfile) return {};
  return {
    errors: [
      { instancePath: '/document/category', message: 'it is the value of a profile, spelt otherwise' },
    ],
  };
}
