import { halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON_OR_SERVICE, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { recipient } from './recipient.ts';
import { choice, name, orNull, words } from './values.ts';

const readPredicate = checked(
  fields({
    case: halfDigest,
    notice: halfDigest,
    /** Who gets it: of an escalation another person than the notice names. */
    recipient,
    purpose: choice(['notice', 'reminder', 'escalation']),
    /** Drawn at random for each attempt; what says how it went has the same. */
    attempt: halfDigest,
    channel: choice(['email', 'paper', 'portal']),
    /** Of an e-mail, fixed before it goes out; without its angle brackets. */
    messageId: orNull(name),
    /**
     * - `intended`: it is going to be sent. Without a later word nobody knows whether it was
     * - `sent`: the mail server took it, or a person handed it over
     * - `not_sent`: certainly not
     * - `returned`: it came back
     */
    state: choice(['intended', 'sent', 'not_sent', 'returned']),
    /** What the server or the person said; null: nothing. Holds no address. */
    why: orNull(words),
    ...TAIL,
  }),
  ({ channel, messageId }) =>
    (channel === 'email') === (messageId !== null)
      ? undefined
      : 'channel and messageId contradict each other',
);

export type SendingPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:sending:v1`. What became of one attempt to send a notice. */
export const SENDING: ActType<SendingPredicate> = {
  predicateType: 'urn:seqwarden:sending:v1',
  subjectName: 'notice',
  readPredicate,
  signers: PERSON_OR_SERVICE,
  about: predicate => ({ topic: predicate.notice }),
};
