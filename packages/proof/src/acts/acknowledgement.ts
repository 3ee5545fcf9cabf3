import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { isKeyId, recipient } from './recipient.ts';
import { choice, orNull } from './values.ts';

const readPredicate = checked(
  fields({
    case: halfDigest,
    notice: halfDigest,
    recipient,
    /** `recipient`: the recipient's own key signs it. `form`: somebody else does, who has the form that came back. */
    by: choice(['recipient', 'form']),
    answer: choice(['read', 'not_mine']),
    /** The form, by its digest. */
    form: orNull(digest),
    ...TAIL,
  }),
  ({ by, form, recipient }) => {
    if ((by === 'form') !== (form !== null)) return 'by and form contradict each other';
    return by === 'recipient' && !isKeyId(recipient)
      ? 'who has no key cannot sign an acknowledgement'
      : undefined;
  },
);

export type AcknowledgementPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:acknowledgement:v1`. A person read a notice. */
export const ACKNOWLEDGEMENT: ActType<AcknowledgementPredicate> = {
  predicateType: 'urn:seqwarden:acknowledgement:v1',
  subjectName: 'notice',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.notice }),
};
