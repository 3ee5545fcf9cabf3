import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  addSignature,
  checkPolicy,
  type NoteSignature,
  parseNote,
  type TlogPolicy,
} from '@seqwarden/proof/log';

export interface WitnessFailure {
  /** undefined: it is about none of them alone. */
  readonly witness: { readonly name: string } | undefined;
  readonly error: SeqwardenError;
}

export interface WitnessAnswers {
  /** Verified by whoever asked. */
  readonly signatures: readonly NoteSignature[];
  readonly failures: readonly WitnessFailure[];
}

/**
 * Asks witnesses for their cosignatures of a checkpoint, as `countersign` does. It ends by itself after `withinMs`; nobody waits much longer. LOG_BEHIND and
 * LOG_FORKED among its failures stop the log for as long as it is told so.
 */
export type AskWitnesses = (
  question: { readonly checkpoint: Bytes; readonly proofFrom: (oldSize: number) => Promise<Bytes[]> },
  withinMs: number,
) => Promise<WitnessAnswers>;

/** For who asks to hand over what came in time, in milliseconds. */
const GRACE = 500;

/** What `asked` resolves to. Throws WITNESS_DOWN where that takes much longer than `withinMs`. */
export async function within<T>(withinMs: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new SeqwardenError('WITNESS_DOWN', `no answer after ${withinMs} ms`);
    timer = setTimeout(() => reject(error), withinMs + GRACE);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The checkpoint's file with these cosignatures too, but for those whose key signed it already. */
export function withCosignatures(file: Bytes, signatures: readonly NoteSignature[]): Bytes {
  let merged = file;
  for (const signature of signatures) {
    const stands = parseNote(merged).signatures.some(
      ({ name, keyId }) => name === signature.name && keyId === signature.keyId,
    );
    if (!stands) merged = addSignature(merged, signature);
  }
  return merged;
}

/** Whether enough witnesses signed; undefined where nobody said who would be. Throws COSIGNATURE_INVALID. */
export async function isCountersigned(
  file: Bytes,
  policy: TlogPolicy | undefined,
): Promise<boolean | undefined> {
  return policy === undefined ? undefined : (await checkPolicy(policy, parseNote(file))).isQuorum;
}
