import type { Bytes } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { isCount } from './decimal.ts';
import { EMPTY_ROOT, HASH_LENGTH, type Hash, nodeHash } from './hash.ts';
import { TILE_WIDTH, tilePath, tileWidth } from './tile-path.ts';

/** The bytes of a file below the log's prefix, or undefined where there is none. What it gives is not trusted. */
export type TileReader = (path: string) => Promise<Uint8Array | undefined>;

/** Levels of the tree that one tile spans. */
const TILE_HEIGHT = 8;

/**
 * A tile as a tree of this size has it. A log may drop a partial tile once the full one is there, which begins
 * with it. Throws `LOG_UNREADABLE` where neither is, `TILE_MALFORMED` where the length is another.
 */
export async function readTile(read: TileReader, level: number, index: number, size: number): Promise<Bytes> {
  const width = tileWidth(level, index, size);
  const path = tilePath(level, index, width);
  const partial = await read(path);
  const tile = partial ?? (width < TILE_WIDTH ? await read(tilePath(level, index, TILE_WIDTH)) : undefined);
  if (tile === undefined)
    throw new SeqwardenError('LOG_UNREADABLE', 'a tile of the register is not there', { path });
  if (tile.length !== (partial === undefined ? TILE_WIDTH : width) * HASH_LENGTH) {
    throw new SeqwardenError('TILE_MALFORMED', `a tile of the register has ${tile.length} bytes`, { path });
  }
  return new Uint8Array(tile.subarray(0, width * HASH_LENGTH));
}

/**
 * Hashes and proofs of the tree of one size from its stored tiles. Each tile is read once. Nothing that is read is
 * believed: whoever gets a root or a proof compares it with a signed checkpoint.
 */
export class StoredTree {
  readonly size: number;
  readonly #hash: Hash;
  readonly #read: TileReader;
  readonly #tiles = new Map<string, Promise<Bytes>>();

  /** Throws `LOG_PROOF_INVALID` for a size that is none. */
  constructor(hash: Hash, read: TileReader, size: number) {
    if (!isCount(size))
      throw new SeqwardenError('LOG_PROOF_INVALID', 'the size is no whole number below 2^53');
    this.size = size;
    this.#hash = hash;
    this.#read = read;
  }

  async root(): Promise<Bytes> {
    return this.#rangeRoot(0, this.size);
  }

  /** RFC 6962, 2.1.1. Throws `LOG_PROOF_INVALID` where the tree has no such entry. */
  async inclusionProof(index: number): Promise<Bytes[]> {
    if (!isCount(index) || index >= this.size) {
      throw new SeqwardenError('LOG_PROOF_INVALID', `a tree of ${this.size} entries has no entry ${index}`);
    }
    const proof: Promise<Bytes>[] = [];
    let [from, to] = [0, this.size];
    while (to - from > 1) {
      const middle = from + leftSize(to - from);
      proof.push(index < middle ? this.#rangeRoot(middle, to) : this.#rangeRoot(from, middle));
      [from, to] = index < middle ? [from, middle] : [middle, to];
    }
    return (await Promise.all(proof)).reverse();
  }

  /** RFC 6962, 2.1.2, to this tree from that of `oldSize`. Empty from 0 and from the same size, as there is nothing to prove. */
  async consistencyProof(oldSize: number): Promise<Bytes[]> {
    if (!isCount(oldSize) || oldSize > this.size) {
      throw new SeqwardenError(
        'LOG_PROOF_INVALID',
        `a tree of ${this.size} entries had no ${oldSize} before`,
      );
    }
    if (oldSize === 0 || oldSize === this.size) return [];
    const proof: Promise<Bytes>[] = [];
    let [from, to] = [0, this.size];
    while (oldSize !== to) {
      const middle = from + leftSize(to - from);
      proof.push(oldSize <= middle ? this.#rangeRoot(middle, to) : this.#rangeRoot(from, middle));
      [from, to] = oldSize <= middle ? [from, middle] : [middle, to];
    }
    // The old tree is not told where it is itself a node of the new one.
    if (from > 0) proof.push(this.#rangeRoot(from, to));
    return (await Promise.all(proof)).reverse();
  }

  /** The tree hash of D[from:to], a subtree that the recursion of RFC 6962 comes to. */
  async #rangeRoot(from: number, to: number): Promise<Bytes> {
    const complete: Promise<Bytes>[] = [];
    for (let at = from; at < to; ) {
      const height = log2(to - at);
      complete.push(this.#completeRoot(at, height));
      at += 2 ** height;
    }
    return foldPeaks(this.#hash, await Promise.all(complete));
  }

  /** The tree hash of the 2^height entries from `from`, which stands in a tile or above hashes of one. */
  async #completeRoot(from: number, height: number): Promise<Bytes> {
    const level = Math.floor(height / TILE_HEIGHT);
    const first = from / TILE_WIDTH ** level;
    const tile = await this.#tile(level, Math.floor(first / TILE_WIDTH));
    const count = 2 ** (height % TILE_HEIGHT);
    const at = first % TILE_WIDTH;
    return foldComplete(this.#hash, tile.subarray(at * HASH_LENGTH, (at + count) * HASH_LENGTH));
  }

  #tile(level: number, index: number): Promise<Bytes> {
    const name = `${level}/${index}`;
    const known = this.#tiles.get(name);
    const tile = known ?? readTile(this.#read, level, index, this.size);
    if (known === undefined) this.#tiles.set(name, tile);
    return tile;
  }
}

/** The proof that an entry stands in the tree of this size; from its leaf to the root. */
export async function inclusionProof(
  hash: Hash,
  read: TileReader,
  index: number,
  size: number,
): Promise<Bytes[]> {
  return new StoredTree(hash, read, size).inclusionProof(index);
}

export async function consistencyProof(
  hash: Hash,
  read: TileReader,
  oldSize: number,
  newSize: number,
): Promise<Bytes[]> {
  return new StoredTree(hash, read, newSize).consistencyProof(oldSize);
}

export async function rootOf(hash: Hash, read: TileReader, size: number): Promise<Bytes> {
  return new StoredTree(hash, read, size).root();
}

/** The tree hash over the complete subtrees that a tree consists of, the largest first. */
export function foldPeaks(hash: Hash, peaks: readonly Bytes[]): Bytes {
  const last = peaks.at(-1) ?? EMPTY_ROOT;
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(hash, left, right), last);
}

/** The hash above a power of two of hashes that stand one after the other. */
export function foldComplete(hash: Hash, hashes: Uint8Array): Bytes {
  if (hashes.length === HASH_LENGTH) return new Uint8Array(hashes);
  const middle = hashes.length / 2;
  return nodeHash(
    hash,
    foldComplete(hash, hashes.subarray(0, middle)),
    foldComplete(hash, hashes.subarray(middle)),
  );
}

/** The largest power of two below `size`, which is at least 2. */
function leftSize(size: number): number {
  return 2 ** log2(size - 1);
}

/** The exponent of the largest power of two that is not above `size`. `Math.log2` rounds up just below 2^53. */
function log2(size: number): number {
  const exponent = Math.floor(Math.log2(size));
  return 2 ** exponent > size ? exponent - 1 : exponent;
}
