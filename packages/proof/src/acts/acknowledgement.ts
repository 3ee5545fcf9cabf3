import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { recipient } from './notice.ts';
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
  ({ by, form }) => ((by === 'form') === (form !== null) ? undefined : 'by and form contradict each other'),
);

export type AcknowledgementPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:acknowledgement:v1`. A person read a notice. */
export const ACKNOWLEDGEMENT: ActType<AcknowledgementPredicate> = {
  predicateType: 'urn:seqwarden:acknowledgement:v1',
  subjectName: 'notice',
  readPredicate,
  signers: PERSON,
  topic: predicate => predicate.notice,
};
