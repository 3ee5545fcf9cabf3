import { halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { choice, name, orNull, words } from './values.ts';

const readPredicate = checked(
  fields({
    /** Drawn at random when the case is opened. */
    case: halfDigest,
    action: choice(['opened', 'closed', 'reopened']),
    /** What the matter is called; null unless it is opened. */
    title: orNull(name),
    /** Why it is closed or opened again; null where it is opened. */
    reason: orNull(words),
    ...TAIL,
  }),
  ({ action, title, reason }) =>
    (action === 'opened') === (title !== null) && (action === 'opened') === (reason === null)
      ? undefined
      : 'action, title and reason contradict each other',
);

export type CasePredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:case:v1`. A matter begins, often with a letter alone; a person says when it is over. */
export const CASE: ActType<CasePredicate> = {
  predicateType: 'urn:seqwarden:case:v1',
  subjectName: 'case',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.case }),
};
