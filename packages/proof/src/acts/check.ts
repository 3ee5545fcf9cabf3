import { digest } from '../shape.ts';
import { type ActType, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed } from './installed.ts';
import { choice, evidence, orNull, vulnerabilities, words } from './values.ts';

const readPredicate = fields({
  /** As in the record that is checked, which is the subject. */
  of: digest,
  installed,
  vulnerabilities,
  result: choice(['confirmed', 'refuted']),
  /** Why no later run can show the fix; null: one will, or did. */
  noRunBecause: orNull(words),
  reason: words,
  evidence,
  ...TAIL,
});

export type CheckPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:check:v1`. A second person looked at a patch or a mitigation; its subject is the identity of that record. */
export const CHECK: ActType<CheckPredicate> = {
  predicateType: 'urn:seqwarden:check:v1',
  subjectName: 'record',
  readPredicate,
  signers: PERSON,
  topic: () => null,
};
