import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import type { FileClass } from '@seqwarden/runfolder';
import type {
  ArchivedRun,
  DeliveryRecord,
  DeliveryState,
  EarlierDigest,
  EventRecord,
  FileRecord,
  RunId,
  RunRecord,
  Slot,
  UploadRecord,
} from './records.ts';
import { blob, Row } from './row.ts';
import { RUN_STATES, type RunState } from './run-state.ts';

/** By number in the journal: entries are added, never moved. */
export const CLASSES: readonly FileClass[] = ['write-once', 'append-only', 'rewritten', 'other'];
const DELIVERY_STATES: readonly DeliveryState[] = ['copying', 'sealed', 'confirmed'];

const RUN = `SELECT run.*, root.path AS root_path FROM run JOIN root ON root.id = run.root`;

/**
 * What the journal knows. Whatever may be many comes row by row from a cursor: memory does not grow with a run.
 * While a cursor is open the journal may be written; whether it then shows what was written is not said.
 */
export class JournalReader {
  protected readonly db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** All runs, in the order in which they were first seen. */
  *runs(): Generator<RunRecord> {
    for (const row of this.rows(`${RUN} ORDER BY run.id`)) yield runOf(row);
  }

  run(root: BytePath, name: BytePath): RunRecord | undefined {
    return this.first(`${RUN} WHERE root.path = ? AND run.name = ?`, runOf, blob(root), blob(name));
  }

  /** Names of destinations by slot. */
  destinations(): ReadonlyMap<Slot, string> {
    const rows = this.rows('SELECT slot, name FROM destination ORDER BY slot');
    return new Map(Array.from(rows, row => [row.number('slot'), row.text('name')]));
  }

  /** Identity of the place that has been known under a slot, see `id` of a destination; undefined: none has yet. */
  placeOf(destination: Slot): string | undefined {
    const read = (row: Row) => row.optional('id', (found, name) => found.text(name));
    return this.first('SELECT * FROM destination WHERE slot = ?', read, destination);
  }

  /** In the byte order of their paths, as SHA256SUMS lists them. */
  *files(run: RunId): Generator<FileRecord> {
    for (const row of this.rows('SELECT * FROM file WHERE run = ? ORDER BY path', run)) yield fileOf(row);
  }

  /** Those below a folder, in the same order. */
  *filesBelow(run: RunId, folder: BytePath): Generator<FileRecord> {
    // `0` is what follows the slash among bytes.
    const sql = 'SELECT * FROM file WHERE run = ? AND path > ? AND path < ? ORDER BY path';
    for (const row of this.rows(sql, run, blob(`${folder}/`), blob(`${folder}0`))) yield fileOf(row);
  }

  file(run: RunId, path: BytePath): FileRecord | undefined {
    return this.first('SELECT * FROM file WHERE run = ? AND path = ?', fileOf, run, blob(path));
  }

  /** How much of a run a destination holds. */
  held(run: RunId, destination: Slot): { readonly files: number; readonly bytes: number } {
    const sql =
      'SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM file WHERE run = ? AND held & ?';
    const read = (row: Row) => ({ files: row.number('files'), bytes: row.number('bytes') });
    return this.first(sql, read, run, 2 ** destination) ?? { files: 0, bytes: 0 };
  }

  /** What stood under final names before it was replaced, the oldest first. */
  *earlier(run: RunId): Generator<EarlierDigest> {
    for (const row of this.rows('SELECT * FROM earlier WHERE run = ? ORDER BY path, rowid', run)) {
      const [path, size, sha256] = [row.path('path'), row.number('size'), row.bytes('sha256')];
      yield { path, size, sha256, replaced: row.date('replaced') };
    }
  }

  /** Digests (hex) of what stood under a name before the file on record. */
  earlierOf(run: RunId, path: BytePath): ReadonlySet<string> {
    return this.#digests('SELECT sha256 FROM earlier WHERE run = ? AND path = ?', run, path);
  }

  /** Digests (hex) of what was about to take the place of the file on record, and may have. */
  announcedOf(run: RunId, path: BytePath): ReadonlySet<string> {
    return this.#digests('SELECT sha256 FROM replacing WHERE run = ? AND path = ?', run, path);
  }

  /** Uploads that were begun at a destination and neither finished nor given up. */
  uploads(destination: Slot): UploadRecord[] {
    const rows = this.rows('SELECT * FROM upload WHERE destination = ? ORDER BY id', destination);
    return Array.from(rows, row => ({
      run: row.number('run'),
      path: row.path('path'),
      destination,
      uploadId: row.text('upload_id'),
      state: row.text('state'),
      began: row.date('began'),
      parts: this.#parts(row.number('id')),
    }));
  }

