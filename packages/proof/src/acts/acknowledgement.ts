import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { isKeyId, recipient } from './recipient.ts';
import { choice, orNull } from './values.ts';

const HEAD = {
  case: halfDigest,
  notice: halfDigest,
  recipient,
  /** `recipient`: the recipient's own key signs it. `form`: somebody else does, who has the form that came back. */
  by: choice(['recipient', 'form']),
  answer: choice(['read', 'not_mine']),
  /** The form, by its digest. */
  form: orNull(digest),
} as const;

const readAlone = checked(fields({ ...HEAD, ...TAIL }), faultOf);

const readNaming = checked(fields({ ...HEAD, release: digest, ...TAIL }), one =>
  one.by === 'form' ? 'a form is taken in where the notice was released' : faultOf(one),
);

export interface AcknowledgementPredicate extends ReturnType<typeof readAlone> {
  /** The release of the notice, by its identity. It is there only where the release stands in another register. */
  readonly release?: string;
}

function readPredicate(value: unknown, place: string): AcknowledgementPredicate {
  const isNaming = typeof value === 'object' && value !== null && Object.hasOwn(value, 'release');
  return isNaming ? readNaming(value, place) : readAlone(value, place);
}

function faultOf({
  by,
  form,
  recipient,
}: {
  readonly by: 'recipient' | 'form';
  readonly form: string | null;
  readonly recipient: string;
}): string | undefined {
  if ((by === 'form') !== (form !== null)) return 'by and form contradict each other';
  return by === 'recipient' && !isKeyId(recipient)
    ? 'who has no key cannot sign an acknowledgement'
    : undefined;
}

/** `urn:seqwarden:acknowledgement:v1`. A person read a notice. */
export const ACKNOWLEDGEMENT: ActType<AcknowledgementPredicate> = {
  predicateType: 'urn:seqwarden:acknowledgement:v1',
  subjectName: 'notice',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.notice }),
};
