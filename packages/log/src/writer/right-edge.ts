import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  decodeEntries,
  entriesPath,
  HASH_LENGTH,
  hashesAt,
  leafHash,
  TILE_WIDTH,
  type Tile,
  TreeEdge,
  tilePath,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';

/** All that a writer must know of a tree to append to it. Nothing changes it: an append makes another one. */
export interface RightEdge {
  readonly checkpoint: Checkpoint;
  readonly edge: TreeEdge;
  /** The entries that no full bundle holds yet. */
  readonly entries: readonly Bytes[];
  /** The partial files of this size by path: hashes of each level, and the bundle of entries. */
  readonly partial: ReadonlyMap<string, Bytes>;
}

/**
 * The right edge from the files that a store keeps; others may be among them.
 *
 * @throws SeqwardenError LOG_STORE_UNUSABLE: they are not those of this checkpoint
 */
export async function loadRightEdge(checkpoint: Checkpoint, kept: readonly Tile[]): Promise<RightEdge> {
  const { size, root } = checkpoint;
  const files = new Map(kept.map(({ path, bytes }) => [path, bytes]));
  const found = await readEdge(size, files);
  if (found === undefined || !equalBytes(found.edge.root(), root))
    throw new SeqwardenError(
      'LOG_STORE_UNUSABLE',
      'the store of the register does not hold the edge of its tree',
    );
  return { checkpoint, ...found, partial: partialFiles(size, files) };
}

/** The partial files that a tree of this size has, of those that are known. */
export function partialFiles(size: number, files: ReadonlyMap<string, Bytes>): ReadonlyMap<string, Bytes> {
  const partial = new Map<string, Bytes>();
  const take = (path: string) => {
    const bytes = files.get(path);
    if (bytes !== undefined) partial.set(path, bytes);
  };
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const hashes = hashesAt(level, size);
    const [index, width] = [Math.floor(hashes / TILE_WIDTH), hashes % TILE_WIDTH];
    if (width > 0) take(tilePath(level, index, width));
    if (width > 0 && level === 0) take(entriesPath(index, width));
  }
  return partial;
}

async function readEdge(size: number, files: ReadonlyMap<string, Bytes>) {
  try {
    const edge = await TreeEdge.load(sha256, async path => files.get(path), size);
    const [index, width] = [Math.floor(size / TILE_WIDTH), size % TILE_WIDTH];
    if (width === 0) return { edge, entries: [] };
    const entries = decodeEntries(files.get(entriesPath(index, width)) ?? new Uint8Array(), width);
    const leaves = files.get(tilePath(0, index, width))?.subarray(0, width * HASH_LENGTH);
    const hashes = Buffer.concat(entries.map(entry => leafHash(sha256, entry)));
    return leaves !== undefined && hashes.equals(leaves) ? { edge, entries } : undefined;
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
