import { type Bytes, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  consistencyProof,
  openCheckpoint,
  rootOf,
  type TileReader,
  type VerifierKey,
  verifyConsistency,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';

/** A checkpoint that was seen somewhere, beside the last one of the store. */
export type Sighting =
  | { readonly kind: 'nothing' }
  /** Nobody can forge a later state of the log; that something else lies there is worth a word. */
  | { readonly kind: 'not ours'; readonly code: ErrorCode }
  | { readonly kind: 'unreachable'; readonly code: ErrorCode }
  /** The same, or one that the tree grew out of. */
  | { readonly kind: 'known' }
  | { readonly kind: 'ahead' }
  /** No tree has both in its past. */
  | { readonly kind: 'another history' };

export interface OwnTree {
  readonly checkpoint: Checkpoint;
  readonly verifier: VerifierKey;
  readonly read: TileReader;
}

/** @throws SeqwardenError LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED: our own tree does not tell */
export async function compareCheckpoint(file: Bytes | undefined, own: OwnTree): Promise<Sighting> {
  if (file === undefined) return { kind: 'nothing' };
  const seen = await ofOurs(file, own.verifier);
  if ('code' in seen) return { kind: 'not ours', code: seen.code };
  const { size, root } = seen;
  if (size > own.checkpoint.size) return { kind: 'ahead' };
  const had = size === own.checkpoint.size ? own.checkpoint.root : await rootThen(size, own);
  return Buffer.from(had).equals(root) ? { kind: 'known' } : { kind: 'another history' };
}

async function ofOurs(
  file: Bytes,
  verifier: VerifierKey,
): Promise<Checkpoint | { readonly code: ErrorCode }> {
  try {
    return (await openCheckpoint(file, verifier)).checkpoint;
  } catch (error) {
    if (error instanceof SeqwardenError) return { code: error.code };
    throw error;
  }
}

/** The root that our tree had at a smaller size: not as its tiles say, but as what was signed of it proves. */
async function rootThen(oldSize: number, { checkpoint, read }: OwnTree): Promise<Bytes> {
  const { size: newSize, root: newRoot } = checkpoint;
  const oldRoot = await rootOf(sha256, read, oldSize);
  const proof = await consistencyProof(sha256, read, oldSize, newSize);
  if (verifyConsistency(sha256, { oldSize, newSize, oldRoot, newRoot, proof })) return oldRoot;
  throw new SeqwardenError(
    'LOG_DAMAGED',
    `the tiles of the register do not lead from ${oldSize} to ${newSize} entries`,
  );
}
