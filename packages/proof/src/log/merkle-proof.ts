import { type Bytes, equalBytes } from '../bytes.ts';
import { isCount } from './decimal.ts';
import { EMPTY_ROOT, HASH_LENGTH, type Hash, nodeHash } from './hash.ts';

/** No tree that we can count is higher; C2SP tlog-witness allows 63. */
export const MAX_PROOF_HASHES = 63;

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  /** The hash of the entry, from `leafHash`. */
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  /** From the leaf's sibling up to the child of the root. */
  readonly proof: readonly Uint8Array[];
}

export interface Consistency {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * The root that follows from a leaf and its audit path (RFC 9162, 2.1.3.2, for the tree of RFC 6962), or undefined
 * if the path has not the length that index and size demand. Halving, as bit operations end at 2^32.
 */
export function inclusionRoot(
  hash: Hash,
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Bytes | undefined {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, ...proof])) return undefined;
  let [at, last] = [index, size - 1];
  let root = new Uint8Array(leaf);
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(hash, sibling, root);
      // A node without a right neighbour goes up unchanged until it has a left one.
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      root = nodeHash(hash, root, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}

/** Whether the entry with this hash stands at `index` in the tree with this root. */
export function verifyInclusion(hash: Hash, { index, size, leaf, root, proof }: Inclusion): boolean {
  const computed = inclusionRoot(hash, index, size, leaf, proof);
  return computed !== undefined && equalBytes(computed, root);
}

/**
 * Whether the larger tree begins with all entries of the smaller (RFC 9162, 2.1.4.2). Of the empty tree and of a
 * tree and itself nothing is to be proven: the proof must be empty.
 */
export function verifyConsistency(
  hash: Hash,
  { oldSize, newSize, oldRoot, newRoot, proof }: Consistency,
): boolean {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false;
  if (!areHashes([oldRoot, newRoot, ...proof])) return false;
  if (oldSize === 0 && !equalBytes(oldRoot, EMPTY_ROOT)) return false;
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0;

  let [at, last] = [oldSize - 1, newSize - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  // A smaller tree of a power of two is itself a node of the larger, so that its root need not be told.
  const [first, ...rest] = at === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [oldSum, newSum] = [new Uint8Array(first), new Uint8Array(first)];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldSum = nodeHash(hash, sibling, oldSum);
      newSum = nodeHash(hash, sibling, newSum);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      newSum = nodeHash(hash, newSum, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(oldSum, oldRoot) && equalBytes(newSum, newRoot);
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === HASH_LENGTH);
}
