import { SeqwardenError } from '@seqwarden/proof';
import { type NoteSignature, parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { askWitness, type Witness, type WitnessQuestion } from './witness-client.ts';

export interface Countersigned {
  /** One of each witness that signed in time, in the order of the witnesses. Whether they suffice, the policy says. */
  readonly signatures: readonly NoteSignature[];
  /** Why the others did not. LOG_BEHIND and LOG_FORKED among them are about our own log. */
  readonly failures: readonly { readonly witness: Witness; readonly error: SeqwardenError }[];
}

/**
 * Asks all witnesses at once and waits for at most `withinMs`; who did not answer then is WITNESS_DOWN.
 *
 * @param sizes by name of the witness: what it signed last. It is read and brought up to date; keep it for the next time.
 * @throws what aborts `signal`, and what is no SeqwardenError
 */
export async function countersign(
  witnesses: readonly Witness[],
  question: Omit<WitnessQuestion, 'oldSize'>,
  withinMs: number,
  sizes: Map<string, number> = new Map(),
): Promise<Countersigned> {
  const limit = AbortSignal.timeout(withinMs);
  const signal = question.signal === undefined ? limit : AbortSignal.any([question.signal, limit]);
  const { size } = parseCheckpoint(parseNote(question.checkpoint).text);
  const failures: { witness: Witness; error: SeqwardenError }[] = [];
  const asked = witnesses.map(async witness => {
    try {
      const signature = await askWitness(witness, { ...question, oldSize: sizes.get(witness.name), signal });
      sizes.set(witness.name, Math.max(size, sizes.get(witness.name) ?? 0));
      return signature;
    } catch (error) {
      question.signal?.throwIfAborted();
      failures.push({ witness, error: inOurWords(error, witness, limit) });
      return undefined;
    }
  });
  const signatures = await Promise.all(asked);
  return { signatures: signatures.filter(signature => signature !== undefined), failures };
}

function inOurWords(error: unknown, witness: Witness, limit: AbortSignal): SeqwardenError {
  if (error instanceof SeqwardenError) return error;
  if (!limit.aborted) throw error;
  return new SeqwardenError('WITNESS_DOWN', `${witness.name} did not answer in time`, { cause: error });
}
