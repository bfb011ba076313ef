import type Database from 'better-sqlite3';
import type { LogStore } from '../../ports/log-store.ts';
import type { Cell, CopiedRow, CopiedTable, StoreSnapshot, TableCopy } from '../../ports/table-copy.ts';
import type { AccountId } from '../../ports/world.ts';
import { openReader, openWriter } from './connection.ts';
import { engineOf } from './engine-of.ts';
import { migrate } from './migrations.ts';
import { migrations } from './modules.ts';

/** Rows of a page. */
const pageRows = 1000;
/** Tables that are not data: what was migrated, and what SQLite keeps for itself. */
const notData = /^(migration|sqlite_.*)$/;
/** The table of contents lies in two tables here: by hash, and in order of arrival. */
const contents: Table = { name: 'content', columns: [], key: ['hash'], keyHasAccount: true, ofAccount: true };

/** A table as it was found in the database. */
interface Table extends CopiedTable {
  readonly columns: readonly string[];
  /** Columns of the key, but for the account. */
  readonly key: readonly string[];
  readonly keyHasAccount: boolean;
}

export interface SqliteSnapshot extends StoreSnapshot {
  /** What must hold of the logs, at the same moment (R24, R25). */
  readonly store: Pick<LogStore, 'auditLog' | 'logAccounts'>;
}
export interface SqliteCopy extends TableCopy {
  snapshot(): Promise<SqliteSnapshot>;
  close(): void;
}

/**
 * A database of a server for backups, restores and moves, beside a server that runs on it (reading) or alone (writing). `careless`:
 * nothing is flushed until whoever writes does it; the database is one file without a log beside it.
 */
export function sqliteCopy(file: string, options: { readonly careless?: boolean } = {}): SqliteCopy {
  let writer: Database.Database | null = null;
  const write = (): Database.Database => (writer ??= options.careless === true ? openCareless(file) : openWriter(file));
  return {
    snapshot: async () => snapshotOf(file),
    async add(table, rows) {
      const db = write();
      const found = tableNamed(tablesOf(db), table);
      db.transaction(() => {
        if (found === contents) addContents(db, rows);
        else for (const [columns, some] of byColumns(rows)) addRows(db, found, columns, some);
      })();
    },
    async clear(account) {
      const db = write();
      db.transaction(() => {
        for (const table of tablesOf(db)) {
          if (table.ofAccount !== (account !== null)) continue;
          for (const name of table === contents ? ['blob', 'content'] : [table.name]) {
            if (account === null) db.exec(`DELETE FROM ${name}`);
            else db.prepare(`DELETE FROM ${name} WHERE account = ?`).run(account);
          }
        }
      })();
    },
    async setNumbers(numbers) {
      const db = write();
      const remove = db.prepare('DELETE FROM sqlite_sequence WHERE name = ?');
      const insert = db.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)');
      db.transaction(() => {
        for (const [name, number] of Object.entries(numbers)) {
          remove.run(name);
          insert.run(name, number);
        }
      })();
    },
    close() {
      writer?.close();
      writer = null;
    },
  };
}

/** Makes the database of a server, or brings one up to date. @throws NewerSchemaError */
export function prepareDatabase(file: string): void {
  const db = openWriter(file);
  try {
    migrate(db, migrations);
  } finally {
    db.close();
  }
}

function openCareless(file: string): Database.Database {
  const db = openWriter(file);
  db.pragma('journal_mode = DELETE');
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  return db;
}

/**
 * The database at this moment. `whole`: it is looked through for damage first.
 * @throws Error when it is of another version: its server must have been started once with this one
 */
