import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { Cell, CopiedRow, CopiedTable, StoreSnapshot, TableCopy, WorkMark } from '../../ports/table-copy.ts';
import type { LogStore } from '../../ports/log-store.ts';
import type { AccountId } from '../../ports/world.ts';
import { readDatabaseUrl } from './database-url.ts';
import { migrations } from './schema.ts';
import { connectToPrimary, endClient } from './pool.ts';
import { openPostgresStore } from './store.ts';
import { databaseMark } from './unfinished-work.ts';

/** Rows that are fetched, and rows that one statement brings. */
const pageRows = 1000;
const insertRows = 200;
/** Not data: what was migrated, who does the jobs, what fills the database; and tables that follow from others, kept in step by `followers`. */
const notData = new Set(['migration', 'lease', 'unfinished_work', 'address', 'tally_subject', 'audit_number']);
/** What is written besides when rows of a table are: on this store they are found by tables of their own. */
const followers: Readonly<Record<string, readonly string[]>> = {
  account: [
    `INSERT INTO address (address_key, account) SELECT address_key, account FROM account WHERE account = ANY($1) AND address_key IS NOT NULL
     ON CONFLICT (address_key) DO UPDATE SET account = excluded.account`,
  ],
  audit: [
    `INSERT INTO audit_number (account, n) SELECT account, max(n) FROM audit WHERE account = ANY($1) GROUP BY account
     ON CONFLICT (account) DO UPDATE SET n = excluded.n`,
  ],
};

interface Table extends CopiedTable {
  readonly columns: readonly string[];
  readonly key: readonly string[];
}
export interface PostgresSnapshot extends StoreSnapshot {
  readonly store: Pick<LogStore, 'auditLog' | 'logAccounts'>;
}
export interface PostgresCopy extends TableCopy {
  readonly mark: WorkMark;
  snapshot(): Promise<PostgresSnapshot>;
  close(): Promise<void>;
}

/** A database of servers for backups, restores and moves. Its tables are made first. */
export async function postgresCopy(url: string): Promise<PostgresCopy> {
  const opened = await openPostgresStore(url, 2);
  const address = readDatabaseUrl(url, (path) => readFileSync(path, 'utf8'));
  const connect = async (): Promise<Client> => {
    const client = await connectToPrimary(address, true);
    // A copy waits for disks and for other stores between two statements.
    await client.query('SET idle_in_transaction_session_timeout = 0');
    return client;
  };
  const writer = await connect();
  const tables = await tablesOf(writer);
  return {
    mark: databaseMark(writer),
    async snapshot() {
      return snapshotOn(await connect(), opened.store);
    },
    async add(name, rows) {
      const table = tableNamed(tables, name);
      await inTransaction(writer, async () => {
        for (const [columns, some] of Map.groupBy(rows, (row) => Object.keys(row).join())) {
          for (let start = 0; start < some.length; start += insertRows)
            await insert(writer, table, columns.split(','), some.slice(start, start + insertRows));
        }
        const accounts = [...new Set(rows.map((row) => Number(row['account'])))];
        for (const statement of followers[name] ?? []) await writer.query(statement, [accounts]);
      });
    },
    async clear(account) {
      const of = tables.filter((table) => table.ofAccount === (account !== null)).map((table) => table.name);
      await inTransaction(writer, async () => {
        if (account === null) for (const name of [...of, 'tally_subject']) await writer.query(`DELETE FROM ${quoted(name)}`);
        else
          for (const name of [...of, 'address', 'audit_number'])
            await writer.query(`DELETE FROM ${quoted(name)} WHERE account = $1`, [account]);
      });
    },
    async setNumbers(numbers) {
      for (const [table, column] of await identitiesOf(writer)) {
        const number = numbers[table] ?? 0;
        if (number > 0) await writer.query('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [table, column, number]);
      }
    },
    async close() {
      await endClient(writer);
      await opened.close();
    },
  };
}

async function snapshotOn(client: Client, store: PostgresSnapshot['store']): Promise<PostgresSnapshot> {
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const done = (await client.query<{ name: string }>('SELECT name FROM migration')).rows.map((row) => row.name);
    if (done.length !== migrations.length)
      throw new Error('The database is of another version of Cairn. Start a server of this version on it once, then try again.');
    const tables = await tablesOf(client);
    const parts = tables.filter((table) => table.ofAccount).map((table) => `SELECT account FROM ${quoted(table.name)}`);
    const accounts = (
      await client.query<{ account: number }>(`SELECT account FROM (${parts.join(' UNION ')}) AS every ORDER BY account`)
    ).rows.map((row) => row.account);
    return {
      tables,
      store: { auditLog: (account) => store.auditLog(account), logAccounts: (after, limit) => store.logAccounts(after, limit) },
      accounts: async (after, limit) => accounts.filter((account) => account > after).slice(0, limit),
      rows: (name, account) => pagesOf(client, tableNamed(tables, name), account),
      async bytesOf(account, hashes) {
        const wanted = hashes.map((hash) => Buffer.from(hash));
        const { rows } = await client.query<{ hash: Buffer; bytes: Buffer | null }>(
          'SELECT hash, bytes FROM content WHERE account = $1 AND hash = ANY($2)',
          [account, wanted],
        );
        const found = new Map(rows.map((row) => [row.hash.toString('hex'), row.bytes]));
        return wanted.map((hash) => found.get(hash.toString('hex')) ?? null);
      },
      async numbers() {
        const numbers: Record<string, number> = {};
        for (const [table, column] of await identitiesOf(client)) {
          const { rows } = await client.query<{ sequence: string }>('SELECT pg_get_serial_sequence($1, $2) AS sequence', [table, column]);
          const last = await client.query<{ last: number }>(
            `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${rows[0]?.sequence ?? ''}`,
          );
          numbers[table] = last.rows[0]?.last ?? 0;
        }
        return numbers;
      },
      close: () => endClient(client),
    };
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

async function tablesOf(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; of_account: boolean; key: string[] }>(
    `SELECT c.table_name AS name, array_agg(c.column_name::text ORDER BY c.ordinal_position) FILTER (WHERE c.is_generated = 'NEVER') AS columns,
       bool_or(c.column_name = 'account' AND c.is_nullable = 'NO') AS of_account,
       (SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
        WHERE i.indisprimary AND i.indrelid = format('%I.%I', current_schema(), c.table_name)::regclass) AS key
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' GROUP BY c.table_name ORDER BY c.table_name`,
  );
  return rows
    .filter((row) => !notData.has(row.name))
    .map(({ name, columns, of_account: ofAccount, key }) => ({ name, columns, ofAccount, key }));
}
function tableNamed(tables: readonly Table[], name: string): Table {
  const found = tables.find((table) => table.name === name);
  if (found === undefined) throw new Error(`this store has no table ${name}`);
  return found;
}
/** Tables whose numbers are never used twice, with the column. */
async function identitiesOf(client: Client): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'`,
  );
  return rows.map(({ table, column }) => [table, column]);
}

