import { digest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { orNull, words } from './values.ts';

const readPredicate = checked(
  fields({
    /** Identity of the record that was wrong; it is the subject too. */
    of: digest,
    /** Identity of the record that says it rightly; null: nothing takes its place. */
    replacement: orNull(digest),
    reason: words,
    ...TAIL,
  }),
  ({ of, replacement }) => (of === replacement ? 'of and replacement are the same record' : undefined),
);

export type CorrectionPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:correction:v1`. An earlier act no longer counts. It stays where it is. */
export const CORRECTION: ActType<CorrectionPredicate> = {
  predicateType: 'urn:seqwarden:correction:v1',
  subjectName: 'record',
  readPredicate,
  signers: PERSON,
  about: ({ of }) => ({ digest: of }),
};
