import type { BytePath } from '@seqwarden/proof';
import { SeqwardenError } from '@seqwarden/proof';
import type { FileClass } from '@seqwarden/runfolder';
import { CLASSES, JournalReader } from './journal-reader.ts';
import type {
  DeliveryState,
  EventRecord,
  FileRecord,
  NewBytes,
  RunId,
  RunIdentity,
  RunRecord,
  SealedThere,
  Slot,
  UploadPart,
  UploadRecord,
} from './records.ts';
import { blob, type Row, signed64 } from './row.ts';
import type { RunState } from './run-state.ts';

const SLOTS = 31;

/** Whose files are known though nothing needs them. Where an earlier version sealed it, they alone tell how much there is. */
const GONE = `SELECT id FROM run WHERE state = 'confirmed' AND gone < ?
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.run = run.id AND seal IS NULL)
  AND (EXISTS (SELECT 1 FROM file WHERE file.run = run.id) OR EXISTS (SELECT 1 FROM earlier WHERE earlier.run = run.id)
    OR EXISTS (SELECT 1 FROM replacing WHERE replacing.run = run.id))
  ORDER BY id LIMIT 1`;

/** Other bytes may take the place of theirs, and not only more of the same. */
const REPLACEABLE: readonly FileClass[] = ['rewritten', 'other'];

/**
 * What an agent remembers over restarts. It is a cache of what can be read again: who loses it reads more, and loses nothing.
 *
 * Every method is one transaction, on disk when it returns; {@link batch} makes one of many. Errors of the disk come
 * as they are. One process writes, any number read.
 */
export class Journal extends JournalReader {
  #inBatch = false;

  /** All that `write` does comes to the disk together, or, if it throws or the process dies, not at all. */
  batch<T>(write: () => T): T {
    if (this.#inBatch) return write();
    this.db.exec('BEGIN IMMEDIATE');
    this.#inBatch = true;
    try {
      const result = write();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already; the error that counts is the first.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#inBatch = false;
    }
  }

  /** The slot of a destination, the next free one for a new name. Throws USAGE beyond 31 destinations. */
  destination(name: string): Slot {
    return this.batch(() => {
      const known = this.destinations();
      for (const [slot, other] of known) if (other === name) return slot;
      const free = Array.from({ length: SLOTS }, (_, slot) => slot).find(slot => !known.has(slot));
      if (free === undefined)
        throw new SeqwardenError('USAGE', `a journal knows ${SLOTS} destinations at most`);
      this.#write('INSERT INTO destination (slot, name) VALUES (?, ?)', free, name);
      return free;
    });
  }

  /**
   * Writes down which place a slot's destination is, where none is on record yet; the first one stays. Returns whether it is the one on record.
   *
   * @param id see `id` of a destination
   */
  claimPlace(slot: Slot, id: string): boolean {
    const read = (row: Row) => row.optional('id', (found, name) => found.text(name));
    const known = this.first('SELECT id FROM destination WHERE slot = ?', read, slot);
    if (known === undefined) this.#write('UPDATE destination SET id = ? WHERE slot = ?', id, slot);
    return known === undefined || known === id;
  }

  /** The record of a run, made if there is none. What a known run's folder looks like now is taken over. */
  noteRun(root: BytePath, identity: RunIdentity, at: Date): RunRecord {
    const { name, dev, ino } = identity;
    return this.batch(() => {
      this.#write('INSERT INTO root (path) VALUES (?) ON CONFLICT DO NOTHING', blob(root));
      this.#write(
        `INSERT INTO run (root, name, dev, ino, first_seen, state, since, last_change, silent)
         SELECT id, ?2, ?3, ?4, ?5, 'growing', ?5, ?5, 0 FROM root WHERE path = ?1
         ON CONFLICT (root, name) DO UPDATE SET dev = excluded.dev, ino = excluded.ino, gone = NULL`,
        blob(root),
        blob(name),
        signed64(dev),
        signed64(ino),
        at.getTime(),
      );
      const record = this.run(root, name);
      if (record === undefined) throw new SeqwardenError('INTERNAL', 'a run was noted and is not there');
      return record;
    });
  }

  setState(run: RunId, state: RunState, at: Date, reason?: string): void {
    const sql = 'UPDATE run SET state = ?, since = ?, reason = ? WHERE id = ?';
    this.#write(sql, state, at.getTime(), reason ?? null, run);
  }

  /** See {@link RunRecord.readBack}; the first moment stays. undefined: that is void. */
  noteReadBack(run: RunId, at: Date | undefined): void {
    const sql =
      'UPDATE run SET read_back = CASE WHEN ?1 IS NULL THEN NULL ELSE coalesce(read_back, ?1) END WHERE id = ?2';
    this.#write(sql, at?.getTime() ?? null, run);
  }

  /** The run changed, as the agent saw it. */
  noteChange(run: RunId, at: Date): void {
    this.#write('UPDATE run SET last_change = ?, silent = 0 WHERE id = ?', at.getTime(), run);
  }

