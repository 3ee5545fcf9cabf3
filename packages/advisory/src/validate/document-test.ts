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
