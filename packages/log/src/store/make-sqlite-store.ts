import { closeSync, constants, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Bytes } from '@seqwarden/proof';
import type { Tile } from '@seqwarden/proof/log';
import { flushFolder } from '../tree/flush-folder.ts';
import { STORE_FILE } from './open-sqlite-store.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { storeError } from './sqlite-error.ts';

/** Fills a store that nobody can open yet. */
export interface NewStore {
  /** False: the log has this entry already. */
  leaf(hash: Bytes, index: number): boolean;
  keep(file: Tile): void;
}

export interface FirstHead {
  readonly checkpoint: Bytes;
  readonly countersigned: Bytes;
  readonly time: number;
}

/**
 * Makes the store of a log, which is there whole or not at all: it gets its name when it is durable. A store that has the name already stays, and this throws
 * EEXIST.
 *
 * @param fill puts in what the log has already, and resolves to its checkpoint
 * @param makeRoom is called when the store is durable and lacks nothing but its name
 */
export async function makeSqliteStore(
  folder: string,
  logId: string,
  fill: (store: NewStore) => Promise<FirstHead>,
  makeRoom: () => Promise<void> = async () => {},
): Promise<void> {
  const path = join(folder, `${STORE_FILE}.new`);
  rmSync(path, { force: true });
  closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600));
  try {
    await write(path, logId, fill);
    flush(path);
    await makeRoom();
    linkSync(path, join(folder, STORE_FILE));
  } catch (error) {
    throw storeError(error);
  } finally {
    rmSync(path, { force: true });
  }
  await flushFolder(folder);
}

async function write(
  path: string,
  logId: string,
  fill: (store: NewStore) => Promise<FirstHead>,
): Promise<void> {
  const db = new DatabaseSync(path);
  try {
    // Half of it is of no use to anybody, so it needs no journal.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; BEGIN');
    db.exec(`${SCHEMA}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    const leaf = db.prepare('INSERT OR IGNORE INTO leaf (hash, entry) VALUES (?, ?)');
    const keep = db.prepare('INSERT INTO kept (path, bytes) VALUES (?, ?)');
    const { checkpoint, countersigned, time } = await fill({
      leaf: (hash, index) => Number(leaf.run(hash, index).changes) === 1,
      keep: file => void keep.run(file.path, file.bytes),
    });
    db.prepare(
      'INSERT INTO head (id, log, checkpoint, countersigned, time, applied) VALUES (1, ?, ?, ?, ?, 0)',
    ).run(logId, checkpoint, countersigned, time);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

function flush(path: string): void {
  const fd = openSync(path, constants.O_RDWR);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
