import { halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { DOCUMENT_KINDS } from './received.ts';
import { choice, day, name, orNull, words } from './values.ts';

const readPredicate = checked(
  fields({
    case: halfDigest,
    what: choice(DOCUMENT_KINDS),
    publisher: name,
    action: choice(['expected', 'withdrawn']),
    /** Null: nobody knows when, or it is withdrawn. */
    by: orNull(day),
    /** Why it is no longer expected. */
    reason: orNull(words),
    ...TAIL,
  }),
  ({ action, by, reason }) => {
    if ((action === 'withdrawn') !== (reason !== null)) return 'action and reason contradict each other';
    return action === 'withdrawn' && by !== null ? 'action and by contradict each other' : undefined;
  },
);

export type ExpectedPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:expected:v1`. A document should come, or should have come: what others got and we did not. It ends with a document of that kind and publisher, or by a person. */
export const EXPECTED: ActType<ExpectedPredicate> = {
  predicateType: 'urn:seqwarden:expected:v1',
  subjectName: 'case',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.case }),
};
