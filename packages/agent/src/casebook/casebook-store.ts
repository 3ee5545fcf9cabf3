import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { PlacedAct, Uncounted } from '@seqwarden/cases/state';
import { Damage, kept, opened } from './kept.ts';
import type { Missed } from './missed.ts';

/** How far a log was read. */
export interface LogRead {
  readonly id: string;
  /** Of the own log the state until which it was read; of an imported one how many records there are. */
  readonly size: number;
  /** Empty where it was imported. */
  readonly root: Uint8Array;
  /** Of what an imported log was read; another text is another source. Empty: the own log. */
  readonly source: string;
  readonly missed: readonly Missed[];
}

/** A record about keys that a judge has to see before it judges what follows. */
export interface Seed {
  readonly index: number;
  readonly file: Uint8Array<ArrayBuffer>;
}

/**
 * The rows of a casebook. It knows what lies where, and not what follows from it. Whatever is not as it was written throws `Damage`, or an error of SQLite: then the file is
 * made anew.
 */
export class CasebookStore {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #threads = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** All or nothing, also for who is killed; others wait. */
  async inTransaction<T>(work: () => Promise<T>): Promise<T> {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#threads.clear();
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  logs(): LogRead[] {
    return this.#all('SELECT * FROM log ORDER BY id').map(row => ({
      id: textOf(row.id),
      size: numberOf(row.size),
      root: bytesOf(row.root),
      source: textOf(row.source),
      missed: opened<Missed[]>(`log ${textOf(row.id)} ${numberOf(row.size)}`, row.missed, JSON.parse),
    }));
  }

  putLog({ id, size, root, source, missed }: LogRead): void {
    this.#run('DELETE FROM log WHERE id = ?', id);
    const told = kept(`log ${id} ${size}`, missed);
    this.#run('INSERT INTO log VALUES (?, ?, ?, ?, ?)', id, size, root, source, told);
  }

  /** Forgets a log. Returns the threads in which it said something. */
  dropLog(id: string): string[] {
    const threads = this.#all(
      'SELECT DISTINCT key FROM act JOIN thread ON thread.id = act.thread WHERE log = ?',
      id,
    ).map(({ key }) => textOf(key));
    for (const table of ['act', 'stray', 'seed']) this.#run(`DELETE FROM ${table} WHERE log = ?`, id);
    this.#run('DELETE FROM log WHERE id = ?', id);
    return threads;
  }

  addSeed(log: string, { index, file }: Seed): void {
    this.#run('INSERT INTO seed VALUES (?, ?, ?)', log, index, file);
  }

  /** In the log's order. */
  seedsOf(log: string): Seed[] {
    return this.#all('SELECT idx, file FROM seed WHERE log = ? ORDER BY idx', log).map(row => ({
      index: numberOf(row.idx),
      file: new Uint8Array(bytesOf(row.file)),
    }));
  }

  addAct(thread: string, act: PlacedAct): void {
    this.#run(
      'INSERT INTO act (thread, log, idx, identity, kept) VALUES (?, ?, ?, ?, ?)',
      this.#threadId(thread),
      act.log,
      act.index,
      Buffer.from(act.identity, 'hex'),
      kept(`act ${act.log} ${act.index}`, act),
    );
  }

  actsOf(thread: string): PlacedAct[] {
    return this.#acts('WHERE thread = ? ORDER BY id', this.#threadId(thread));
  }

  /** A record at each of its places. */
  actsCalled(identity: string): PlacedAct[] {
    return this.#acts('WHERE identity = ? ORDER BY id', Buffer.from(identity, 'hex'));
  }

  addStray(one: Uncounted): void {
    const { log, index } = one;
    this.#run('INSERT INTO stray VALUES (?, ?, ?)', log, index, kept(`stray ${log} ${index}`, one));
  }

  /** What counts for no reducer: it could not be read, or nobody knows its kind. By log and index. */
  strays(): Uncounted[] {
    return this.#all('SELECT * FROM stray ORDER BY log, idx').map(row =>
      opened<Uncounted>(`stray ${textOf(row.log)} ${numberOf(row.idx)}`, row.kept, JSON.parse),
    );
  }

  /** Whether anything is kept under a thread. */
  hasThread(key: string): boolean {
    return this.#all('SELECT 1 FROM thread WHERE key = ?', key).length > 0;
  }

  /** What a thread came to; undefined: nothing was made of it. */
  part<T>(thread: string): T | undefined {
    const [row] = this.#all('SELECT kept FROM part WHERE thread = ?', this.#threadId(thread));
    return row === undefined ? undefined : opened<T>(`part ${thread}`, row.kept, JSON.parse);
  }

  putPart(thread: string, part: object): void {
    const text = kept(`part ${thread}`, part);
    this.#run('INSERT OR REPLACE INTO part VALUES (?, ?)', this.#threadId(thread), text);
  }

  dropPart(thread: string): void {
    this.#run('DELETE FROM part WHERE thread = ?', this.#threadId(thread));
  }

  /** What all threads of a kind came to, by their keys. */
  *partsOf<T>(kind: string): Generator<readonly [thread: string, part: T]> {
    const rows = this.#statement(
      'SELECT key, kept FROM part JOIN thread ON thread.id = part.thread WHERE key >= ? AND key < ? ORDER BY key',
    ).iterate(`${kind}/`, `${kind}0`);
    for (const { key, kept: text } of rows) {
      const thread = textOf(key);
      yield [thread, opened<T>(`part ${thread}`, text, JSON.parse)];
    }
  }

  #acts(where: string, value: SQLInputValue): PlacedAct[] {
    return this.#all(`SELECT log, idx, kept FROM act ${where}`, value).map(row =>
      opened<PlacedAct>(`act ${textOf(row.log)} ${numberOf(row.idx)}`, row.kept, JSON.parse),
    );
  }

  /** Made where there is none. */
  #threadId(key: string): number {
    const known = this.#threads.get(key);
    if (known !== undefined) return known;
    this.#run('INSERT OR IGNORE INTO thread (key) VALUES (?)', key);
    const [row] = this.#all('SELECT id FROM thread WHERE key = ?', key);
    const id = numberOf(row?.id);
    this.#threads.set(key, id);
    return id;
  }

  #all(sql: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.#statement(sql).all(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function textOf(value: SQLOutputValue | undefined): string {
  if (typeof value !== 'string') throw new Damage('a column is no text');
  return value;
}

function numberOf(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Damage('a column is no number');
  return value;
}

function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Damage('a column is no bytes');
  return value;
}