let cursors = 0;
async function* pagesOf(client: Client, table: Table, account: AccountId | null): AsyncGenerator<readonly CopiedRow[]> {
  if (table.ofAccount !== (account !== null))
    throw new Error(`table ${table.name} ${table.ofAccount ? 'belongs' : 'does not belong'} to accounts`);
  const columns = table.columns.map((column) => (table.name === 'content' && column === 'bytes' ? 'NULL::bytea AS bytes' : quoted(column)));
  const where = account === null ? '' : 'WHERE account = $1';
  const cursor = `copy_${++cursors}`;
  const query = `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${columns.join(', ')} FROM ${quoted(table.name)} ${where} ORDER BY ${table.key.map(quoted).join(', ')}`;
  await client.query(query, account === null ? [] : [account]);
  try {
    for (;;) {
      const { rows } = await client.query<Record<string, Cell>>(`FETCH ${pageRows} FROM ${cursor}`);
      if (rows.length > 0) yield rows;
      if (rows.length < pageRows) return;
    }
  } finally {
    await client.query(`CLOSE ${cursor}`);
  }
}

async function insert(client: Client, table: Table, columns: readonly string[], rows: readonly CopiedRow[]): Promise<void> {
  const strange = columns.filter((column) => !table.columns.includes(column));
  if (strange.length > 0) throw new Error(`table ${table.name} of this store has no column ${strange.join(', ')}`);
  const values: (number | string | Buffer | null)[] = [];
  const places = rows.map((row) => {
    const own = columns.map((column) => {
      const cell = row[column] ?? null;
      return `$${values.push(cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength) : cell)}`;
    });
    return `(${own.join(', ')})`;
  });
  const rest = columns.filter((column) => !table.key.includes(column));
  // A row of the audit log is never changed, not even into itself.
  const update =
    rest.length === 0 || table.name === 'audit'
      ? 'NOTHING'
      : `UPDATE SET ${rest.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`;
  const into = `INSERT INTO ${quoted(table.name)} (${columns.map(quoted).join(', ')})`;
  await client.query(`${into} VALUES ${places.join(', ')} ON CONFLICT (${table.key.map(quoted).join(', ')}) DO ${update}`, values);
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
