/** "SWlg": a file of another program is not taken for the store of a log, even if it is SQLite. */
export const APPLICATION_ID = 0x53576c67;

/** In `user_version`. A later one is refused. */
export const SCHEMA_VERSION = 1;

/**
 * The tables (decision 49). `head` has one row. `kept` has files of the tree by their paths there. Times are milliseconds since 1970.
 * `leaf` is every entry of the log: its leaf hash and its index.
 */
export const SCHEMA = `
CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log TEXT NOT NULL,
  checkpoint BLOB NOT NULL,
  countersigned BLOB NOT NULL,
  time INTEGER NOT NULL,
  applied INTEGER NOT NULL CHECK (applied IN (0, 1)),
  refusal TEXT,
  refused_by TEXT,
  evidence BLOB,
  refused_at INTEGER
) STRICT;

CREATE TABLE kept (
  path TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE leaf (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  entry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
