import Database from 'better-sqlite3';

/** Bytes that a page of a new database has: measured in docs/developers/storage.md. */
const pageSize = 4096;
/** Pages of the write-ahead log after which it is copied into the database, even while writes wait for that: some 300 ms for these 64 MB. */
const checkpointPages = 16_000;
/** How long a statement waits for another connection. */
const patienceMs = 5000;

/** Opens the one connection that writes: acknowledged means flushed (R01). */
export function openWriter(file: string | Buffer): Database.Database {
  const db = new Database(file);
  db.pragma(`page_size = ${pageSize}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  db.pragma(`journal_size_limit = ${checkpointPages * pageSize}`);
  db.pragma(`busy_timeout = ${patienceMs}`);
  db.pragma('cache_size = -8000');
  db.pragma('temp_store = MEMORY');
  return db;
}

/**
 * Copies the write-ahead log into the database and gives its space back. Never waits for a reader: @returns false when one stood
 * in the way, and nothing was lost or held up.
 */
export function settleLog(db: Database.Database): boolean {
  db.pragma('busy_timeout = 0');
  try {
    const [outcome] = db.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
    return outcome?.busy === 0;
  } finally {
    db.pragma(`busy_timeout = ${patienceMs}`);
  }
}

/** Copies what it can of the write-ahead log into the database, beside readers; its space is used again. */
export function easeLog(db: Database.Database): void {
  db.pragma('wal_checkpoint(PASSIVE)');
}

/** Opens a connection that reads beside the writer: each command sees one moment (R17). */
export function openReader(file: string): Database.Database {
  const db = new Database(file, { readonly: true });
  db.pragma(`busy_timeout = ${patienceMs}`);
  db.pragma('cache_size = -4000');
  db.pragma('query_only = ON');
  return db;
}
