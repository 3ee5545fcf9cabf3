/** Work is handed out in bags, so that a worker is never lost to one file's neighbours, and journal and flushes have something to batch. */
export interface BagLimits {
  readonly files: number;
  readonly bytes: number;
}

export const BAG: BagLimits = { files: 500, bytes: 256 * 2 ** 20 };

/**
 * Cuts files into bags, in their order. A file that is larger than a bag is a bag of its own; no bag is empty.
 *
 * @param sizeOf bytes
 */
export function* bags<T>(files: Iterable<T>, sizeOf: (file: T) => number, limits = BAG): Generator<T[]> {
  let bag: T[] = [];
  let bytes = 0;
  for (const file of files) {
    const size = sizeOf(file);
    if (bag.length > 0 && (bag.length >= limits.files || bytes + size > limits.bytes)) {
      yield bag;
      bag = [];
      bytes = 0;
    }
    bag.push(file);
    bytes += size;
  }
  if (bag.length > 0) yield bag;
}

export interface Workers {
  readonly all: number;
  /** At work on a bag that is one large file. */
  readonly onLarge: number;
}

/** What a run has waiting: large files, and bags of others. */
export interface Waiting {
  readonly run: number;
  readonly large: number;
  readonly small: number;
}

export type BagSize = 'large' | 'small';

/**
 * Which bag the next free worker takes; undefined: there is none. Runs take turns. Large files take half of the workers while small ones
 * wait, and small ones the other half, whatever run they are of; a single worker takes them in turn.
 *
 * @param handedOut how many bags of each size were handed out so far
 */
export function nextBag(
  waiting: readonly Waiting[],
  workers: Workers,
  handedOut: Readonly<Record<BagSize, number>>,
): { readonly run: number; readonly size: BagSize } | undefined {
  const runs = {
    large: waiting.filter(run => run.large > 0),
    small: waiting.filter(run => run.small > 0),
  };
  const both = runs.large.length > 0 && runs.small.length > 0;
  const either = runs.large.length > 0 ? 'large' : 'small';
  const size = both ? pickSize(workers, handedOut) : either;
  const run = runs[size][handedOut[size] % runs[size].length]?.run;
  return run === undefined ? undefined : { run, size };
}

function pickSize({ all, onLarge }: Workers, handedOut: Readonly<Record<BagSize, number>>): BagSize {
  if (all === 1) return handedOut.small <= handedOut.large ? 'small' : 'large';
  return onLarge < Math.floor(all / 2) ? 'large' : 'small';
}
