import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  encodeTlogProof,
  StoredTree,
  TILE_WIDTH,
  type TileReader,
  tilePath,
  verifyInclusion,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { AuditPaths } from './audit-paths.ts';
import type { NewEntry } from './sequence.ts';
import type { Committed } from './writer.ts';

/**
 * The files of the proofs for all entries of a batch, against its checkpoint. In place of one: why the tree does not tell of an entry that was there before
 * (LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED); what is new in the batch is no less in the log.
 *
 * @param read the tree; entries that were there before are proven from its tiles
 * @param checkpoint the file that each of them ends with
 */
export async function proveBatch(
  batch: readonly NewEntry[],
  { right, files, placed }: Committed,
  read: TileReader,
  checkpoint: Bytes,
): Promise<(Bytes | SeqwardenError)[]> {
  const { size } = right.checkpoint;
  const tiles = new Map([...right.partial, ...files.map(({ path, bytes }) => [path, bytes] as const)]);
  const fresh = new AuditPaths(size, tiles);
  const stored = new StoredTree(sha256, read, size);
  const first = size - placed.filter(({ isNew }) => isNew).length;
  const proofs: (Bytes | SeqwardenError)[] = [];
  for (const [at, { index }] of placed.entries()) {
    const leaf = batch[at]?.leaf ?? new Uint8Array();
    const hashes =
      index >= first ? fresh.of(index) : await proveStored(stored, right.checkpoint, index, leaf);
    proofs.push(hashes instanceof SeqwardenError ? hashes : encodeTlogProof({ index, hashes, checkpoint }));
  }
  return proofs;
}

async function proveStored(
  tree: StoredTree,
  { size, root }: Checkpoint,
  index: number,
  leaf: Bytes,
): Promise<Bytes[] | SeqwardenError> {
  try {
    const proof = await tree.inclusionProof(index);
    if (verifyInclusion(sha256, { index, size, leaf, root, proof })) return proof;
    return new SeqwardenError('LOG_DAMAGED', `the tiles of the register do not hold entry ${index}`, {
      path: tilePath(0, Math.floor(index / TILE_WIDTH), TILE_WIDTH),
    });
  } catch (error) {
    if (error instanceof SeqwardenError) return error;
    throw error;
  }
}
