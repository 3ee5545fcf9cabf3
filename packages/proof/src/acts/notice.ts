import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { NOTICE_KINDS } from './received.ts';
import { recipient } from './recipient.ts';
import { ascending, choice, day, orNull, vulnerabilities, words } from './values.ts';

/** One notice goes to one person: installations in it. */
export const MAX_NOTICE_ITEMS = 100;

const readPredicate = checked(
  fields({
    case: halfDigest,
    /** Drawn at random for the draft. */
    notice: halfDigest,
    action: choice(['released', 'withdrawn']),
    recipient,
    /** By the device's regulatory status: of several the strictest. Of what it is about, not what it is: only the manufacturer recalls. */
    about: choice(NOTICE_KINDS),
    /** By the use of the installations: clinical and unknown are urgent. */
    urgency: choice(['urgent', 'normal']),
    vulnerabilities,
    /** Ascending by `installedKey`, at least one. */
    installed: ascending(installed, MAX_NOTICE_ITEMS, installedKey),
    /** The renderings that the recipient gets, by their digests. */
    documents: fields({ text: digest, html: digest, pdf: digest, form: digest }),
    acknowledgeBy: day,
    patchBy: orNull(day),
    /** Why it is withdrawn. */
    reason: orNull(words),
    ...TAIL,
  }),
  ({ action, reason, installed: items }) => {
    if (items.length === 0) return 'installed is empty';
    return (action === 'withdrawn') === (reason !== null)
      ? undefined
      : 'action and reason contradict each other';
  },
);

export type NoticePredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:notice:v1`. An internal notice about what a manufacturer recalls or tells, released for one person. */
export const NOTICE: ActType<NoticePredicate> = {
  predicateType: 'urn:seqwarden:notice:v1',
  subjectName: 'notice',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.notice }),
};