  /** Adds to the time without a change: what an agent's monotonic clock counted since it last said so. */
  addSilence(run: RunId, milliseconds: number): void {
    this.#write(
      'UPDATE run SET silent = silent + ? WHERE id = ?',
      Math.max(0, Math.floor(milliseconds)),
      run,
    );
  }

  /**
   * Files that destinations hold. **The caller says by this that in each of them file and folder were flushed** (I2): what is
   * written here is believed after a crash, and not read again.
   *
   * A file with the digest that is on record is held by more destinations now; with another digest the former goes to the earlier
   * ones, and only the destinations named here hold the file. What was announced for it by {@link noteReplacing} is settled by that.
   */
  recordDurable(run: RunId, files: Iterable<FileRecord>, at: Date): void {
    const insert = this.statement(
      'INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, path) DO NOTHING',
    );
    this.batch(() => {
      for (const file of files) {
        const { size, mtimeNs, ctimeNs, ino } = file.attributes;
        const path = blob(file.path);
        const looks = [size, signed64(mtimeNs), signed64(ctimeNs), signed64(ino)] as const;
        const kind = CLASSES.indexOf(file.class);
        if (REPLACEABLE.includes(file.class)) this.#settleReplacing(run, path, file.sha256, at);
        if (insert.run(run, path, ...looks, file.sha256, kind, file.held).changes === 1n) continue;
        this.#write(
          `INSERT INTO earlier SELECT run, path, ?, size, sha256 FROM file
           WHERE run = ? AND path = ? AND sha256 <> ?`,
          at.getTime(),
          run,
          path,
          file.sha256,
        );
        this.#write(
          `UPDATE file SET size = ?3, mtime = ?4, ctime = ?5, ino = ?6, class = ?8,
           held = CASE WHEN sha256 = ?7 THEN held | ?9 ELSE ?9 END, sha256 = ?7 WHERE run = ?1 AND path = ?2`,
          run,
          path,
          ...looks,
          file.sha256,
          kind,
          file.held,
        );
      }
    });
  }

  /**
   * To be called before other bytes take the place of a file that may be replaced: a process that dies between that and {@link recordDurable} would
   * not know its own work again.
   */
  noteReplacing(run: RunId, path: BytePath, { sha256, size }: NewBytes, at: Date): void {
    const sql = 'INSERT INTO replacing VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
    this.#write(sql, run, blob(path), sha256, size, at.getTime());
  }

  /** What may have stood there meanwhile is kept as an earlier state. */
  #settleReplacing(run: RunId, path: Uint8Array, sha256: Uint8Array, at: Date): void {
    this.#write(
      `INSERT INTO earlier SELECT run, path, ?4, size, sha256 FROM replacing WHERE run = ?1 AND path = ?2 AND sha256 <> ?3
       AND sha256 NOT IN (SELECT sha256 FROM file WHERE run = ?1 AND path = ?2)`,
      run,
      path,
      sha256,
      at.getTime(),
    );
    this.#write('DELETE FROM replacing WHERE run = ? AND path = ?', run, path);
  }

  /**
   * What was read of a run, so that all is looked at anew, but for the digests of files that may be replaced: they tell our own work at a destination
   * from a stranger's.
   */
  forgetFiles(run: RunId, at: Date): void {
    this.batch(() => {
      for (const kind of REPLACEABLE)
        this.#write(
          `INSERT INTO earlier SELECT run, path, ?3, size, sha256 FROM file WHERE run = ?1 AND class = ?2`,
          run,
          CLASSES.indexOf(kind),
          at.getTime(),
        );
      this.#write('DELETE FROM file WHERE run = ?', run);
    });
  }

  /** What went wrong with a run at its destinations does not count any more. What is sealed there stays so. */
  forgive(run: RunId): void {
    this.batch(() => {
      this.#write(`DELETE FROM delivery WHERE run = ? AND state NOT IN ('sealed', 'confirmed')`, run);
      this.#write('UPDATE delivery SET down_since = NULL, reason = NULL WHERE run = ?', run);
    });
  }

  /** A file that is no more at the source before the seal, and was taken away at the destinations. */
  forgetFile(run: RunId, path: BytePath): void {
    this.#write('DELETE FROM file WHERE run = ? AND path = ?', run, blob(path));
  }

  /** Which runs lie in a root now: since when the others were missed is noted, once. Writes nothing where nothing came or went. */
  noteThere(root: BytePath, there: ReadonlySet<BytePath>, at: Date): void {
    const sql = `SELECT run.id, run.name, run.gone IS NOT NULL AS missed
      FROM run JOIN root ON root.id = run.root WHERE root.path = ?`;
    const moved = Array.from(this.rows(sql, blob(root)), row => ({
      id: row.number('id'),
      isThere: there.has(row.path('name')),
      isMissed: row.number('missed') === 1,
    })).filter(({ isThere, isMissed }) => isThere === isMissed);
    if (moved.length === 0) return;
    this.batch(() => {
      for (const { id, isThere } of moved)
        this.#write('UPDATE run SET gone = ? WHERE id = ?', isThere ? null : at.getTime(), id);
    });
  }

  /**
   * Forgets what the files of one archived run looked like that has been missed in its source since before `before`, `most` of them at most. How far the run
   * is at its destinations stays. Who finds the run there again reads it once, and holds it against its seal. Returns whether there may be more to forget.
   */
  forgetGone(before: Date, most: number): boolean {
    return this.batch(() => {
      const run = this.first(GONE, row => row.number('id'), before.getTime());
      if (run === undefined) return false;
      const { changes } = this.statement(
        'DELETE FROM file WHERE run = ?1 AND path IN (SELECT path FROM file WHERE run = ?1 ORDER BY path LIMIT ?2)',
      ).run(run, most);
      if (Number(changes) === most) return true;
      this.#write('DELETE FROM earlier WHERE run = ?', run);
      this.#write('DELETE FROM replacing WHERE run = ?', run);
      return true;
    });
  }

  /** To be called before the first part is sent: an upload that nobody remembers is paid for until it is found. */
  beginUpload(
    run: RunId,
    path: BytePath,
    destination: Slot,
    { uploadId, state }: Pick<UploadRecord, 'uploadId' | 'state'>,
    at: Date,
  ): void {
    this.batch(() => {
      this.endUpload(run, path, destination);
      const sql =
        'INSERT INTO upload (run, path, destination, upload_id, state, began) VALUES (?, ?, ?, ?, ?, ?)';
      this.#write(sql, run, blob(path), destination, uploadId, state, at.getTime());
    });
  }

  /** A part that the destination has acknowledged. */
  recordPart(run: RunId, path: BytePath, destination: Slot, part: UploadPart): void {
    this.#write(
      `INSERT OR REPLACE INTO part SELECT id, ?4, ?5, ?6, ?7 FROM upload
       WHERE run = ?1 AND path = ?2 AND destination = ?3`,
      run,
      blob(path),
      destination,
      part.number,
      part.size,
      part.sha256,
      part.etag,
    );
  }

  /** Finished or given up. */
  endUpload(run: RunId, path: BytePath, destination: Slot): void {
    const sql = 'DELETE FROM upload WHERE run = ? AND path = ? AND destination = ?';
    this.#write(sql, run, blob(path), destination);
  }

  /** The first record of a destination, or its next state; a destination that was down is up again. What was `sealed` there stays if it is left out. */
  setDelivery(run: RunId, destination: Slot, state: DeliveryState, at: Date, sealed?: SealedThere): void {
    this.#write(
      `INSERT INTO delivery (run, destination, state, since, last_confirmed, seal, files, bytes)
       VALUES (?1, ?2, ?3, ?4, CASE WHEN ?3 = 'confirmed' THEN ?4 END, ?5, ?6, ?7)
       ON CONFLICT DO UPDATE SET since = iif(state = excluded.state, since, excluded.since), state = excluded.state,
       down_since = NULL, reason = NULL, last_confirmed = coalesce(excluded.last_confirmed, last_confirmed),
       seal = coalesce(excluded.seal, seal), files = coalesce(excluded.files, files), bytes = coalesce(excluded.bytes, bytes)`,
      run,
      destination,
      state,
      at.getTime(),
      sealed?.seal ?? null,
      sealed?.files ?? null,
      sealed?.bytes ?? null,
    );
  }

  /** The destination does not work for this run. The first moment stays, the reason is the last. */
  setDown(run: RunId, destination: Slot, reason: string, at: Date): void {
    this.#write(
      `INSERT INTO delivery (run, destination, state, since, down_since, reason) VALUES (?1, ?2, 'copying', ?4, ?4, ?3)
       ON CONFLICT DO UPDATE SET down_since = coalesce(down_since, excluded.down_since), reason = excluded.reason`,
      run,
      destination,
      reason,
      at.getTime(),
    );
  }

  /** What came back from a destination was not what was sealed, or nothing came; `reason` is a code. A reading that finds all equal ends it. */
  noteBadRead(run: RunId, destination: Slot, reason: string, at: Date): void {
    const sql = 'UPDATE delivery SET down_since = ?, reason = ? WHERE run = ? AND destination = ?';
    this.#write(sql, at.getTime(), reason, run, destination);
  }

  /** Returns the event's number. */
  addEvent({ at, run, destination, kind, detail }: Omit<EventRecord, 'id'>): number {
    const sql = 'INSERT INTO event (at, run, destination, kind, detail) VALUES (?, ?, ?, ?, ?)';
    const { lastInsertRowid } = this.statement(sql).run(
      at.getTime(),
      run ?? null,
      destination ?? null,
      kind,
      detail,
    );
    return Number(lastInsertRowid);
  }

  /** What lasts, such as that an agent is at work, was still so at that moment. */
  prolongEvent(id: number, at: Date): void {
    this.#write('UPDATE event SET at = ? WHERE id = ?', at.getTime(), id);
  }

  /** Forgets all but the last so many: by number, since a clock that jumped would let everything look old. */
  keepEvents(most: number): void {
    this.#write('DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?', most);
  }

  #write(sql: string, ...values: (string | number | bigint | Uint8Array | null)[]): void {
    this.statement(sql).run(...values);
  }
}
