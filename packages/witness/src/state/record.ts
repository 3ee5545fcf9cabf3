import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Bytes, SeqwardenError } from '@seqwarden/proof';
import { codeOf, unusable } from './private-folder.ts';

export const RECORD_FILE = 'witness.sqlite';

/** `Swit`, so that no other database is taken for a record. */
const APPLICATION_ID = 0x53776974;
const SCHEMA_VERSION = 1;

/** What is kept of a log at most, of each kind: one piece proves a fork, and whoever has the log's key could send without end. */
export const MOST_EVIDENCE = 64;

const SCHEMA = `
CREATE TABLE logs (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  note BLOB NOT NULL,
  seconds INTEGER NOT NULL
) STRICT;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('fork', 'suspect')),
  seconds INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  recorded BLOB NOT NULL,
  request BLOB NOT NULL,
  UNIQUE (origin, kind, size, root)
) STRICT;
`;

/** The latest checkpoint of a log that was cosigned. */
export interface Recorded {
  readonly size: number;
  readonly root: Bytes;
  /** The signed note that was shown. */
  readonly note: Bytes;
  /** Time of the cosignature, in seconds since 1970. */
  readonly seconds: number;
}

/**
 * What a log's key signed and what was not cosigned.
 *
 * - `fork`: another root than was recorded for the same size. The two notes prove it to anybody.
 * - `suspect`: a larger tree for which no consistency was shown. A stranger can cause it with a genuine checkpoint and a wrong
 *   proof, so it goes when that checkpoint is cosigned after all.
 */
export interface Evidence {
  readonly origin: string;
  readonly kind: 'fork' | 'suspect';
  readonly seconds: number;
  readonly size: number;
  readonly root: Bytes;
  /** The note that was on record then. */
  readonly recorded: Bytes;
  /** The whole request. */
  readonly request: Bytes;
}

/**
 * What a witness remembers, in SQLite. Every change is durable on return. All methods are synchronous: between a look at {@link latest} and
 * {@link advance} no other request is served as long as the caller does not await.
 */
