import { digest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { choice, day, evidence, isOver, orNull, vulnerabilities, words } from './values.ts';

export const MEASURES = ['service_account', 'firewall', 'remote_access', 'disconnected', 'other'] as const;

const readPredicate = checked(
  fields({
    installed,
    vulnerabilities,
    action: choice(['begun', 'ended']),
    measure: choice(MEASURES),
    /** Identity of the record that it ends; null where it begins. */
    ends: orNull(digest),
    on: day,
    text: words,
    evidence,
    ...TAIL,
  }),
  ({ action, ends, on, statedAt }) => {
    if (!isOver(on, statedAt)) return 'on lies after statedAt';
    return (action === 'ended') === (ends !== null) ? undefined : 'action and ends contradict each other';
  },
);

export type MitigationPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:mitigation:v1`. What makes an exposure smaller until it is fixed. It is never a fix. */
export const MITIGATION: ActType<MitigationPredicate> = {
  predicateType: 'urn:seqwarden:mitigation:v1',
  subjectName: 'installation',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: installedKey(predicate.installed) }),
};
