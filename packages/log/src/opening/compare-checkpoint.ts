import { type Bytes, type ErrorCode, equalBytes, SeqwardenError } from '@seqwarden/proof';
import { type Checkpoint, openCheckpoint, type TileReader, type VerifierKey } from '@seqwarden/proof/log';
import { pastOf } from '../history/past-of.ts';

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
  const had =
    size === own.checkpoint.size ? own.checkpoint.root : (await pastOf(own.read, own.checkpoint, size)).root;
  return equalBytes(had, root) ? { kind: 'known' } : { kind: 'another history' };
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