export class WitnessRecord {
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * The record of a new witness, with nothing in it; one that is there stays. Made before its key, and by nothing else: a witness that lost its record would
   * sign a second history with another one. @throws SeqwardenError WITNESS_STATE_UNUSABLE
   */
  static make(folder: string): void {
    opened(folder, false, db => {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      if (versionOf(db) === 0)
        db.exec(
          `BEGIN IMMEDIATE; ${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
        );
      db.close();
    });
  }

  /** For the process that holds the state (`takeState`). @throws SeqwardenError WITNESS_STATE_UNUSABLE, also where there is none */
  static open(folder: string): WitnessRecord {
    requireThere(folder);
    return opened(folder, false, db => {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
      requireFilled(db);
      return new WitnessRecord(db);
    });
  }

  /** For who only looks, also while a witness is at work. @throws SeqwardenError WITNESS_STATE_UNUSABLE, also where there is none */
  static look(folder: string): WitnessRecord {
    requireThere(folder);
    return opened(folder, true, db => {
      requireFilled(db);
      return new WitnessRecord(db);
    });
  }

  latest(origin: string): Recorded | undefined {
    const row = this.#db.prepare('SELECT size, root, note, seconds FROM logs WHERE origin = ?').get(origin);
    return row === undefined ? undefined : recordedOf(row);
  }

  all(): readonly (Recorded & { readonly origin: string })[] {
    const rows = this.#db.prepare('SELECT * FROM logs ORDER BY origin').all();
    return rows.map(row => ({ origin: textOf(row.origin), ...recordedOf(row) }));
  }

  /**
   * From `old` (undefined: nothing was recorded) to a larger tree. The comparison is part of the change: false, and nothing is changed,
   * where something else is on record.
   */
  advance(origin: string, old: Recorded | undefined, next: Recorded): boolean {
    return this.#inOne(() => {
      const { size, root, note, seconds } = next;
      const { changes } =
        old === undefined
          ? this.#db
              .prepare('INSERT INTO logs VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
              .run(origin, size, root, note, seconds)
          : this.#db
              .prepare(
                'UPDATE logs SET size = ?, root = ?, note = ?, seconds = ? WHERE origin = ? AND size = ? AND root = ?',
              )
              .run(size, root, note, seconds, origin, old.size, old.root);
      this.#db
        .prepare(`DELETE FROM evidence WHERE origin = ? AND kind = 'suspect' AND size = ? AND root = ?`)
        .run(origin, size, root);
      return changes === 1;
    });
  }

  /** Keeps evidence; false where the same is kept already, or {@link MOST_EVIDENCE} is. */
  keep({ origin, kind, seconds, size, root, recorded, request }: Evidence): boolean {
    const { changes } = this.#db
      .prepare(
        `INSERT INTO evidence (origin, kind, seconds, size, root, recorded, request) SELECT ?, ?, ?, ?, ?, ?, ?
         WHERE (SELECT count(*) FROM evidence WHERE origin = ? AND kind = ?) < ? ON CONFLICT DO NOTHING`,
      )
      .run(origin, kind, seconds, size, root, recorded, request, origin, kind, MOST_EVIDENCE);
    return changes === 1;
  }

  evidence(): readonly Evidence[] {
    const rows = this.#db.prepare('SELECT * FROM evidence ORDER BY id').all();
    return rows.map(({ origin, kind, seconds, size, root, recorded, request }) => ({
      origin: textOf(origin),
      kind: kind === 'fork' ? 'fork' : 'suspect',
      seconds: numberOf(seconds),
      size: numberOf(size),
      root: bytesOf(root),
      recorded: bytesOf(recorded),
      request: bytesOf(request),
    }));
  }

  close(): void {
    this.#db.close();
  }

  #inOne<T>(change: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function opened<T>(folder: string, readOnly: boolean, use: (db: DatabaseSync) => T): T {
  const path = join(folder, RECORD_FILE);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly, timeout: 1000 });
    const check = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok') throw unusable(`${path} is damaged`);
    return use(db);
  } catch (error) {
    db?.close();
    if (codeOf(error) === 'WITNESS_STATE_UNUSABLE') throw error;
    throw unusable(`${path} cannot be used: ${error instanceof Error ? error.message : ''}`, error);
  }
}

function requireThere(folder: string): void {
  if (!existsSync(join(folder, RECORD_FILE))) throw lost();
}

function requireFilled(db: DatabaseSync): void {
  if (versionOf(db) === 0) throw lost();
}

function lost(): SeqwardenError {
  return unusable(`${RECORD_FILE} is gone, and with it what this countersigner has signed: make a new one`);
}

/** 0 for a new file. */
function versionOf(db: DatabaseSync): number {
  const version = numberOf(db.prepare('PRAGMA user_version').get()?.user_version);
  const application = numberOf(db.prepare('PRAGMA application_id').get()?.application_id);
  const isNew =
    version === 0 &&
    application === 0 &&
    db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isNew && (application !== APPLICATION_ID || version !== SCHEMA_VERSION))
    throw unusable(`${RECORD_FILE} is no record of a countersigner, or of a later version`);
  return version;
}

function recordedOf(row: { readonly [column: string]: unknown }): Recorded {
  const { size, root, note, seconds } = row;
  return { size: numberOf(size), root: bytesOf(root), note: bytesOf(note), seconds: numberOf(seconds) };
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw unusable(`${RECORD_FILE} has no number where one belongs`);
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw unusable(`${RECORD_FILE} has no text where it belongs`);
  return value;
}

function bytesOf(value: unknown): Bytes {
  if (!(value instanceof Uint8Array)) throw unusable(`${RECORD_FILE} has no bytes where they belong`);
  return new Uint8Array(value);
}
