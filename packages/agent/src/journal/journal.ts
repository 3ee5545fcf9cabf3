import type { BytePath } from '@seqwarden/proof';
import { SeqwardenError } from '@seqwarden/proof';
import { CLASSES, JournalReader } from './journal-reader.ts';
import type {
  DeliveryState,
  EventRecord,
  FileRecord,
  RunId,
  RunIdentity,
  RunRecord,
  Slot,
  UploadPart,
} from './records.ts';
import { blob, signed64 } from './row.ts';
import type { RunState } from './run-state.ts';

const SLOTS = 31;

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
      this.#write('INSERT INTO destination VALUES (?, ?)', free, name);
      return free;
    });
  }

  /** The record of a run, made if there is none. What a known run's folder looks like now is taken over. */
  noteRun(root: BytePath, identity: RunIdentity, at: Date): RunRecord {
    const { name, dev, ino } = identity;
    return this.batch(() => {
      this.#write('INSERT INTO root (path) VALUES (?) ON CONFLICT DO NOTHING', blob(root));
      this.#write(
        `INSERT INTO run (root, name, dev, ino, first_seen, state, since, last_change, silent)
         SELECT id, ?2, ?3, ?4, ?5, 'growing', ?5, ?5, 0 FROM root WHERE path = ?1
         ON CONFLICT (root, name) DO UPDATE SET dev = excluded.dev, ino = excluded.ino`,
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
   * ones, and only the destinations named here hold the file.
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

  /** A file that is no more at the source before the seal, and was taken away at the destinations. */
  forgetFile(run: RunId, path: BytePath): void {
    this.#write('DELETE FROM file WHERE run = ? AND path = ?', run, blob(path));
  }

  /** A destination has to be filled anew, as when somebody emptied it. */
  forgetHeld(run: RunId, destination: Slot): void {
    this.#write('UPDATE file SET held = held & ~? WHERE run = ?', 2 ** destination, run);
  }

  /** Everything about a run. */
  forgetRun(run: RunId): void {
    this.#write('DELETE FROM run WHERE id = ?', run);
  }

  /** To be called before the first part is sent: an upload that nobody remembers is paid for until it is found. */
  beginUpload(run: RunId, path: BytePath, destination: Slot, uploadId: string, at: Date): void {
    this.batch(() => {
      this.endUpload(run, path, destination);
      const sql = 'INSERT INTO upload (run, path, destination, upload_id, began) VALUES (?, ?, ?, ?, ?)';
      this.#write(sql, run, blob(path), destination, uploadId, at.getTime());
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

  /** The first record of a destination, or its next state; a destination that was down is up again. */
  setDelivery(run: RunId, destination: Slot, state: DeliveryState, at: Date): void {
    this.#write(
      `INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, NULL, NULL, CASE WHEN ?3 = 'confirmed' THEN ?4 END)
       ON CONFLICT DO UPDATE SET since = iif(state = excluded.state, since, excluded.since), state = excluded.state,
       down_since = NULL, reason = NULL, last_confirmed = coalesce(excluded.last_confirmed, last_confirmed)`,
      run,
      destination,
      state,
      at.getTime(),
    );
  }

  /** The destination does not work for this run. The first moment stays, the reason is the last. */
  setDown(run: RunId, destination: Slot, reason: string, at: Date): void {
    this.#write(
      `INSERT INTO delivery VALUES (?1, ?2, 'copying', ?4, ?4, ?3, NULL)
       ON CONFLICT DO UPDATE SET down_since = coalesce(down_since, excluded.down_since), reason = excluded.reason`,
      run,
      destination,
      reason,
      at.getTime(),
    );
  }

  addEvent({ at, run, destination, kind, detail }: Omit<EventRecord, 'id'>): void {
    const sql = 'INSERT INTO event (at, run, destination, kind, detail) VALUES (?, ?, ?, ?, ?)';
    this.#write(sql, at.getTime(), run ?? null, destination ?? null, kind, detail);
  }

  forgetEvents(before: Date): void {
    this.#write('DELETE FROM event WHERE at < ?', before.getTime());
  }

  #write(sql: string, ...values: (string | number | bigint | Uint8Array | null)[]): void {
    this.statement(sql).run(...values);
  }
}
