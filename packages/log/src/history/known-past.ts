import { equalBytes } from '@seqwarden/proof';
import type { Checkpoint, TreeEdge } from '@seqwarden/proof/log';

/**
 * States that are known of a log, held against it while its tree is made again from its entries. What comes of it counts only if the whole tree then has the root that was
 * signed: entries that nobody signed are no history.
 */
export class KnownPast<T extends { readonly checkpoint: Checkpoint }> {
  readonly #known = new Map<number, T[]>();
  readonly #same: T[] = [];
  readonly #others: T[] = [];

  constructor(known: readonly T[]) {
    for (const state of known) {
      const { size } = state.checkpoint;
      this.#known.set(size, [...(this.#known.get(size) ?? []), state]);
    }
  }

  /** Is shown the tree at each size, from 0 on. */
  compare(edge: TreeEdge): void {
    const known = this.#known.get(edge.size);
    if (known === undefined) return;
    const root = edge.root();
    for (const state of known)
      (equalBytes(state.checkpoint.root, root) ? this.#same : this.#others).push(state);
  }

  /** Those that the entries led to. */
  get same(): readonly T[] {
    return this.#same;
  }

  /** Those that the entries did not lead to. */
  get others(): readonly T[] {
    return this.#others;
  }
}
