import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { withoutMode } from '@seqwarden/advisory/inventory';
import type { CopiedRun } from '@seqwarden/cases/gap';
import type { Choice, ThreadKey, ThreadKind } from '@seqwarden/cases/reduce';
import type { OnePerson, PlacedAct, Uncounted } from '@seqwarden/cases/state';
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

  /** Forgets a log. Returns the threads in which it said something, and those of corrections of what it said. */
  dropLog(id: string): ThreadKey[] {
    const said = 'SELECT key FROM thread WHERE id IN (SELECT thread FROM act WHERE log = ?)';
    const ofTheirs = `SELECT key FROM thread WHERE key IN (SELECT 'record/' || lower(hex(identity)) FROM act WHERE log = ?)`;
    const threads = this.#all(`${said} UNION ${ofTheirs}`, id, id).map(({ key }) => threadKeyOf(key));
    for (const table of ['act', 'stray', 'seed', 'copied', 'person'])
      this.#run(`DELETE FROM ${table} WHERE log = ?`, id);
    this.#run('DELETE FROM log WHERE id = ?', id);
    return threads;
  }

  addSeed(log: string, { index, file }: Seed): void {
    const text = kept(`seed ${log} ${index}`, Buffer.from(file).toString('base64'));
    this.#run('INSERT INTO seed VALUES (?, ?, ?)', log, index, text);
  }

  /** In the log's order. */
  seedsOf(log: string): Seed[] {
    return this.#all('SELECT idx, kept FROM seed WHERE log = ? ORDER BY idx', log).map(row => {
      const index = numberOf(row.idx);
      const base64 = opened<string>(`seed ${log} ${index}`, row.kept, JSON.parse);
      return { index, file: new Uint8Array(Buffer.from(base64, 'base64')) };
    });
  }

  addAct(thread: string, act: PlacedAct): void {
    this.#run(
      'INSERT INTO act (thread, log, idx, identity, kept) VALUES (?, ?, ?, ?, ?)',
      this.#threadId(thread),
      act.log,
      act.index,
      Buffer.from(act.identity, 'hex'),
      kept(`act ${thread} ${act.log} ${act.index}`, act),
    );
  }

  actsOf(thread: string): PlacedAct[] {
    return this.#acts('WHERE thread = ? ORDER BY act.id', this.#threadId(thread));
  }

  addPerson({ log, key, other, at, isSo }: OnePerson): void {
    this.#run(
      'INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?)',
      ...[log, key, other, at ?? ROTATED, isSo ? 1 : 0],
    );
  }

  persons(): OnePerson[] {
    return this.#all('SELECT * FROM person').map(row => ({
      ...{ log: textOf(row.log), key: textOf(row.key), other: textOf(row.other) },
      ...{ at: row.idx === ROTATED ? null : numberOf(row.idx), isSo: row.is_so === 1 },
    }));
  }

  /** Notes that a key says something in a thread of which it matters whose key it is. */
  addHand(key: string, thread: string): void {
    this.#run('INSERT OR IGNORE INTO hand VALUES (?, ?)', key, this.#threadId(thread));
  }

  /** Threads that were noted for a key; also such as nobody says anything in any more. */
  threadsOfHand(key: string): ThreadKey[] {
    const sql =
      'SELECT thread.key AS key FROM hand JOIN thread ON thread.id = hand.thread WHERE hand.key = ?';
    return this.#all(sql, key).map(row => threadKeyOf(row.key));
  }

  /** A record at each of its places. */
  actsCalled(identity: string): PlacedAct[] {
    return this.#acts('WHERE identity = ? ORDER BY act.id', Buffer.from(identity, 'hex'));
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

  addCopied(run: CopiedRun): void {
    const { log, index } = run;
    const device = withoutMode(run.serial);
    const text = kept(`copied ${device} ${log} ${index}`, run);
    this.#run('INSERT INTO copied VALUES (?, ?, ?, ?)', log, index, device, text);
  }

  /** The runs of the device with this serial that were copied, of every vendor and mode, by log and index. */
  copiedOf(device: string): CopiedRun[] {
    return this.#all('SELECT * FROM copied WHERE device = ? ORDER BY log, idx', device).map(row =>
      opened<CopiedRun>(`copied ${device} ${textOf(row.log)} ${numberOf(row.idx)}`, row.kept, JSON.parse),
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

  /** undefined: nothing is known of the thread any more. */
  putPart(thread: string, part: object | undefined): void {
    this.#put('part', thread, part);
  }

  /** What of a device's part is enough to tell what is to be done; undefined: nothing is. */
  putBrief(thread: string, brief: object | undefined): void {
    this.#put('brief', thread, brief);
  }

  *briefs<T>(): Generator<T> {
    const rows = this.#statement(
      'SELECT key, kept FROM brief JOIN thread ON thread.id = brief.thread',
    ).iterate();
    for (const { key, kept: text } of rows) yield opened<T>(`brief ${textOf(key)}`, text, JSON.parse);
  }

  /** What all cases say of a device, in order of their threads. */
  choicesOn(device: string): Choice[] {
    return this.#all('SELECT ofcase, kept FROM choice WHERE device = ? ORDER BY ofcase', device).flatMap(
      row => opened<Choice[]>(`choice ${device} ${textOf(row.ofcase)}`, row.kept, JSON.parse),
    );
  }

  /** In place of what this case said of devices before. */
  putChoices(ofCase: string, choices: ReadonlyMap<string, readonly Choice[]>): void {
    this.#run('DELETE FROM choice WHERE ofcase = ?', ofCase);
    for (const [device, some] of choices) {
      const text = kept(`choice ${device} ${ofCase}`, some);
      this.#run('INSERT INTO choice VALUES (?, ?, ?)', device, ofCase, text);
    }
  }

  /** What was worked out of all parts; undefined: it has to be, again. */
  answer<T>(name: string): T | undefined {
    const [row] = this.#all('SELECT kept FROM answer WHERE name = ?', name);
    return row === undefined ? undefined : opened<T>(`answer ${name}`, row.kept, JSON.parse);
  }

  putAnswer(name: string, answer: object): void {
    this.#run('INSERT OR REPLACE INTO answer VALUES (?, ?)', name, kept(`answer ${name}`, answer));
  }

  dropAnswers(): void {
    this.#run('DELETE FROM answer');
  }

  /** What all threads of a kind came to, or of every kind, with the thread. */
  *partsOf<T>(kind: ThreadKind | ''): Generator<readonly [thread: ThreadKey, part: T]> {
    const sql =
      'SELECT key, kept FROM part JOIN thread ON thread.id = part.thread WHERE key >= ? AND key < ? ORDER BY key';
    const [from, until] = kind === '' ? ['', '\u{10ffff}'] : [`${kind}/`, `${kind}0`];
    for (const { key, kept: text } of this.#statement(sql).iterate(from, until)) {
      const thread = threadKeyOf(key);
      yield [thread, opened<T>(`part ${thread}`, text, JSON.parse)];
    }
  }

  threadsOf(kind: ThreadKind): ThreadKey[] {
    const sql = 'SELECT key FROM thread WHERE key >= ? AND key < ? ORDER BY key';
    return this.#all(sql, `${kind}/`, `${kind}0`).map(({ key }) => threadKeyOf(key));
  }

  #put(table: 'part' | 'brief', thread: string, value: object | undefined): void {
    const id = this.#threadId(thread);
    if (value === undefined) this.#run(`DELETE FROM ${table} WHERE thread = ?`, id);
    else this.#run(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`, id, kept(`${table} ${thread}`, value));
  }

  #acts(where: string, value: SQLInputValue): PlacedAct[] {
    const sql = `SELECT key, log, idx, kept FROM act JOIN thread ON thread.id = act.thread ${where}`;
    return this.#all(sql, value).map(({ key, log, idx, kept: text }) => {
      const place = `act ${textOf(key)} ${textOf(log)} ${numberOf(idx)}`;
      return opened<PlacedAct>(place, text, JSON.parse);
    });
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

/** In place of an index: that one key took the place of another. */
const ROTATED = -1;

const KINDS: readonly ThreadKind[] = ['case', 'device', 'notice', 'incident', 'record', 'rights'];

function threadKeyOf(value: SQLOutputValue | undefined): ThreadKey {
  const text = textOf(value);
  if (!isThreadKey(text)) throw new Damage('a column is no thread');
  return text;
}

function isThreadKey(text: string): text is ThreadKey {
  return KINDS.some(kind => text.startsWith(`${kind}/`));
}

function numberOf(value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Damage('a column is no number');
  return value;
}

function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Damage('a column is no bytes');
  return value;
}
