import { closeSync, constants, lstatSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SeqwardenError } from '@seqwarden/proof';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { Journal } from './journal.ts';
import { JournalReader } from './journal-reader.ts';
import { APPLICATION_ID, SCHEMA_VERSION, STEPS } from './schema.ts';

export const JOURNAL_FILE = 'journal.sqlite';

export interface OpenedJournal {
  readonly journal: Journal;
  /** The name under which a damaged journal was set aside in the same folder. Say it: everything is read again. */
  readonly setAside: string | undefined;
}

/** For other processes' locks, in milliseconds: readers never block, so only another writer can. */
const WAIT = 5000;

/**
 * Opens the journal in a folder that belongs to this account alone (made if it is missing), or begins one.
 *
 * One that is damaged is renamed and a new one begun, so this is for the one agent that holds the lease. To find out it reads the whole
 * file once: about a second for a million files.
 *
 * @throws SeqwardenError JOURNAL_NEWER; JOURNAL_UNUSABLE where folder or file cannot be used or are open to others
 */
export function openJournal(folder: string, now: Date): OpenedJournal {
  requirePrivateFolder(folder);
  const path = join(folder, JOURNAL_FILE);
  try {
    return { journal: new Journal(openSound(path)), setAside: undefined };
  } catch (error) {
    if (!isDamage(error)) throw inOurWords(error);
    const setAside = setAsideDamaged(folder, now);
    try {
      return { journal: new Journal(openSound(path)), setAside };
    } catch (again) {
      throw inOurWords(again);
    }
  }
}

/**
 * For who only looks, while an agent may be writing. undefined: there is none yet.
 *
 * @throws SeqwardenError JOURNAL_NEWER, JOURNAL_UNUSABLE
 */
export function readJournal(folder: string): JournalReader | undefined {
  const path = join(folder, JOURNAL_FILE);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    requirePrivateFile(path);
    const db = new DatabaseSync(path, { readOnly: true, timeout: WAIT });
    try {
      const version = versionOf(db);
      if (version === 0) {
        db.close();
        return undefined;
      }
      requireTables(db, version);
      return new JournalReader(db);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw inOurWords(error);
  }
}

function openSound(path: string): DatabaseSync {
  createPrivate(dirname(path), path);
  requirePrivateFile(path);
  const db = new DatabaseSync(path, { timeout: WAIT });
  try {
    const version = versionOf(db);
    const check = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok') throw new Damage('quick_check found damage');
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;' +
        'PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA journal_size_limit = 16777216',
    );
    requireTables(db, version);
    if (version < SCHEMA_VERSION) bringUp(db, version);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** In one transaction: a process that dies leaves the version that it found. */
function bringUp(db: DatabaseSync, version: number): void {
  const steps = STEPS.slice(version).join('');
  db.exec(
    `BEGIN IMMEDIATE; ${steps} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
  );
}

/** A table or a column that is gone would else be found by whatever asks for it first. */
function requireTables(db: DatabaseSync, version: number): void {
  const model = new DatabaseSync(':memory:');
  try {
    model.exec(STEPS.slice(0, version).join(''));
    const found = new Set(columnsOf(db));
    if (columnsOf(model).some(column => !found.has(column))) throw new Damage('a table is not what it was');
  } finally {
    model.close();
  }
}

function columnsOf(db: DatabaseSync): string[] {
  const rows = db.prepare(
    `SELECT m.name || '.' || c.name || ' ' || c.type AS said FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
     WHERE m.type = 'table'`,
  );
  return rows.all().map(({ said }) => String(said));
}

/** 0 for a new file. What is SQLite but not ours is as good as damaged. */
function versionOf(db: DatabaseSync): number {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  const application = Number(db.prepare('PRAGMA application_id').get()?.application_id);
  if (application !== APPLICATION_ID && (version !== 0 || application !== 0 || hasTables(db)))
    throw new Damage('not a journal');
  if (version > SCHEMA_VERSION)
    throw new SeqwardenError(
      'JOURNAL_NEWER',
      `the journal has version ${version}, this program knows ${SCHEMA_VERSION}`,
    );
  return version;
}

function hasTables(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

class Damage extends Error {}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function isDamage(error: unknown): boolean {
  if (error instanceof Damage) return true;
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false;
  // The low byte is the primary result code: sqlite.org/rescode.html
  return [SQLITE_CORRUPT, SQLITE_NOTADB].includes(error.errcode & 0xff);
}

function setAsideDamaged(folder: string, now: Date): string {
  const name = `journal-damaged-${now.toISOString().replaceAll(/[-:.]/g, '')}.sqlite`;
  // The write-ahead log first: left beside a new file of that name it would be taken for that file's own.
  for (const suffix of ['-wal', '-shm', '']) {
    try {
      renameSync(join(folder, JOURNAL_FILE + suffix), join(folder, name + suffix));
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw inOurWords(error);
    }
  }
  flushFolderAt(folder);
  return name;
}

/** SQLite gives the files beside it the same permissions. */
function createPrivate(folder: string, path: string): void {
  try {
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
    flushFolderAt(folder);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
  }
}

function requirePrivateFolder(folder: string): void {
  try {
    makePath(folder, 0o700);
    const stat = lstatSync(folder);
    if (!stat.isDirectory()) throw new SeqwardenError('JOURNAL_UNUSABLE', `${folder} is no folder`);
    requireOwn(folder, stat);
  } catch (error) {
    throw inOurWords(error);
  }
}

function requirePrivateFile(path: string): void {
  const stat = lstatSync(path);
  if (!stat.isFile()) throw new SeqwardenError('JOURNAL_UNUSABLE', `${path} is no plain file`);
  requireOwn(path, stat);
}

function requireOwn(path: string, { uid, mode }: { readonly uid: number; readonly mode: number }): void {
  if (process.getuid === undefined) return;
  if (uid !== process.getuid())
    throw new SeqwardenError('JOURNAL_UNUSABLE', `${path} belongs to another account`);
  if ((mode & 0o077) !== 0) throw new SeqwardenError('JOURNAL_UNUSABLE', `others have access to ${path}`);
}

function inOurWords(error: unknown): unknown {
  if (error instanceof SeqwardenError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new SeqwardenError('JOURNAL_UNUSABLE', `the journal cannot be used: ${why}`, { cause: error });
}
