import { digest } from '../shape.ts';
import { type ActType, checked, TAIL } from './act-type.ts';
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

const HEAD = {
  /** The person's key; it is the subject too. */
  key: digest,
  /** Identity of the record before it that gives this key rights; null: there is none. */
  previous: orNull(digest),
  /** All that it has from now on, ascending. */
  rights: ascending(choice(RIGHTS), RIGHTS.length, one => one),
} as const;

const readAlone = fields({ ...HEAD, ...TAIL });

const readLinked = checked(fields({ ...HEAD, sameAs: digest, ...TAIL }), ({ key, sameAs }) =>
  key === sameAs ? 'a key is said to be the same person as itself' : undefined,
);

const readParted = checked(fields({ ...HEAD, notSameAs: digest, ...TAIL }), ({ key, notSameAs }) =>
  key === notSameAs ? 'a key is said to be another person than itself' : undefined,
);

export interface RightsPredicate extends ReturnType<typeof readAlone> {
  /** Another key of the same person. It is there only where that is said. */
  readonly sameAs?: string;
  /** A key that was said to be the same person's, and is not. It is there only where that is said, and `sameAs` is not. */
  readonly notSameAs?: string;
}

function readPredicate(value: unknown, place: string): RightsPredicate {
  const says = (key: string) => typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  if (says('sameAs')) return readLinked(value, place);
  return says('notSameAs') ? readParted(value, place) : readAlone(value, place);
}

/** `urn:seqwarden:rights:v1`. An administrator says what a person may do from now on, and whose other key it is. */
export const RIGHTS_OF_KEY: ActType<RightsPredicate> = {
  predicateType: 'urn:seqwarden:rights:v1',
  subjectName: 'key',
  readPredicate,
  signers: ['administrator'],
  about: ({ key }) => ({ digest: key }),
};