export function snapshotOf(file: string, options: { readonly whole?: boolean } = {}): SqliteSnapshot {
  const db = openReader(file);
  try {
    if (options.whole === true && db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new Error(`${file} is damaged.`);
    db.exec('BEGIN');
    const done = db.prepare<[], string>('SELECT name FROM migration').pluck().all();
    const known = migrations.map((step) => step.name);
    if (done.length !== known.length || known.some((name) => !done.includes(name))) {
      throw new Error(`${file} was written by another version of Cairn. Start the server of this version on it once, then try again.`);
    }
    const engine = engineOf(db);
    const tables = tablesOf(db);
    const ask = <Name extends 'auditLog' | 'logAccounts'>(name: Name, ...args: Parameters<LogStore[Name]>) => {
      const [outcome] = engine.run([{ name, args }]);
      if (outcome?.ok !== true) throw outcome?.error;
      return outcome.value as Awaited<ReturnType<LogStore[Name]>>;
    };
    return {
      tables,
      store: {
        auditLog: async (account) => ask('auditLog', account),
        logAccounts: async (after, limit) => ask('logAccounts', after, limit),
      },
      accounts: async (after, limit) => accountsOf(db, tables, after, limit),
      rows: (table, account) => pagesOf(db, tableNamed(tables, table), account),
      bytesOf: async (account, hashes) => bytesOf(db, account, hashes),
      numbers: async () =>
        Object.fromEntries(
          db
            .prepare<[], { name: string; seq: number }>('SELECT name, seq FROM sqlite_sequence')
            .all()
            .map(({ name, seq }) => [name, seq]),
        ),
      close: async () => void db.close(),
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function tablesOf(db: Database.Database): readonly Table[] {
  const names = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
  const tables = names
    .filter((name) => !notData.test(name) && name !== 'blob' && name !== 'content')
    .map((name): Table => {
      const columns = db
        .prepare<[string], { name: string; pk: number; notnull: number }>(
          'SELECT name, pk, "notnull" FROM pragma_table_info(?) ORDER BY cid',
        )
        .all(name);
      // Where a row may belong to an account or to none, such as a purchase, the table goes as one.
      const ofAccount = columns.some((column) => column.name === 'account' && (column.notnull === 1 || column.pk > 0));
      const key = columns
        .filter((column) => column.pk > 0 && !(ofAccount && column.name === 'account'))
        .sort((one, other) => one.pk - other.pk)
        .map((column) => column.name);
      const keyHasAccount = columns.some((column) => column.name === 'account' && column.pk > 0);
      return { name, columns: columns.map((column) => column.name), key, keyHasAccount, ofAccount };
    });
  return [...tables, contents];
}
function tableNamed(tables: readonly Table[], name: string): Table {
  const found = tables.find((table) => table.name === name);
  if (found === undefined) throw new Error(`this store has no table ${name}`);
  return found;
}

/** The next accounts that have a row anywhere. Where the key begins with the account it is one step down the index for each. */
function accountsOf(db: Database.Database, tables: readonly Table[], after: AccountId, limit: number): number[] {
  const next = tables
    .filter((table) => table.ofAccount)
    .map((table) =>
      db.prepare<[number], number | null>(`SELECT min(account) FROM ${table === contents ? 'blob' : table.name} WHERE account > ?`).pluck(),
    );
  const found: number[] = [];
  for (let last = after; found.length < limit;) {
    const candidates = next.map((query) => query.get(last) ?? null).filter((account) => account !== null);
    if (candidates.length === 0) break;
    last = Math.min(...candidates);
    found.push(last);
  }
  return found;
}

async function* pagesOf(db: Database.Database, table: Table, account: AccountId | null): AsyncGenerator<readonly CopiedRow[]> {
  if (table.ofAccount !== (account !== null))
    throw new Error(`table ${table.name} ${table.ofAccount ? 'belongs' : 'does not belong'} to accounts`);
  const key = table.key.map((column) => (table === contents ? `blob.${column}` : column));
  const [from, mine] = [
    table === contents ? contentRows : `SELECT * FROM ${table.name}`,
    account === null ? [] : [`${table === contents ? 'blob.' : ''}account = ?`],
  ];
  const own: Cell[] = account === null ? [] : [account];
  // A key that is the account alone has one row for each.
  const order = key.length === 0 ? '' : `ORDER BY ${key.join(', ')}`;
  for (let last: Cell[] | null = null; ;) {
    const behind: string[] = last === null || key.length === 0 ? [] : [`(${key.join(', ')}) > (${key.map(() => '?').join(', ')})`];
    const where = [...mine, ...behind].join(' AND ');
    const query = `${from} ${where === '' ? '' : `WHERE ${where}`} ${order} LIMIT ${pageRows}`;
    const rows = db.prepare<Cell[], Record<string, Cell>>(query).all(...own, ...(last ?? []));
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < pageRows || key.length === 0) return;
    last = table.key.map((column) => end[column] ?? null);
  }
}
const contentRows = `SELECT blob.account, blob.hash, content.stored_hash, blob.stored, blob.refs, blob.since, content.key, NULL AS bytes
  FROM blob JOIN content ON content.content = blob.content AND content.account = blob.account`;

function bytesOf(db: Database.Database, account: AccountId, hashes: readonly Uint8Array[]): (Uint8Array | null)[] {
  const query = db
    .prepare<[number, Uint8Array], Buffer | null>(
      'SELECT content.bytes FROM blob JOIN content ON content.content = blob.content WHERE blob.account = ? AND blob.hash = ?',
    )
    .pluck();
  return hashes.map((hash) => query.get(account, hash) ?? null);
}

/** Rows with the same columns together: those that a source does not know take their defaults. */
function byColumns(rows: readonly CopiedRow[]): Map<string, CopiedRow[]> {
  return Map.groupBy(rows, (row) => Object.keys(row).join());
}
/** Only the same key is replaced; any other thing that must be unique and is not stays an error. */
function addRows(db: Database.Database, table: Table, names: string, rows: readonly CopiedRow[]): void {
  const columns = names.split(',');
  const strange = columns.filter((column) => !table.columns.includes(column));
  if (strange.length > 0) throw new Error(`table ${table.name} of this store has no column ${strange.join(', ')}`);
  const key = table.keyHasAccount ? ['account', ...table.key] : table.key;
  const rest = columns.filter((column) => !key.includes(column));
  const update = rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  const insert = db.prepare<Cell[]>(
    `INSERT INTO ${table.name} (${names}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (${key.join(', ')}) DO ${update}`,
  );
  for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
}

function addContents(db: Database.Database, rows: readonly CopiedRow[]): void {
  const before = db.prepare<Cell[], number>('SELECT content FROM blob WHERE account = ? AND hash = ?').pluck();
  const dropBlob = db.prepare<Cell[]>('DELETE FROM blob WHERE account = ? AND hash = ?');
  const dropContent = db.prepare<[number]>('DELETE FROM content WHERE content = ?');
  const addContent = db.prepare<Cell[]>('INSERT INTO content (account, stored_hash, key, bytes) VALUES (?, ?, ?, ?)');
  const addBlob = db.prepare<(Cell | bigint)[]>('INSERT INTO blob (account, hash, content, refs, since, stored) VALUES (?, ?, ?, ?, ?, ?)');
  for (const {
    account = null,
    hash = null,
    stored_hash: storedHash = null,
    key = null,
    bytes = null,
    refs = null,
    since = null,
    stored = null,
  } of rows) {
    const old = before.get(account, hash);
    if (old !== undefined) {
      dropBlob.run(account, hash);
      dropContent.run(old);
    }
    if ((key === null) === (bytes === null)) throw new Error('a content has a key or bytes');
    const { lastInsertRowid } = addContent.run(account, storedHash, key, bytes);
    addBlob.run(account, hash, lastInsertRowid, refs, since, stored);
  }
}
