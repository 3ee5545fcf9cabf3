/** "SWcb": a file of another program is not taken for a casebook, even if it is SQLite. */
export const APPLICATION_ID = 0x53576362;
/** Another one is made anew: it is a cache. */
export const SCHEMA_VERSION = 7;

/**
 * The tables, explained in decision 69. What is JSON is kept with a digest (`kept.ts`), so that a damaged byte is noticed where it is read and not shown as a day or a verdict.
 */
export const TABLES = `
CREATE TABLE made (by TEXT NOT NULL) STRICT;

CREATE TABLE log (
  id TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  source TEXT NOT NULL,
  missed TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seed (
  log TEXT NOT NULL,
  idx INTEGER NOT NULL,
  kept TEXT NOT NULL,
  PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL,
  log TEXT NOT NULL,
  idx INTEGER NOT NULL,
  identity BLOB NOT NULL,
  kept TEXT NOT NULL
) STRICT;
CREATE INDEX act_of_thread ON act (thread);
CREATE INDEX act_by_identity ON act (identity);

CREATE TABLE person (
  log TEXT NOT NULL,
  key TEXT NOT NULL,
  other TEXT NOT NULL,
  -- of a rotation -1
  idx INTEGER NOT NULL,
  is_so INTEGER NOT NULL,
  PRIMARY KEY (log, key, other, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE hand (
  key TEXT NOT NULL,
  thread INTEGER NOT NULL,
  PRIMARY KEY (key, thread)
) STRICT, WITHOUT ROWID;

CREATE TABLE stray (
  log TEXT NOT NULL,
  idx INTEGER NOT NULL,
  kept TEXT NOT NULL,
  PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE copied (
  log TEXT NOT NULL,
  idx INTEGER NOT NULL,
  device TEXT NOT NULL,
  kept TEXT NOT NULL,
  PRIMARY KEY (log, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX copied_of_device ON copied (device);

CREATE TABLE part (
  thread INTEGER PRIMARY KEY,
  kept TEXT NOT NULL
) STRICT;

CREATE TABLE brief (
  thread INTEGER PRIMARY KEY,
  kept TEXT NOT NULL
) STRICT;

CREATE TABLE choice (
  device TEXT NOT NULL,
  ofcase TEXT NOT NULL,
  kept TEXT NOT NULL,
  PRIMARY KEY (device, ofcase)
) STRICT, WITHOUT ROWID;
CREATE INDEX choice_of_case ON choice (ofcase);

CREATE TABLE answer (
  name TEXT PRIMARY KEY,
  kept TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
