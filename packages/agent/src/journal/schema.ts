/** "SWjn": a file of another program is not taken for a journal, even if it is SQLite. */
export const APPLICATION_ID = 0x53576a6e;

/**
 * The tables, explained in decision 32. Paths and names are BLOBs, so that SQLite compares them byte by byte, as SHA256SUMS is ordered.
 * Times of files are nanoseconds, inode numbers their 64 bits as a signed number; all other times are milliseconds of our wall clock.
 */
const FIRST = `
CREATE TABLE root (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE destination (
  slot INTEGER PRIMARY KEY CHECK (slot BETWEEN 0 AND 30),
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  root INTEGER NOT NULL REFERENCES root,
  name BLOB NOT NULL,
  dev INTEGER NOT NULL,
  ino INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  reason TEXT,
  last_change INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  UNIQUE (root, name)
) STRICT;

CREATE TABLE file (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  path BLOB NOT NULL,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  ctime INTEGER NOT NULL,
  ino INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  class INTEGER NOT NULL,
  held INTEGER NOT NULL,
  PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE earlier (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  path BLOB NOT NULL,
  replaced INTEGER NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;
CREATE INDEX earlier_of_file ON earlier (run, path);

CREATE TABLE upload (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  path BLOB NOT NULL,
  destination INTEGER NOT NULL REFERENCES destination,
  upload_id TEXT NOT NULL,
  began INTEGER NOT NULL,
  UNIQUE (run, path, destination)
) STRICT;

CREATE TABLE part (
  upload INTEGER NOT NULL REFERENCES upload ON DELETE CASCADE,
  number INTEGER NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  etag TEXT NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  destination INTEGER NOT NULL REFERENCES destination,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  down_since INTEGER,
  reason TEXT,
  last_confirmed INTEGER,
  PRIMARY KEY (run, destination)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  run INTEGER REFERENCES run ON DELETE CASCADE,
  destination INTEGER REFERENCES destination,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
`;

const SECOND = `
ALTER TABLE destination ADD COLUMN id TEXT;
ALTER TABLE delivery ADD COLUMN seal TEXT;
ALTER TABLE delivery ADD COLUMN files INTEGER;
ALTER TABLE delivery ADD COLUMN bytes INTEGER;
ALTER TABLE upload ADD COLUMN state TEXT NOT NULL DEFAULT '';

CREATE TABLE replacing (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  path BLOB NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  size INTEGER NOT NULL,
  began INTEGER NOT NULL,
  PRIMARY KEY (run, path, sha256)
) STRICT, WITHOUT ROWID;
`;

const THIRD = `
ALTER TABLE run ADD COLUMN read_back INTEGER;
UPDATE run SET read_back = since WHERE state = 'confirmed';
`;

const FOURTH = `
ALTER TABLE run ADD COLUMN gone INTEGER;
`;

/** What leads from each version to the next, from an empty file on. A step that was ever released is not touched again. */
export const STEPS: readonly string[] = [FIRST, SECOND, THIRD, FOURTH];

/** In `user_version`. 0 is a file that nothing was written to. A later version is refused, an earlier one is brought up. */
export const SCHEMA_VERSION = STEPS.length;
