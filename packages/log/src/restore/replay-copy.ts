import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  encodeEntries,
  entriesPath,
  leafHash,
  readBundle,
  TILE_WIDTH,
  type Tile,
  type TileReader,
  TreeEdge,
  tileWidth,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';

export interface Replay {
  /** Takes files of the tree, bundles and tiles; at the end those of the right edge. */
  readonly file: (files: readonly Tile[], isEdge: boolean) => Promise<void>;
  /** Is told each entry's hash; false: that stood there before. */
  readonly leaf: (hash: Bytes, index: number) => boolean;
  /** Is shown the tree at each size, from 0 on. */
  readonly tree: (edge: TreeEdge) => void;
}

/**
 * Goes through a whole log from its entries alone, and computes all else again. Holds little of it at a time.
 *
 * @throws SeqwardenError LOG_DAMAGED: it is not what the checkpoint signed. Whatever was told until then is worth nothing
 */
export async function replayCopy(read: TileReader, { size, root }: Checkpoint, to: Replay): Promise<void> {
  const edge = new TreeEdge(sha256);
  to.tree(edge);
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const path = entriesPath(index, tileWidth(0, index, size));
    const entries = await readBundle(read, index, size);
    for (const entry of entries) {
      const leaf = leafHash(sha256, entry);
      if (!to.leaf(leaf, edge.size))
        throw new SeqwardenError('LOG_DAMAGED', 'an entry stands twice', { path });
      edge.append(leaf);
      to.tree(edge);
    }
    const isFull = edge.size % TILE_WIDTH === 0;
    await to.file([{ path, bytes: encodeEntries(entries) }], !isFull);
    await to.file(edge.takeFullTiles(), false);
  }
  await to.file(edge.takePartialTiles(), true);
  if (!equalBytes(edge.root(), root))
    throw new SeqwardenError('LOG_DAMAGED', 'the entries of the copy are not those of its register head');
}
