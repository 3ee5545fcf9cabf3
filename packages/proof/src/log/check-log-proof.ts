import { SeqwardenError } from '../errors.ts';
import { type Checkpoint, isSignedByLog, parseCheckpoint } from './checkpoint.ts';
import { type Hash, leafHash } from './hash.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { type Note, parseNote } from './note.ts';
import { decodeTlogProof } from './tlog-proof.ts';
import type { VerifierKey } from './verifier-key.ts';

export interface LogProofQuestion {
  /** The file of a tlog-proof. */
  readonly proof: Uint8Array;
  /** The bytes that the log holds: of a statement, its envelope's file. */
  readonly entry: Uint8Array;
  readonly logKeys: readonly VerifierKey[];
}

export interface LogProofCheck {
  readonly index: number;
  readonly checkpoint: Checkpoint;
  /** The key of the log that signed the checkpoint. */
  readonly logKey: VerifierKey;
  /** The checkpoint as it was signed: who countersigned it is for `checkPolicy` to say. */
  readonly note: Note;
}

/**
 * Whether a known log holds this entry, by the proof that lies beside it. What does not hold is thrown, the worst
 * first: `LOG_PROOF_MALFORMED`, `NOTE_MALFORMED`, `CHECKPOINT_MALFORMED`; `LOG_UNKNOWN` (no key of this origin),
 * `CHECKPOINT_UNSIGNED`, `CHECKPOINT_SIGNATURE_INVALID`, `LOG_PROOF_INVALID` (not this entry, or not there).
 */
export async function checkLogProof(
  hash: Hash,
  { proof, entry, logKeys }: LogProofQuestion,
): Promise<LogProofCheck> {
  const { index, hashes, checkpoint: file } = decodeTlogProof(proof);
  const note = parseNote(file);
  const checkpoint = parseCheckpoint(note.text);
  const logKey = await signingKey(note, checkpoint.origin, logKeys);
  const { size, root } = checkpoint;
  if (!verifyInclusion(hash, { index, size, leaf: leafHash(hash, entry), root, proof: hashes })) {
    throw new SeqwardenError(
      'LOG_PROOF_INVALID',
      'the proof does not lead from this entry to the register head',
    );
  }
  return { index, checkpoint, logKey, note };
}

async function signingKey(note: Note, origin: string, logKeys: readonly VerifierKey[]): Promise<VerifierKey> {
  const ofLog = logKeys.filter(({ name }) => name === origin);
  if (ofLog.length === 0)
    throw new SeqwardenError('LOG_UNKNOWN', 'the proof is of a register that is not known');
  const signed: VerifierKey[] = [];
  for (const key of ofLog) if (await isSignedByLog(note, key)) signed.push(key);
  const [first] = signed;
  if (first === undefined) {
    throw new SeqwardenError('CHECKPOINT_UNSIGNED', 'no known key of this register signed the head');
  }
  return first;
}
