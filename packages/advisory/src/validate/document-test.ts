/** How bad it is: mandatory tests give errors, optional (2.1: recommended) ones warnings, informative ones infos. */
export type Level = 'error' | 'warning' | 'info';

/** What one test of a parsed document found. */
export interface Found {
  readonly level: Level;
  /** JSON pointer. */
  readonly pointer: string;
  readonly message: string;
}

/** One test of CSAF section 6, or the schema. */
export interface DocumentTest {
  /** The number of its section (`6.1.27.1`), or `schema`. */
  readonly id: string;
  readonly level: Level;
  readonly run: (document: unknown) => readonly Found[] | Promise<readonly Found[]>;
}

/** In the order of the specification: the schema first, then by section number. */
export function inOrder(tests: readonly DocumentTest[]): readonly DocumentTest[] {
  return tests.toSorted((a, b) => {
    const [first, second] = [a.id, b.id].map(id => id.split('.').map(part => Number(part) || 0));
    const at = [0, 1, 2, 3].find(place => (first?.[place] ?? 0) !== (second?.[place] ?? 0)) ?? 0;
    return (first?.[at] ?? 0) - (second?.[at] ?? 0);
  });
}

/** What a test of ours found; without a level of its own, the test's. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
  readonly level?: Level;
}

export function ownTest(
  id: string,
  level: Level,
  find: (document: unknown) => readonly Fault[],
): DocumentTest {
  return { id, level, run: document => find(document).map(fault => ({ level, ...fault })) };
}
