import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SeqwardenError } from '@seqwarden/proof';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { storeError } from './sqlite-error.ts';
import { SqliteLease } from './sqlite-lock.ts';
import { SqliteStore } from './sqlite-store.ts';

export const STORE_FILE = 'store.sqlite';
export const LEASE_FILE = 'lease';

/** For the locks of other processes, in milliseconds: a reader, or one that begins to write. */
const WAIT = 5000;

/**
 * Opens the store of a log in its folder; it is never made here. To find damage before anything is believed it is read whole once: a quarter of a second for
 * a million entries.
 *
 * @throws SeqwardenError LOG_MISSING; LOG_STORE_UNUSABLE where it is damaged, of a later version, of another log, or open to others
 */
export function openSqliteStore(folder: string, logId: string): SqliteStore {
  const path = join(folder, STORE_FILE);
  requirePrivate(folder, path);
  try {
    const db = new DatabaseSync(path, { timeout: WAIT });
    try {
      requireOurs(db);
      db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;' +
          'PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864',
      );
      requireLog(db, logId);
      return new SqliteStore(db, new SqliteLease(join(folder, LEASE_FILE)), requireSameFile(path));
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw storeError(error);
  }
}

function requirePrivate(folder: string, path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new SeqwardenError('LOG_MISSING', 'there is no store of a register', { path });
  if (!stat.isFile()) throw unusable('is no plain file');
  for (const { uid, mode } of [stat, lstatSync(folder)]) {
    if (process.getuid === undefined) continue;
    if (uid !== process.getuid()) throw unusable('or its folder belongs to another account');
    if ((mode & 0o077) !== 0) throw unusable('or its folder is open to others');
  }
}

/** Whoever puts a snapshot back leaves a process that is at work with a file that nobody else sees any more, and it would begin another history. */
function requireSameFile(path: string): () => void {
  const opened = lstatSync(path);
  return () => {
    const now = lstatSync(path, { throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev)
      throw unusable('is another file than when it was opened; start the program again');
  };
}

function requireOurs(db: DatabaseSync): void {
  const { application_id: application } = db.prepare('PRAGMA application_id').get() ?? {};
  const { user_version: version } = db.prepare('PRAGMA user_version').get() ?? {};
  if (application !== APPLICATION_ID) throw unusable('is none of a register');
  if (version !== SCHEMA_VERSION)
    throw unusable(`has version ${version}, this program knows ${SCHEMA_VERSION}`);
  if (db.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw unusable('is damaged');
  const model = new DatabaseSync(':memory:');
  try {
    model.exec(SCHEMA);
    if (shapeOf(model) !== shapeOf(db)) throw unusable('has not the tables that it had');
  } finally {
    model.close();
  }
}

function requireLog(db: DatabaseSync, logId: string): void {
  // In one statement, as others may write meanwhile.
  const heads = db.prepare('SELECT *, (SELECT count(*) FROM leaf) AS leaves FROM head').all();
  const [head] = heads;
  if (head === undefined || heads.length > 1) throw unusable('has no register head');
  if (head.log !== logId) throw unusable('belongs to another register than this key');
  if (head.leaves !== sizeOf(head.checkpoint))
    throw unusable('does not know all entries of its register head');
}

function sizeOf(checkpoint: unknown): number {
  try {
    return parseCheckpoint(parseNote(checkpoint instanceof Uint8Array ? checkpoint : new Uint8Array()).text)
      .size;
  } catch {
    throw unusable('holds no register head');
  }
}

/** Tables and columns, as they were declared. */
function shapeOf(db: DatabaseSync): string {
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return rows.map(({ sql }) => sql).join('\n');
}

export function unusable(what: string): SeqwardenError {
  return new SeqwardenError('LOG_STORE_UNUSABLE', `the store of the register ${what}`);
}
