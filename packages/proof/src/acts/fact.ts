import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { choice, day, evidence, isOver, name, words } from './values.ts';

/** What may be stated, and as what. `unknown` takes an earlier statement back. */
export const FACTS = {
  regulatoryStatus: ['ivd', 'ruo', 'unknown'],
  use: ['clinical', 'research', 'mixed', 'unknown'],
  /** Out of use for good: sold, scrapped, never to make a run again. */
  retired: ['yes', 'no'],
} as const;

const readPredicate = checked(
  fields({
    installed,
    fact: choice(['regulatoryStatus', 'use', 'retired']),
    value: name,
    on: day,
    reason: words,
    evidence,
    ...TAIL,
  }),
  ({ installed: { id }, fact, value, on, statedAt }) => {
    if (!isOver(on, statedAt)) return 'on lies after statedAt';
    if (!FACTS[fact].some(one => one === value)) return `${fact} has no such value`;
    return fact === 'regulatoryStatus' && id !== null ? "the regulatory status is the device's" : undefined;
  },
);

export type FactPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:fact:v1`. What no run can tell of an instrument, or of one installation. */
export const FACT: ActType<FactPredicate> = {
  predicateType: 'urn:seqwarden:fact:v1',
  subjectName: 'installation',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: installedKey(predicate.installed) }),
};
