import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Bytes } from '@seqwarden/proof';
import type { Tile } from '@seqwarden/proof/log';
import type { Commit, Head, LogStore, Refusal } from './log-store.ts';
import { storeError } from './sqlite-error.ts';
import type { SqliteLease } from './sqlite-lock.ts';

/** The store of a log on one machine: a write-ahead log that is flushed with each commit. */
export class SqliteStore implements LogStore {
  readonly #db: DatabaseSync;
  readonly #lease: SqliteLease;
  readonly #requireSameFile: () => void;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @param db one that `openSqliteStore` found sound; closed with the store, as `lease` is
   * @param requireSameFile throws where another file has taken its name
   */
  constructor(db: DatabaseSync, lease: SqliteLease, requireSameFile: () => void) {
    this.#db = db;
    this.#lease = lease;
    this.#requireSameFile = requireSameFile;
  }

  lease(waitMs: number): Promise<() => void> {
    return this.#lease.take(waitMs);
  }

  async head(): Promise<Head> {
    return inOurWords(() => {
      this.#requireSameFile();
      const row = this.#statement('SELECT * FROM head').get() ?? {};
      return {
        checkpoint: bytes(row.checkpoint),
        countersigned: bytes(row.countersigned),
        time: Number(row.time),
        isApplied: row.applied === 1,
        refusal: refusalOf(row),
      };
    });
  }

  async kept(): Promise<Tile[]> {
    return inOurWords(() => {
      const rows = this.#statement('SELECT path, bytes FROM kept ORDER BY path').all();
      return rows.map(row => ({ path: String(row.path), bytes: bytes(row.bytes) }));
    });
  }

  async indexesOf(leaves: readonly Bytes[]): Promise<(number | undefined)[]> {
    return inOurWords(() => {
      const find = this.#statement('SELECT entry FROM leaf WHERE hash = ?');
      return leaves.map(leaf => {
        const entry = find.get(leaf)?.entry;
        return entry === undefined ? undefined : Number(entry);
      });
    });
  }

  async commit(expected: Bytes, next: Commit): Promise<boolean> {
    return this.#transaction(() => {
      const moved = this.#run(
        `UPDATE head SET checkpoint = ?, countersigned = ?, time = ?, applied = 0
         WHERE checkpoint = ? AND applied = 1 AND refusal IS NULL`,
        next.checkpoint,
        next.checkpoint,
        next.time,
        expected,
      );
      if (moved !== 1) return false;
      for (const path of next.superseded) this.#run('DELETE FROM kept WHERE path = ?', path);
      for (const { path, bytes } of next.files)
        this.#run('INSERT INTO kept (path, bytes) VALUES (?, ?)', path, bytes);
      for (const { hash, index } of next.leaves)
        this.#run('INSERT INTO leaf (hash, entry) VALUES (?, ?)', hash, index);
      return true;
    });
  }

  async applied(checkpoint: Bytes, forget: readonly string[]): Promise<void> {
    // Lost with the power, it is only done again: the next commit flushes it too.
    this.#db.exec('PRAGMA synchronous = NORMAL');
    try {
      this.#transaction(() => {
        if (this.#run('UPDATE head SET applied = 1 WHERE checkpoint = ?', checkpoint) !== 1) return false;
        for (const path of forget) this.#run('DELETE FROM kept WHERE path = ?', path);
        return true;
      });
    } finally {
      this.#db.exec('PRAGMA synchronous = FULL');
    }
  }

  async countersigned(checkpoint: Bytes, file: Bytes): Promise<boolean> {
    return this.#transaction(
      () => this.#run('UPDATE head SET countersigned = ? WHERE checkpoint = ?', file, checkpoint) === 1,
    );
  }

  async refuse({ code, label, evidence, at }: Refusal): Promise<void> {
    const sql =
      'UPDATE head SET refusal = ?, refused_by = ?, evidence = ?, refused_at = ? WHERE refusal IS NULL';
    this.#transaction(() => this.#run(sql, code, label, evidence, at) === 1);
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#lease.close();
  }

  /** What `act` does, durably, or nothing where it returns false or throws. */
  #transaction(act: () => boolean): boolean {
    return inOurWords(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const isDone = act();
        this.#db.exec(isDone ? 'COMMIT' : 'ROLLBACK');
        return isDone;
      } catch (error) {
        // Some errors, a full disk among them, have ended the transaction already.
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Prepared once. */
  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

function refusalOf(row: Record<string, SQLOutputValue>): Refusal | undefined {
  const { refusal: code } = row;
  if (code === null || code === undefined) return undefined;
  return {
    // A word that this version does not know is no reason to go on.
    code: code === 'LOG_BEHIND' ? code : 'LOG_FORKED',
    label: String(row.refused_by),
    evidence: bytes(row.evidence),
    at: Number(row.refused_at),
  };
}

function bytes(value: SQLOutputValue | undefined): Bytes {
  return value instanceof Uint8Array ? new Uint8Array(value) : new Uint8Array();
}

function inOurWords<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw storeError(error);
  }
}
