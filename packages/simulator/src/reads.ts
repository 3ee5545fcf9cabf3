export interface Read {
  readonly number: number;
  readonly cycles: number;
  readonly index: boolean;
  /** The run's first and last cycle of this read, counted from 1. */
  readonly first: number;
  readonly last: number;
}

/**
 * A run's cycles as read 1, the index reads and read 2. An index read takes an eighth of the cycles, at most 8;
 * reads without a cycle are left out, so that one cycle is a single read and two are read 1 and an index.
 */
export function splitIntoReads(cycles: number, indexReads: 1 | 2): readonly Read[] {
  const index = Math.min(8, Math.max(1, Math.floor(cycles / 8)));
  const insert = Math.max(0, Math.min(indexReads, cycles - 2 > 0 ? cycles - 2 : cycles - 1));
  const rest = cycles - insert * index;
  const lengths = [
    { cycles: Math.ceil(rest / 2), index: false },
    ...Array.from({ length: insert }, () => ({ cycles: index, index: true })),
    { cycles: Math.floor(rest / 2), index: false },
  ].filter(read => read.cycles > 0);

  let done = 0;
  return lengths.map((read, at) => {
    const first = done + 1;
    done += read.cycles;
    return { ...read, number: at + 1, first, last: done };
  });
}

/** Planned or completed cycles by the names that control software gives the reads. */
export interface CyclesByRead {
  readonly read1: number;
  readonly index1: number;
  readonly index2: number;
  readonly read2: number;
}

/** `completed`: how many of the run's cycles were done. */
export function cyclesByRead(reads: readonly Read[], completed: number): CyclesByRead {
  const done = (read: Read | undefined): number =>
    read === undefined ? 0 : Math.max(0, Math.min(read.cycles, completed - read.first + 1));
  const templates = reads.filter(read => !read.index);
  const indexes = reads.filter(read => read.index);
  return {
    read1: done(templates[0]),
    index1: done(indexes[0]),
    index2: done(indexes[1]),
    read2: done(templates[1]),
  };
}
