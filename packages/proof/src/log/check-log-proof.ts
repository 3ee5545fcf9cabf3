import { equalBytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { type Checkpoint, isSignedByLog, parseCheckpoint } from './checkpoint.ts';
import { type Hash, leafHash } from './hash.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { type Note, parseNote } from './note.ts';
import { type Cosigner, checkPolicy, type TlogPolicy } from './tlog-policy.ts';
import { decodeTlogProof } from './tlog-proof.ts';
import type { VerifierKey } from './verifier-key.ts';

export interface LogProofQuestion {
  /** The file of a tlog-proof. */
  readonly proof: Uint8Array;
  /** The bytes that the log holds: of a statement, its envelope's file. */
  readonly entry: Uint8Array;
  readonly logKeys: readonly VerifierKey[];
  /** Its witnesses and quorum count; its logs do not, `logKeys` do. */
  readonly policy?: TlogPolicy;
}

export interface LogProofCheck {
  readonly index: number;
  readonly checkpoint: Checkpoint;
  /** The key of the log that signed the checkpoint. */
  readonly logKey: VerifierKey;
  /** The witnesses of the policy that countersigned it. */
  readonly cosignedBy: readonly Cosigner[];
  /** Since 1970, when the quorum of the policy stood; undefined without one. The log itself states no time. */
  readonly seconds: number | undefined;
}

/**
 * Whether a known log holds this entry, by the proof that lies beside it. What does not hold is thrown, the worst
 * first: `LOG_PROOF_MALFORMED`, `NOTE_MALFORMED`, `CHECKPOINT_MALFORMED`; `LOG_UNKNOWN` (no key of this origin),
 * `CHECKPOINT_UNSIGNED`, `SIGNATURE_INVALID` (of the log, or of a witness of the policy), `LOG_PROOF_INVALID` (not
 * this entry, or not there); `QUORUM_MISSING`. `TLOG_POLICY_MALFORMED` where a log key is a witness too.
 */
export async function checkLogProof(
  hash: Hash,
  { proof, entry, logKeys, policy }: LogProofQuestion,
): Promise<LogProofCheck> {
  const { index, hashes, checkpoint: file } = decodeTlogProof(proof);
  const note = parseNote(file);
  const checkpoint = parseCheckpoint(note.text);
  const logKey = await signingKey(note, checkpoint.origin, logKeys);
  const { size, root } = checkpoint;
  if (!verifyInclusion(hash, { index, size, leaf: leafHash(hash, entry), root, proof: hashes })) {
    throw new SeqwardenError(
      'LOG_PROOF_INVALID',
      'the proof does not lead from this entry to the checkpoint',
    );
  }
  if (policy === undefined) return { index, checkpoint, logKey, cosignedBy: [], seconds: undefined };
  refuseOwnWitness(logKeys, policy);
  const { cosigners, isQuorum, seconds } = await checkPolicy(policy, note);
  if (!isQuorum) {
    throw new SeqwardenError('QUORUM_MISSING', `${cosigners.length} witnesses signed, which are not enough`);
  }
  return { index, checkpoint, logKey, cosignedBy: cosigners, seconds };
}

async function signingKey(note: Note, origin: string, logKeys: readonly VerifierKey[]): Promise<VerifierKey> {
  const ofLog = logKeys.filter(({ name }) => name === origin);
  if (ofLog.length === 0) throw new SeqwardenError('LOG_UNKNOWN', 'the proof is of a log that is not known');
  const signed: VerifierKey[] = [];
  for (const key of ofLog) if (await isSignedByLog(note, key)) signed.push(key);
  const [first] = signed;
  if (first === undefined) {
    throw new SeqwardenError('CHECKPOINT_UNSIGNED', 'no known key of this log signed the checkpoint');
  }
  return first;
}

function refuseOwnWitness(logKeys: readonly VerifierKey[], { witnesses }: TlogPolicy): void {
  for (const { publicKey } of logKeys) {
    if (witnesses.some(({ key }) => equalBytes(key.publicKey, publicKey))) {
      throw new SeqwardenError('TLOG_POLICY_MALFORMED', 'the policy: a log would be its own witness');
    }
  }
}
