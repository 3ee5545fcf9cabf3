import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { CHANNELS } from './received.ts';
import { choice, day, evidence, isOver, name } from './values.ts';

const readPredicate = checked(
  fields({
    case: halfDigest,
    to: name,
    /** The document that asked for it, by its digest. */
    answers: digest,
    sentOn: day,
    channel: choice(CHANNELS),
    /** What shows that it went out: a receipt, an answer. */
    evidence,
    ...TAIL,
  }),
  ({ sentOn, statedAt }) => (isOver(sentOn, statedAt) ? undefined : 'sentOn lies after statedAt'),
);

export type ReplyPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:reply:v1`. The response form went back to the manufacturer; its subject is the SHA-256 of the form as it was sent. */
export const REPLY: ActType<ReplyPredicate> = {
  predicateType: 'urn:seqwarden:reply:v1',
  subjectName: 'document',
  readPredicate,
  signers: PERSON,
  about: () => 'document',
};
