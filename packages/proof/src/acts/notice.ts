import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed } from './installed.ts';
import { NOTICE_KINDS } from './received.ts';
import { choice, day, listOf, orNull, requireAscending, vulnerabilities, words } from './values.ts';

/** A person: the id of the key, or, of somebody without one, a pseudonym of 32 digits that only the site's directory can resolve. */
export function recipient(value: unknown, place: string): string {
  return typeof value === 'string' && value.length === 32 ? halfDigest(value, place) : digest(value, place);
}

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
    installed: listOf(installed, MAX_NOTICE_ITEMS),
    /** The renderings that the recipient gets, by their digests. */
    documents: fields({ text: digest, html: digest, pdf: digest, form: digest }),
    acknowledgeBy: day,
    patchBy: orNull(day),
    /** Why it is withdrawn. */
    reason: orNull(words),
    ...TAIL,
  }),
  ({ action, reason, installed: items }) => {
    requireAscending(
      items.map(one => JSON.stringify(one)),
      'installed',
    );
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
  topic: predicate => predicate.notice,
};
