import { digest } from '../shape.ts';
import { type ActType, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { ascending, choice, orNull } from './values.ts';

/**
 * What not every person may do. Whoever has a person's key may take in documents, record patches and mitigations, acknowledge, and open an incident.
 * - `check`: confirm what somebody else recorded
 * - `close`: close cases and incidents
 * - `decide`: decide findings and duties, state facts, correct what others said
 * - `notify`: release notices
 */
export const RIGHTS = ['check', 'close', 'decide', 'notify'] as const;
export type Right = (typeof RIGHTS)[number];

const readPredicate = fields({
  /** The person's key; it is the subject too. */
  key: digest,
  /** Identity of the record before it that gives this key rights; null: there is none. */
  previous: orNull(digest),
  /** All that it has from now on, ascending. */
  rights: ascending(choice(RIGHTS), RIGHTS.length, one => one),
  ...TAIL,
});

export type RightsPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:rights:v1`. An administrator says what a person may do from now on. */
export const RIGHTS_OF_KEY: ActType<RightsPredicate> = {
  predicateType: 'urn:seqwarden:rights:v1',
  subjectName: 'key',
  readPredicate,
  signers: ['administrator'],
  about: ({ key }) => ({ digest: key }),
};
