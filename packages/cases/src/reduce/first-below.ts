/** Finds the first of a row of numbers, from some place on, that is below a limit; in logarithmic time, so that many questions on a long row stay cheap. */
export class FirstBelow {
  readonly #leaves: number;
  /** A binary tree: the least of all below each node; the row begins at `#leaves`. */
  readonly #least: Float64Array;

  constructor(row: readonly number[]) {
    this.#leaves = 1;
    while (this.#leaves < row.length) this.#leaves *= 2;
    this.#least = new Float64Array(2 * this.#leaves).fill(Number.POSITIVE_INFINITY);
    this.#least.set(row, this.#leaves);
    for (let node = this.#leaves - 1; node > 0; node--)
      this.#least[node] = Math.min(this.#at(2 * node), this.#at(2 * node + 1));
  }

  /** The index, at least `start`; undefined: there is none. */
  find(start: number, limit: number): number | undefined {
    if (start >= this.#leaves) return undefined;
    let node = this.#leaves + start;
    while (this.#at(node) >= limit) {
      while (node % 2 === 1) node = (node - 1) / 2;
      if (node === 0) return undefined;
      node++;
    }
    while (node < this.#leaves) node = this.#at(2 * node) < limit ? 2 * node : 2 * node + 1;
    return node - this.#leaves;
  }

  #at(node: number): number {
    return this.#least[node] ?? Number.POSITIVE_INFINITY;
  }
}
