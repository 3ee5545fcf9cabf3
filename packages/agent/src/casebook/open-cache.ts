import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SeqwardenError } from '@seqwarden/proof';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { temporaryName } from '../host/temporary-name.ts';
import { CasebookStore } from './casebook-store.ts';
import { Damage } from './kept.ts';
import { APPLICATION_ID, SCHEMA_VERSION, TABLES } from './schema.ts';

/** For other processes' locks, in milliseconds: who writes holds one for a moment. */
const WAIT = 10_000;
/** SQLite's own names beside a file of its. Left beside another file of that name they would be taken for that one's. */
const BESIDE = ['-journal', '-wal', '-shm'];

/** A file of the cache, as one version of the program makes it. */
export interface CachePlace {
  /** Of this account alone. */
  readonly folder: string;
  readonly name: string;
  /** Version of the program: another one may make something else of the same records. */
  readonly madeBy: string;
}

/**
 * The cache as it lies there; undefined: there is none. Throws `Damage` for what is none of ours, of another version or open to others, and what SQLite throws.
 */
export function openCache({ folder, name, madeBy }: CachePlace): CasebookStore | undefined {
  const path = join(folder, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new Damage('it is no plain file');
  if (process.getuid !== undefined && (stat.uid !== process.getuid() || (stat.mode & 0o077) !== 0))
    throw new Damage('others may have written it');
  const db = new DatabaseSync(path, { timeout: WAIT });
  try {
    const [application, version] = [pragma(db, 'application_id'), pragma(db, 'user_version')];
    if (application !== APPLICATION_ID) throw new Damage('it is no casebook');
    if (version !== SCHEMA_VERSION || db.prepare('SELECT by FROM made').get()?.by !== madeBy)
      throw new Damage('another version of the program made it');
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cache_size = -64000');
    requireTables(db);
    return new CasebookStore(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Makes the cache anew, by `fill`, in the place of what lies there. It gets its name when it is whole and durable: whoever is killed leaves what was there. To be called by
 * one process at a time. Throws CASE_STORE_UNUSABLE, and what `fill` throws.
 */
export async function makeCache(
  place: CachePlace,
  fill: (store: CasebookStore) => Promise<void>,
): Promise<void> {
  const { folder, name, madeBy } = place;
  const temporary = join(folder, `${name}.${temporaryName()}`);
  try {
    makePath(folder, 0o700);
    sweep(folder, name);
    closeSync(openSync(temporary, 'wx', 0o600));
    const db = new DatabaseSync(temporary);
    try {
      // Nobody else knows this file, and nobody goes on with it after a crash.
      db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -256000');
      const store = emptyStore(db, madeBy);
      await store.inTransaction(() => fill(store));
    } finally {
      db.close();
    }
    takePlace(folder, temporary, name);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unusable(folder, error);
  }
}

/** A cache that is kept by nobody, where nothing can be written. */
export function cacheInMemory(): CasebookStore {
  return emptyStore(new DatabaseSync(':memory:'), '');
}

function emptyStore(db: DatabaseSync, madeBy: string): CasebookStore {
  db.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.prepare('INSERT INTO made VALUES (?)').run(madeBy);
  return new CasebookStore(db);
}

/** One that is gone would else be found by whoever asks for it first. */
function requireTables(db: DatabaseSync): void {
  const model = new DatabaseSync(':memory:');
  try {
    model.exec(TABLES);
    if (schemaOf(model) !== schemaOf(db)) throw new Damage('its tables are others');
  } finally {
    model.close();
  }
}

function schemaOf(db: DatabaseSync): string {
  const rows = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').all();
  return JSON.stringify(rows.map(({ sql }) => sql));
}

function takePlace(folder: string, temporary: string, name: string): void {
  const fd = openSync(temporary, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  for (const suffix of ['', ...BESIDE]) rmSync(join(folder, name + suffix), { force: true });
  renameSync(temporary, join(folder, name));
  flushFolderAt(folder);
}

/** What processes left that were killed while they made one. */
function sweep(folder: string, name: string): void {
  for (const one of readdirSync(folder))
    if (one.startsWith(`${name}.`)) rmSync(join(folder, one), { force: true });
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** Primary result codes (sqlite.org/rescode.html) of what is no fault of the file: permissions, other processes, a disk that is full or broken. */
const NOT_OF_THE_FILE: ReadonlySet<number> = new Set([3, 5, 6, 8, 10, 13, 14]);

/** Whether the file may be to blame, and one that is made anew would not be. */
export function mayBeDamage(error: unknown): boolean {
  if (error instanceof SeqwardenError || errno(error) !== '') return false;
  return !isOfSqlite(error) || !NOT_OF_THE_FILE.has(error.errcode & 0xff);
}

/** Whether the file is to blame: neither its disk, nor a fault of the program that would come again. */
export function isDamage(error: unknown): boolean {
  return error instanceof Damage || (isOfSqlite(error) && mayBeDamage(error));
}

function isOfSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

/** In our words, where the folder or its disk is to blame. */
export function unusable(folder: string, error: unknown): unknown {
  if (error instanceof SeqwardenError || mayBeDamage(error)) return error;
  const why = errno(error) || (error instanceof Error ? error.message : String(error));
  return new SeqwardenError('CASE_STORE_UNUSABLE', `${folder}: ${why}`, { cause: error });
}
