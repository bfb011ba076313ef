/**
 * Tables of plans. A purchase outlives its account (it can be linked again), so its key is not the account's. Times are Unix milliseconds.
 * `token_digest` is there because a token may be a receipt of a megabyte.
 */
export const planSchema = `
CREATE TABLE purchase (
  order_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('subscription', 'in-app')),
  token TEXT NOT NULL,
  token_digest TEXT NOT NULL,
  account INTEGER,
  start INTEGER NOT NULL,
  expiry INTEGER,
  auto_renewing INTEGER NOT NULL,
  payment TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  note TEXT NOT NULL,
  end_reason TEXT,
  ended_at INTEGER,
  next_check INTEGER,
  PRIMARY KEY (order_id, sku)
) STRICT;
CREATE INDEX purchase_by_account ON purchase (account) WHERE account IS NOT NULL;
CREATE INDEX purchase_by_check ON purchase (next_check) WHERE next_check IS NOT NULL;
CREATE INDEX purchase_by_token ON purchase (source, token_digest);

CREATE TABLE purchase_claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  sku TEXT NOT NULL,
  order_id TEXT NOT NULL,
  token TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  said_by TEXT NOT NULL,
  account INTEGER,
  made INTEGER NOT NULL,
  next_check INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_by_order ON purchase_claim (order_id, sku);
CREATE INDEX claim_by_check ON purchase_claim (next_check);
CREATE INDEX claim_by_account ON purchase_claim (account) WHERE account IS NOT NULL;

CREATE TABLE remembered_order (subject TEXT PRIMARY KEY, order_id TEXT NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE store_notice (source TEXT NOT NULL, id TEXT NOT NULL, heard INTEGER NOT NULL, PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;
CREATE TABLE pro_loss (account INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE plan_notice (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, kind TEXT NOT NULL, sku TEXT NOT NULL) STRICT;
CREATE TABLE grace_step (
  account INTEGER PRIMARY KEY,
  ends INTEGER NOT NULL,
  step INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;

CREATE TABLE campaign (
  name TEXT PRIMARY KEY,
  start INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  most INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  months INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE map_download (
  account INTEGER NOT NULL,
  device INTEGER NOT NULL,
  download TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, device, download)
) STRICT, WITHOUT ROWID;
CREATE TABLE download_bonus (account INTEGER NOT NULL, device INTEGER NOT NULL, PRIMARY KEY (account, device)) STRICT, WITHOUT ROWID;

CREATE TABLE subscriber (
  address_key TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  lang TEXT NOT NULL,
  account INTEGER NOT NULL,
  device INTEGER,
  word_hash TEXT,
  expires INTEGER NOT NULL,
  confirmed INTEGER,
  bonus_given INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX subscriber_by_word ON subscriber (word_hash) WHERE word_hash IS NOT NULL;
CREATE INDEX subscriber_by_account ON subscriber (account);
`;
