import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { isBusy } from './sqlite-error.ts';

/** Milliseconds between two tries. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 20;

/**
 * A lock that one process has at a time and that the system takes from it when it dies: SQLite's own, on a file that stays empty. Node has no other way to
 * lock a file. Two of one process exclude each other too. Not on NFS or SMB.
 */
export class SqliteLock {
  readonly #db: DatabaseSync;

  /** @param path of a file that nobody else ever opens; it is made if it is missing */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 0 });
  }

  /** False: somebody else still has it at `deadline`, a time of `performance.now()`. */
  async take(deadline: number): Promise<boolean> {
    for (let wait = FIRST_PAUSE; !this.#try(); wait = Math.min(2 * wait, LONGEST_PAUSE)) {
      if (performance.now() >= deadline) return false;
      await pause(wait);
    }
    return true;
  }

  letGo(): void {
    this.#db.exec('ROLLBACK');
  }

  close(): void {
    this.#db.close();
  }

  #try(): boolean {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }
}

/**
 * The lease of a log. Whoever wants it waits at the gate first and leaves the gate when he has it: so who waits already has it before one who had it and
 * wants it again.
 */
export class SqliteLease {
  readonly #gate: SqliteLock;
  readonly #lease: SqliteLock;

  /** @param path what the names of the two files begin with */
  constructor(path: string) {
    this.#gate = new SqliteLock(`${path}-gate`);
    this.#lease = new SqliteLock(path);
  }

  /** @throws SeqwardenError LOG_BUSY */
  async take(waitMs: number): Promise<() => void> {
    const deadline = performance.now() + waitMs;
    if (!(await this.#gate.take(deadline))) throw busy();
    try {
      if (!(await this.#lease.take(deadline))) throw busy();
    } finally {
      this.#gate.letGo();
    }
    return () => this.#lease.letGo();
  }

  close(): void {
    this.#gate.close();
    this.#lease.close();
  }
}

function busy(): SeqwardenError {
  return new SeqwardenError('LOG_BUSY', 'another process holds the lease of the register');
}
