/** Tables of accounts and access. Account numbers are never used twice (AUTOINCREMENT). Times are Unix milliseconds. */
export const accountSchema = `
CREATE TABLE account (
  account INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL,
  address_key TEXT,
  registered INTEGER NOT NULL,
  admin INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'blocked', 'deleting')),
  start_since INTEGER,
  lang TEXT NOT NULL,
  password TEXT,
  deleting_since INTEGER,
  next_device INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX account_by_address ON account (address_key) WHERE address_key IS NOT NULL;
CREATE INDEX account_to_drop ON account (deleting_since) WHERE state = 'deleting';
CREATE INDEX account_admin ON account (account) WHERE admin = 1;

CREATE TABLE device (
  account INTEGER NOT NULL,
  device INTEGER NOT NULL,
  name TEXT NOT NULL, brand TEXT NOT NULL, model TEXT NOT NULL, platform TEXT NOT NULL, lang TEXT NOT NULL,
  registered INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  token_hash TEXT,
  ended INTEGER,
  PRIMARY KEY (account, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  account INTEGER NOT NULL,
  session TEXT NOT NULL,
  hash TEXT NOT NULL,
  last_seen INTEGER NOT NULL,
  idle_end INTEGER NOT NULL,
  absolute_end INTEGER NOT NULL,
  PRIMARY KEY (account, session)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_end ON session (idle_end);

CREATE TABLE code (
  account INTEGER NOT NULL,
  subject TEXT NOT NULL,
  purpose TEXT NOT NULL,
  digits_hash TEXT NOT NULL,
  word_hash TEXT NOT NULL,
  expires INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL,
  lang TEXT NOT NULL,
  invitation TEXT,
  grants_admin INTEGER NOT NULL,
  PRIMARY KEY (account, subject, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_by_end ON code (expires);

CREATE TABLE invitation (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL, spent_by INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE server_word (name TEXT PRIMARY KEY, word TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  expires INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_by_next ON mail (next);
CREATE INDEX mail_by_account ON mail (account);

CREATE TABLE tally (
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (subject, at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_by_time ON tally (at);
`;

/** What the list of sessions shows (A4); unknown of those that were open before. */
export const sessionColumns = `
ALTER TABLE session ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';
`;
