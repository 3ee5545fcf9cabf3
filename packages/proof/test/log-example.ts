import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';
import fc from 'fast-check';
import { type Bytes, utf8 } from '../src/bytes.ts';
import { SeqwardenError } from '../src/errors.ts';
import {
  EMPTY_ROOT,
  type Hash,
  type KeyType,
  leafHash,
  nodeHash,
  type SignEd25519,
  type Tile,
  type TileReader,
  TreeEdge,
  type VerifierKey,
  verifierKey,
} from '../src/log/index.ts';

export const sha256: Hash = bytes => new Uint8Array(hash('sha256', bytes, 'buffer'));

export interface LogTestKey {
  readonly verifier: VerifierKey;
  readonly sign: SignEd25519;
}

/** What stands before the 32 secret bytes in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key of which everybody can make the secret: SHA-256 of `seed`. */
export function logTestKey(
  name: string,
  type: KeyType = 'ed25519',
  seed: string = `${type} ${name}`,
): LogTestKey {
  const secret = sha256(Buffer.from(seed));
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    verifier: verifierKey(sha256, name, type, publicKey),
    sign: async message => new Uint8Array(sign(null, message, key)),
  };
}

/** The tree hash by the recursion of RFC 6962, 2.1, as it stands there. */
export function treeHash(leaves: readonly Bytes[]): Bytes {
  const [only = EMPTY_ROOT] = leaves;
  if (leaves.length <= 1) return only;
  const left = leftOf(leaves.length);
  return nodeHash(sha256, treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)));
}

/** The audit path by the recursion of RFC 6962, 2.1.1. */
export function auditPath(index: number, leaves: readonly Bytes[]): Bytes[] {
  if (leaves.length <= 1) return [];
  const left = leftOf(leaves.length);
  return index < left
    ? [...auditPath(index, leaves.slice(0, left)), treeHash(leaves.slice(left))]
    : [...auditPath(index - left, leaves.slice(left)), treeHash(leaves.slice(0, left))];
}

/** The consistency proof by the recursion of RFC 6962, 2.1.2. */
export function consistencyPath(oldSize: number, leaves: readonly Bytes[], isWhole = true): Bytes[] {
  if (oldSize === leaves.length) return isWhole ? [] : [treeHash(leaves)];
  const left = leftOf(leaves.length);
  return oldSize <= left
    ? [...consistencyPath(oldSize, leaves.slice(0, left), isWhole), treeHash(leaves.slice(left))]
    : [...consistencyPath(oldSize - left, leaves.slice(left), false), treeHash(leaves.slice(0, left))];
}

function leftOf(size: number): number {
  let left = 1;
  while (2 * left < size) left *= 2;
  return left;
}

/** Leaf hashes of this many entries, which are their numbers in decimal. */
export function leavesOf(size: number): Bytes[] {
  return Array.from({ length: size }, (_, at) => leafHash(sha256, Buffer.from(String(at))));
}

/** A store of tiles, and the tree whose tiles go into it. */
export class StoredLog {
  readonly files = new Map<string, Bytes>();
  readonly edge = new TreeEdge(sha256);
  readonly read: TileReader = async path => this.files.get(path);

  /** Appends the leaves as one batch. */
  append(leaves: readonly Uint8Array[]): Tile[] {
    for (const leaf of leaves) this.edge.append(leaf);
    const tiles = [...this.edge.takeFullTiles(), ...this.edge.takePartialTiles()];
    for (const { path, bytes } of tiles) this.files.set(path, bytes);
    return tiles;
  }
}

/** A file with a byte set, inserted or taken out somewhere. */
export function damaged(file: Uint8Array): fc.Arbitrary<Bytes> {
  const how = fc.constantFrom('set', 'insert', 'delete');
  return fc.tuple(fc.nat(file.length - 1), fc.nat(255), how).map(([at, value, how]) => {
    const bytes = [...file];
    if (how === 'set') bytes[at] = value;
    else bytes.splice(at, how === 'delete' ? 1 : 0, ...(how === 'insert' ? [value] : []));
    return Uint8Array.from(bytes);
  });
}

/** Whether it is one of ours: what a parser may throw, whatever it is given. */
export function isOurs(error: unknown): error is SeqwardenError {
  return error instanceof SeqwardenError && error.code !== 'INTERNAL';
}

/**
 * Reads damaged and wholly foreign bytes: what is read gives the same bytes again, as there is one spelling; and
 * nothing but an error of ours is thrown.
 */
export async function fuzz(
  file: Uint8Array,
  again: (bytes: Bytes) => Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  const foreign = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }).map(utf8));
  const bytes = fc.oneof({ weight: 4, arbitrary: damaged(file) }, { weight: 1, arbitrary: foreign });
  await fc.assert(
    fc.asyncProperty(bytes, async bytes => {
      try {
        assert.deepEqual(await again(Uint8Array.from(bytes)), Uint8Array.from(bytes));
      } catch (error) {
        if (!isOurs(error)) throw error;
      }
    }),
    { numRuns: 500 },
  );
}
