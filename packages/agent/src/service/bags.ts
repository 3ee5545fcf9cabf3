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

/**
 * Which bag the next free worker takes; undefined: there is none. Runs take turns. Large files never take all workers while small ones
 * wait, nor the other way round, whatever run they are of; a single worker takes them in turn.
 *
 * @param turn counts the calls
 */
export function nextBag(
  waiting: readonly Waiting[],
  workers: Workers,
  atWork: number,
  turn: number,
): { readonly run: number; readonly size: 'large' | 'small' } | undefined {
  const large = waiting.filter(run => run.large > 0);
  const small = waiting.filter(run => run.small > 0);
  const size = pickSize(large.length > 0, small.length > 0, workers, atWork, turn);
  const runs = size === 'large' ? large : small;
  const run = runs[(workers.all === 1 ? turn >> 1 : turn) % runs.length]?.run;
  return run === undefined ? undefined : { run, size };
}

function pickSize(large: boolean, small: boolean, { all, onLarge }: Workers, atWork: number, turn: number) {
  if (!large || !small) return large ? 'large' : 'small';
  if (all === 1) return turn % 2 === 0 ? 'small' : 'large';
  if (onLarge === 0) return 'large';
  if (atWork - onLarge === 0) return 'small';
  return onLarge < Math.floor(all / 2) ? 'large' : 'small';
}
