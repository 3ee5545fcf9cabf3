import { digest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed } from './installed.ts';
import { choice, evidence, orNull, vulnerabilities, words } from './values.ts';

const readPredicate = checked(
  fields({
    /** Identity of the record that is checked; it is the subject too. */
    of: digest,
    /** As in that record. */
    installed,
    /** Of those in that record. */
    vulnerabilities,
    result: choice(['confirmed', 'refuted']),
    /** Why no later run can show the fix; null: one will, or did. */
    noRunBecause: orNull(words),
    reason: words,
    evidence,
    ...TAIL,
  }),
  ({ result, noRunBecause }) =>
    result === 'refuted' && noRunBecause !== null
      ? 'result and noRunBecause contradict each other'
      : undefined,
);

export type CheckPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:check:v1`. A second person looked at a patch or a mitigation; its subject is the identity of that record. */
export const CHECK: ActType<CheckPredicate> = {
  predicateType: 'urn:seqwarden:check:v1',
  subjectName: 'record',
  readPredicate,
  signers: PERSON,
  about: ({ of }) => ({ digest: of }),
};