  deliveries(run: RunId): DeliveryRecord[] {
    const rows = this.rows('SELECT * FROM delivery WHERE run = ? ORDER BY destination', run);
    return Array.from(rows, deliveryOf);
  }

  /** Runs that are sealed at a destination, whether their source is still there or not. */
  *archived(destination: Slot): Generator<ArchivedRun> {
    const sql = `SELECT delivery.*, run.name, root.path AS root_path
      FROM delivery JOIN run ON run.id = delivery.run JOIN root ON root.id = run.root
      WHERE delivery.destination = ? AND delivery.state IN ('sealed', 'confirmed') ORDER BY run.id`;
    for (const row of this.rows(sql, destination))
      yield { root: row.path('root_path'), name: row.path('name'), delivery: deliveryOf(row) };
  }

  /** Events after one of that number, the oldest first; 0 is before all. */
  *events(after: number): Generator<EventRecord> {
    for (const row of this.rows('SELECT * FROM event WHERE id > ? ORDER BY id', after)) {
      yield {
        id: row.number('id'),
        at: row.date('at'),
        run: row.optional('run', (found, name) => found.number(name)),
        destination: row.optional('destination', (found, name) => found.number(name)),
        kind: row.text('kind'),
        detail: row.text('detail'),
      };
    }
  }

  close(): void {
    this.db.close();
  }

  #digests(sql: string, run: RunId, path: BytePath): ReadonlySet<string> {
    const digests = Array.from(this.rows(sql, run, blob(path)), row => row.bytes('sha256'));
    return new Set(digests.map(sha256 => Buffer.from(sha256).toString('hex')));
  }

  #parts(upload: number) {
    const rows = this.rows('SELECT * FROM part WHERE upload = ? ORDER BY number', upload);
    return Array.from(rows, row => ({
      number: row.number('number'),
      size: row.number('size'),
      sha256: row.bytes('sha256'),
      etag: row.text('etag'),
    }));
  }

  /** Prepared afresh, so that two cursors of one question do not disturb each other. */
  protected *rows(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    const statement = this.db.prepare(sql);
    statement.setReadBigInts(true);
    for (const row of statement.iterate(...values)) yield new Row(row);
  }

  protected first<T>(sql: string, read: (row: Row) => T, ...values: SQLInputValue[]): T | undefined {
    const row = this.statement(sql).get(...values);
    return row === undefined ? undefined : read(new Row(row));
  }

  /** Prepared once. */
  protected statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    statement.setReadBigInts(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function runOf(row: Row): RunRecord {
  return {
    id: row.number('id'),
    root: row.path('root_path'),
    name: row.path('name'),
    dev: BigInt.asUintN(64, row.big('dev')),
    ino: BigInt.asUintN(64, row.big('ino')),
    firstSeen: row.date('first_seen'),
    state: oneOf<RunState>(RUN_STATES, row.text('state')),
    since: row.date('since'),
    reason: row.optional('reason', (found, name) => found.text(name)),
    lastChange: row.date('last_change'),
    silentMs: row.number('silent'),
    readBack: row.optional('read_back', (found, name) => found.date(name)),
  };
}

function fileOf(row: Row): FileRecord {
  return {
    path: row.path('path'),
    attributes: {
      size: row.number('size'),
      mtimeNs: row.big('mtime'),
      ctimeNs: row.big('ctime'),
      ino: BigInt.asUintN(64, row.big('ino')),
    },
    sha256: row.bytes('sha256'),
    class: oneOf(CLASSES, CLASSES[row.number('class')]),
    held: row.number('held'),
  };
}

function deliveryOf(row: Row): DeliveryRecord {
  return {
    run: row.number('run'),
    destination: row.number('destination'),
    state: oneOf(DELIVERY_STATES, row.text('state')),
    since: row.date('since'),
    downSince: row.optional('down_since', (found, name) => found.date(name)),
    reason: row.optional('reason', (found, name) => found.text(name)),
    lastConfirmed: row.optional('last_confirmed', (found, name) => found.date(name)),
    sealed: row.optional('seal', (found, name) => ({
      seal: found.text(name),
      files: found.number('files'),
      bytes: found.number('bytes'),
    })),
  };
}

function oneOf<T extends string>(known: readonly T[], found: string | undefined): T {
  const match = known.find(value => value === found);
  if (match === undefined) throw new SeqwardenError('JOURNAL_UNUSABLE', 'the journal holds an unknown word');
  return match;
}
