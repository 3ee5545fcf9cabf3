import { BAG, type BagSize, bags } from './bags.ts';
import type { FileToTake } from './take-over.ts';

/** The bags of one run that can be taken, in order. */
export class WaitingBags {
  #bags: FileToTake[][] = [];

  /** In place of all that waited. */
  fill(files: readonly FileToTake[]): void {
    this.#bags = [...bags(files, ({ size }) => size)];
  }

  get isEmpty(): boolean {
    return this.#bags.length === 0;
  }

  get counts(): Readonly<Record<BagSize, number>> {
    const large = this.#bags.filter(isLarge).length;
    return { large, small: this.#bags.length - large };
  }

  /** The next bag of that size, which does not wait any more. */
  next(size: BagSize): FileToTake[] | undefined {
    const at = this.#bags.findIndex(bag => isLarge(bag) === (size === 'large'));
    return at < 0 ? undefined : this.#bags.splice(at, 1)[0];
  }
}

function isLarge(bag: readonly FileToTake[]): boolean {
  const [first] = bag;
  return first !== undefined && bag.length === 1 && first.size >= BAG.bytes;
}
