import { type Bytes, concatBytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { isCount } from './decimal.ts';
import { HASH_LENGTH, type Hash, nodeHash } from './hash.ts';
import { foldComplete, foldPeaks, readTile, type TileReader } from './stored-tree.ts';
import { hashesAt, TILE_WIDTH, tilePath } from './tile-path.ts';

export interface Tile {
  /** Below the log's prefix. */
  readonly path: string;
  readonly bytes: Bytes;
}

/** The hashes of one level that no full tile holds yet, and the tiles that were filled since they were last taken. */
interface Level {
  readonly hashes: Bytes;
  count: number;
  /** The index of the tile that is being filled. */
  index: number;
  isChanged: boolean;
}

/**
 * The right edge of a tree: all that appending needs, however large the tree is (8 KiB for each factor of 256).
 * An append that comes to nothing is undone by going on with a {@link copy} that was made before.
 */
export class TreeEdge {
  readonly #hash: Hash;
  #size = 0;
  /** Roots of the complete subtrees that the tree consists of, the largest first. */
  readonly #peaks: { readonly height: number; readonly root: Bytes }[] = [];
  readonly #levels: Level[] = [];
  #full: Tile[] = [];

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /**
   * The edge of a stored tree, from its last tile of each level. That it is the edge of what was signed shows its
   * {@link root} alone: compare it. Throws `LOG_UNREADABLE`, `TILE_MALFORMED`, or `LOG_PROOF_INVALID` for a size that is none.
   */
  static async load(hash: Hash, read: TileReader, size: number): Promise<TreeEdge> {
    if (!isCount(size))
      throw new SeqwardenError('LOG_PROOF_INVALID', 'the size is no whole number below 2^53');
    const edge = new TreeEdge(hash);
    edge.#size = size;
    for (let level = 0; hashesAt(level, size) > 0; level++) {
      const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
      const count = hashesAt(level, size) % TILE_WIDTH;
      const tile = count === 0 ? new Uint8Array() : await readTile(read, level, index, size);
      edge.#addLevel(tile, index);
    }
    for (let level = edge.#levels.length - 1; level >= 0; level--) edge.#addPeaksOf(level);
    return edge;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends an entry by its leaf hash. */
  append(leaf: Uint8Array): void {
    let [root, height] = [new Uint8Array(leaf), 0];
    this.#store(0, root);
    for (let peak = this.#peaks.at(-1); peak?.height === height; peak = this.#peaks.at(-1)) {
      this.#peaks.pop();
      root = nodeHash(this.#hash, peak.root, root);
      height++;
      if (height % 8 === 0) this.#store(height / 8, root);
    }
    this.#peaks.push({ height, root });
    this.#size++;
  }

  /** The tree hash (RFC 6962, 2.1). */
  root(): Bytes {
    return foldPeaks(
      this.#hash,
      this.#peaks.map(({ root }) => root),
    );
  }

  /** The tiles that became full since they were last taken. A replay takes them now and then, lest they fill the memory. */
  takeFullTiles(): Tile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The partial tiles of the size now, as far as they are others than when they were last taken. */
  takePartialTiles(): Tile[] {
    const partial: Tile[] = [];
    for (const [level, { hashes, count, index, isChanged }] of this.#levels.entries()) {
      if (!isChanged || count === 0) continue;
      partial.push({ path: tilePath(level, index, count), bytes: hashes.slice(0, count * HASH_LENGTH) });
    }
    for (const level of this.#levels) level.isChanged = false;
    return partial;
  }

  /** Another edge of the same tree, which goes its own way; with the tiles that nobody took. */
  copy(): TreeEdge {
    const copy = new TreeEdge(this.#hash);
    copy.#size = this.#size;
    copy.#peaks.push(...this.#peaks);
    copy.#levels.push(...this.#levels.map(level => ({ ...level, hashes: level.hashes.slice() })));
    copy.#full = [...this.#full];
    return copy;
  }

  #store(level: number, root: Uint8Array): void {
    const row = this.#levels[level] ?? this.#addLevel(new Uint8Array(), 0);
    row.hashes.set(root, row.count * HASH_LENGTH);
    row.count++;
    row.isChanged = true;
    if (row.count < TILE_WIDTH) return;
    this.#full.push({ path: tilePath(level, row.index, TILE_WIDTH), bytes: row.hashes.slice() });
    row.count = 0;
    row.index++;
  }

  #addLevel(tile: Uint8Array, index: number): Level {
    const hashes = concatBytes(tile, new Uint8Array(TILE_WIDTH * HASH_LENGTH - tile.length));
    const level = { hashes, count: tile.length / HASH_LENGTH, index, isChanged: false };
    this.#levels.push(level);
    return level;
  }

  #addPeaksOf(level: number): void {
    const { hashes, count } = this.#levels[level] ?? { hashes: new Uint8Array(), count: 0 };
    let at = 0;
    for (let height = 7; height >= 0; height--) {
      const width = 2 ** height;
      if (at + width > count) continue;
      const root = foldComplete(this.#hash, hashes.subarray(at * HASH_LENGTH, (at + width) * HASH_LENGTH));
      this.#peaks.push({ height: level * 8 + height, root });
      at += width;
    }
  }
}
