import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Note,
  type NoteSignature,
  parseCheckpoint,
  parseDecimal,
  parseNote,
  parseSignatureLine,
  signaturesBy,
  type VerifierKey,
  verifyCosignature,
} from '@seqwarden/proof/log';
import { addCheckpointUrl, post, type WitnessAnswer } from './witness-answer.ts';

/** How long a witness may take for one checkpoint, also where the caller waits longer. */
const LONGEST_MS = 30_000;

/** A witness as the policy and the configuration have it. */
export interface Witness {
  readonly name: string;
  readonly key: VerifierKey;
  /** Its submission prefix, http or https. Answers are signed: whoever reads them on the way learns a size and a hash. */
  readonly url: string;
}

export interface WitnessQuestion {
  /** The file of the signed note. */
  readonly checkpoint: Uint8Array;
  /**
   * RFC 6962 consistency, from a size up to the checkpoint's. Not asked for 0 and for the checkpoint's own size. Whoever gives it has checked that it
   * leads from the own root of that size to the checkpoint's: a witness that denies one of a damaged tile is indistinguishable from one that saw a fork.
   */
  readonly proofFrom: (oldSize: number) => Promise<readonly Bytes[]>;
  /** The size that this witness signed last, as far as is known. What is wrong or missing costs a second request. */
  readonly oldSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a witness to cosign a checkpoint (C2SP tlog-witness) and returns its line, verified against the key that is configured; of its other
 * lines nothing is looked at.
 *
 * What it says of our history is its word, and no proof: a witness that lies can call a sound log behind or forked, but sign nothing that is not.
 *
 * @throws SeqwardenError WITNESS_DOWN: no answer, or that it failed; WITNESS_REFUSED: any other answer but its signature;
 *   LOG_BEHIND: it has signed a larger tree than this one, which may be our own if it was not the last; LOG_FORKED: it has signed another tree of this size, or
 *   one from which none of our proofs leads here; CONFIG_UNUSABLE: its address is none. Besides them what `proofFrom` throws, and what aborts `signal`.
 */
export async function askWitness(witness: Witness, question: WitnessQuestion): Promise<NoteSignature> {
  const url = addCheckpointUrl(witness.url);
  const note = parseNote(question.checkpoint);
  const { size } = parseCheckpoint(note.text);
  const limit = AbortSignal.timeout(LONGEST_MS);
  const signal = question.signal === undefined ? limit : AbortSignal.any([question.signal, limit]);
  const ask = async (oldSize: number) => {
    const proof = oldSize === 0 || oldSize === size ? [] : await question.proofFrom(oldSize);
    const answer = await answered(witness, url, encodeAddCheckpoint(oldSize, proof, question.checkpoint), {
      limit,
      signal,
    });
    return judge(witness, answer, oldSize, size);
  };

  const first = await ask(Math.min(question.oldSize ?? 0, size));
  if ('body' in first) return signatureIn(witness, note, first.body);
  const second = await ask(first.signedSize);
  if ('body' in second) return signatureIn(witness, note, second.body);
  throw refused(witness, 'signs other heads of this register at the same time');
}

/** The body of the request. */
export function encodeAddCheckpoint(
  oldSize: number,
  proof: readonly Bytes[],
  checkpoint: Uint8Array,
): Uint8Array {
  const lines = proof.map(hash => `${Buffer.from(hash).toString('base64')}\n`);
  return Buffer.concat([Buffer.from(`old ${oldSize}\n${lines.join('')}\n`), checkpoint]);
}

async function answered(
  witness: Witness,
  url: URL,
  body: Uint8Array,
  { limit, signal }: { readonly limit: AbortSignal; readonly signal: AbortSignal },
): Promise<WitnessAnswer> {
  try {
    return await post(url, body, signal);
  } catch (error) {
    if (signal.aborted && !limit.aborted) throw signal.reason;
    const why = limit.aborted ? `no answer in ${LONGEST_MS / 1000} seconds` : reasonOf(error);
    throw new SeqwardenError('WITNESS_DOWN', `${witness.name}: ${why}`, { cause: error });
  }
}

/** The body of a 200, or the size that the witness has signed and that is to be proven from. */
function judge(
  witness: Witness,
  { status, type, body }: WitnessAnswer,
  oldSize: number,
  size: number,
): { readonly body: string } | { readonly signedSize: number } {
  if (status === 200) return { body };
  if (status >= 500) throw new SeqwardenError('WITNESS_DOWN', `${witness.name} answered ${status}`);
  if (status === 422 && oldSize > 0)
    throw forked(
      witness,
      `says that ours of ${size} entries does not continue the one of ${oldSize} that it signed`,
    );
  if (status !== 409) throw refused(witness, `answered ${status}`);

  const signedSize =
    type === 'text/x.tlog.size' && body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  // A witness need not name the size where only the root is another.
  if (oldSize === size && (signedSize === undefined || signedSize === size))
    throw forked(witness, `says that it signed another tree of ${size} entries`);
  if (signedSize === undefined || signedSize === oldSize)
    throw refused(witness, 'answered 409 and no size to go on from');
  if (signedSize > size)
    throw new SeqwardenError(
      'LOG_BEHIND',
      `${witness.name} says that it signed ${signedSize} entries; here are ${size}`,
    );
  return { signedSize };
}

async function signatureIn(witness: Witness, note: Note, body: string): Promise<NoteSignature> {
  const lines = body.endsWith('\n') ? body.slice(0, -1).split('\n') : [];
  try {
    const [signature] = signaturesBy(witness.key, {
      text: note.text,
      signatures: lines.map(parseSignatureLine),
    });
    if (signature === undefined)
      throw refused(witness, 'answered without a signature of the key that is configured');
    await verifyCosignature(note, signature, witness.key);
    return signature;
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code === 'WITNESS_REFUSED') throw error;
    throw refused(witness, 'answered something that is no signature of it', error);
  }
}

function refused(witness: Witness, what: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('WITNESS_REFUSED', `${witness.name} ${what}`, { cause });
}

function forked(witness: Witness, what: string): SeqwardenError {
  return new SeqwardenError('LOG_FORKED', `${witness.name} ${what}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the connection broke off';
}
