import type { Journal } from '../../journal/journal.ts';
import type { FileRecord, RunId } from '../../journal/records.ts';

/** Files to a transaction. */
const BATCH = 1000;

/** Files of a sealed run that were read at its source, and are what the seal lists that lies at its destinations: their looks are noted, and nobody reads them again for those. */
export class SameFiles {
  readonly #journal: Pick<Journal, 'recordDurable'>;
  readonly #run: RunId;
  readonly #held: number;
  readonly #now: () => Date;
  #waiting: FileRecord[] = [];

  /** `held`: destinations with the seal, as a mask. */
  constructor(journal: Pick<Journal, 'recordDurable'>, run: RunId, held: number, now: () => Date) {
    this.#journal = journal;
    this.#run = run;
    this.#held = held;
    this.#now = now;
  }

  add(file: Omit<FileRecord, 'held'>): void {
    this.#waiting.push({ ...file, held: this.#held });
    if (this.#waiting.length === BATCH) this.write();
  }

  /** Throws as the journal does. */
  write(): void {
    this.#journal.recordDurable(this.#run, this.#waiting, this.#now());
    this.#waiting = [];
  }
}
