import { type Bytes, SeqwardenError, type TrustedLog } from '@seqwarden/proof';
import {
  type Checkpoint,
  checkLogProof,
  encodeTlogProof,
  StoredTree,
  type TileReader,
  verifyConsistency,
} from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';

/** The tree of the head; what its tiles say counts only as far as it leads to the root that was signed. */
export class ProvenTree {
  readonly #head: Checkpoint;
  readonly #tree: StoredTree;

  constructor(read: TileReader, head: Checkpoint) {
    this.#head = head;
    this.#tree = new StoredTree(sha256, read, head.size);
  }

  /** Throws LOG_BEHIND, LOG_FORKED. */
  async requireContinues(seen: Checkpoint, who: string): Promise<void> {
    requireNotBehind(this.#head, seen, who);
    const proof = await this.#tree.consistencyProof(seen.size);
    const sizes = { oldSize: seen.size, newSize: this.#head.size };
    if (!verifyConsistency(sha256, { ...sizes, oldRoot: seen.root, newRoot: this.#head.root, proof }))
      forked(seen, who);
  }

  /** The file of a proof that leads to the head, whose note is `file`. Throws LOG_DAMAGED. */
  async prove(entry: Bytes, index: number, file: Bytes, { key }: TrustedLog): Promise<Bytes> {
    const hashes = await this.#tree.inclusionProof(index);
    const proof = encodeTlogProof({ index, hashes, checkpoint: file });
    try {
      await checkLogProof(sha256, { proof, entry, logKeys: [key] });
      return proof;
    } catch (error) {
      if (error instanceof SeqwardenError && error.code === 'LOG_PROOF_INVALID')
        damaged(`its tiles do not lead from record ${index} to its head`);
      throw error;
    }
  }
}

/** Throws LOG_BEHIND. `who` saw the older state. */
export function requireNotBehind(head: Checkpoint, seen: Checkpoint, who: string): void {
  if (seen.size > head.size)
    throw new SeqwardenError(
      'LOG_BEHIND',
      `the register has ${head.size} records here, and ${who} has seen ${seen.size}`,
    );
}

/** Throws LOG_FORKED. */
export function forked({ size }: Checkpoint, who: string): never {
  throw new SeqwardenError(
    'LOG_FORKED',
    `nothing shows that the register continues the ${size} records that ${who} has seen`,
  );
}

/** Throws LOG_DAMAGED. */
export function damaged(what: string): never {
  throw new SeqwardenError('LOG_DAMAGED', `the register: ${what}`);
}
