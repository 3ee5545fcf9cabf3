import type { Bytes } from '@seqwarden/proof';
import { HASH_LENGTH, hashesAt, nodeHash, TILE_WIDTH, tilePath, tileWidth } from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';

/** Levels of the tree that one tile spans. */
const TILE_HEIGHT = 8;

/**
 * Inclusion proofs of many entries of one tree whose tiles are in memory, those at its right edge: each hash between the tiles is computed once for all of
 * them, where `StoredTree` computes it for each proof.
 */
export class AuditPaths {
  readonly #size: number;
  readonly #tiles: ReadonlyMap<string, Bytes>;
  readonly #complete = new Map<string, Bytes>();
  readonly #ends = new Map<number, Bytes>();

  /** @param tiles by path; those that a proof needs and that are not here are a RangeError */
  constructor(size: number, tiles: ReadonlyMap<string, Bytes>) {
    this.#size = size;
    this.#tiles = tiles;
  }

  /** RFC 6962, 2.1.1; from the leaf's sibling up to the child of the root. */
  of(index: number): Bytes[] {
    const proof: Bytes[] = [];
    let [from, to] = [0, this.#size];
    while (to - from > 1) {
      const height = heightBelow(to - from);
      const middle = from + 2 ** height;
      if (index < middle) {
        proof.push(to === this.#size ? this.#end(middle) : this.#node(middle, height));
        to = middle;
      } else {
        proof.push(this.#node(from, height));
        from = middle;
      }
    }
    return proof.reverse();
  }

  /** The hash of all entries from `from` on. */
  #end(from: number): Bytes {
    const known = this.#ends.get(from);
    if (known !== undefined) return known;
    const rest = this.#size - from;
    const height = heightBelow(rest);
    const left = this.#node(from, height);
    const root = rest === 1 ? left : nodeHash(sha256, left, this.#end(from + 2 ** height));
    this.#ends.set(from, root);
    return root;
  }

  /** The hash of the 2^height entries from `from` on. */
  #node(from: number, height: number): Bytes {
    if (height % TILE_HEIGHT === 0) {
      const stored = this.#stored(from, height / TILE_HEIGHT);
      if (stored !== undefined) return stored;
    }
    const name = `${height} ${from}`;
    const known = this.#complete.get(name);
    if (known !== undefined) return known;
    if (height === 0) throw new RangeError(`no tile holds the hash of entry ${from}`);
    const half = height - 1;
    const root = nodeHash(sha256, this.#node(from, half), this.#node(from + 2 ** half, half));
    this.#complete.set(name, root);
    return root;
  }

  #stored(from: number, level: number): Bytes | undefined {
    const at = from / TILE_WIDTH ** level;
    if (at >= hashesAt(level, this.#size)) return undefined;
    const index = Math.floor(at / TILE_WIDTH);
    const tile = this.#tiles.get(tilePath(level, index, tileWidth(level, index, this.#size)));
    const start = (at % TILE_WIDTH) * HASH_LENGTH;
    return tile?.slice(start, start + HASH_LENGTH);
  }
}

/** The largest `height` with 2^height < `count`, 0 of one. */
function heightBelow(count: number): number {
  let height = 0;
  while (2 ** (height + 1) < count) height++;
  return height;
}
