import { digest } from '../shape.ts';
import { type ActType, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { choice, evidence, orNull, vulnerabilities, words } from './values.ts';

const readPredicate = fields({
  installed,
  vulnerabilities,
  verdict: choice(['affected', 'not_affected']),
  /** The advisory that was decided on, by the digest of its bytes; null: there was none, only a letter. */
  advisory: orNull(digest),
  reason: words,
  evidence,
  ...TAIL,
});

export type DecisionPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:decision:v1`. A person decides what matching could not. */
export const DECISION: ActType<DecisionPredicate> = {
  predicateType: 'urn:seqwarden:decision:v1',
  subjectName: 'installation',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: installedKey(predicate.installed) }),
};
