/**
 * `version`: the log, one row a version (docs/developers/storage.md). Everything else is a view of it or bytes below it.
 * kind 1 content, 2 deletion, 3 moved; shelf 1 live, 2 trash, 3 history; scope 1 everywhere, 2 cloud, 3 row;
 * carried 1 the next version has the same content, 2 it is this one brought back by an app;
 * of a mark of a rename 1 an app took it out of its listing.
 * The unique index of heads makes two newest rows of one name impossible.
 */
export const logSchema = `
CREATE TABLE log (
  account INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  stamp INTEGER NOT NULL,
  file INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  live_files INTEGER NOT NULL, live_size INTEGER NOT NULL, live_stored INTEGER NOT NULL,
  trash_files INTEGER NOT NULL, trash_size INTEGER NOT NULL, trash_stored INTEGER NOT NULL,
  history_files INTEGER NOT NULL, history_size INTEGER NOT NULL, history_stored INTEGER NOT NULL
) STRICT;

CREATE TABLE log_type (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  files INTEGER NOT NULL, size INTEGER NOT NULL, stored INTEGER NOT NULL,
  PRIMARY KEY (account, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  part INTEGER NOT NULL,
  file INTEGER NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  stamp INTEGER NOT NULL,
  device INTEGER,
  head INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  shelf INTEGER,
  hash BLOB,
  size INTEGER,
  stored INTEGER,
  client_time INTEGER,
  superseded INTEGER,
  carried INTEGER,
  scope INTEGER,
  below INTEGER,
  moved_to TEXT,
  PRIMARY KEY (account, seq, part)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX version_name ON version (account, type, name) WHERE head = 1;
CREATE INDEX version_head ON version (account, seq) WHERE head = 1;
CREATE INDEX version_file ON version (account, file, seq);
CREATE INDEX version_trash ON version (account, seq) WHERE below IS NOT NULL;
CREATE INDEX version_purge ON version (stamp) WHERE below IS NOT NULL;
CREATE INDEX version_history ON version (account, superseded) WHERE shelf = 3;

CREATE TABLE blob (
  account INTEGER NOT NULL,
  hash BLOB NOT NULL,
  content INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  since INTEGER,
  PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_unreferenced ON blob (since) WHERE since IS NOT NULL;

CREATE TABLE content (
  content INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  stored_hash BLOB NOT NULL,
  key TEXT,
  bytes BLOB
) STRICT;
CREATE UNIQUE INDEX content_key ON content (key) WHERE key IS NOT NULL;

CREATE TABLE server_number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * `blob.stored`: length of the gzip member that was kept. Who sends the same content packed otherwise brings another length, and its
 * version must not carry that: a download takes as many bytes as the version says.
 */
export const storedLengths = `
ALTER TABLE blob ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
CREATE TEMP TABLE first_member AS SELECT account, hash, stored, min(seq) FROM version WHERE kind = 1 GROUP BY account, hash;
UPDATE blob SET stored = first_member.stored FROM first_member WHERE first_member.account = blob.account AND first_member.hash = blob.hash;
UPDATE blob SET stored = length(content.bytes) FROM content WHERE content.content = blob.content AND content.bytes IS NOT NULL;
DROP TABLE first_member;
`;
