import type Database from 'better-sqlite3';
import { Client } from 'pg';
import type { TestApp } from './app.ts';
import { twinPlaces } from './twin.ts';

/** Everything that a database holds, a row of text for each row, but what counts and records tries. */
export type State = readonly { readonly table: string; readonly rows: readonly string[] }[];
const beside = new Set(['tally', 'audit', 'audit_number', 'migration']);

/** All rows of all tables of both stores, but those of one account. */
export async function stateOf(app: TestApp, but: { readonly account: number; readonly address: string }): Promise<State> {
  const isTheirs = (row: Readonly<Record<string, unknown>>): boolean =>
    Number(row['account'] ?? 0) !== but.account && !JSON.stringify(row).includes(but.address);
  const all = [...(await inSqlite(app.db)), ...(await inPostgres())];
  return all
    .filter(({ table }) => !beside.has(table))
    .map(({ table, rows }) => ({
      table,
      rows: rows
        .filter(isTheirs)
        // How often something was tried and when a device was seen is no state that anybody relies on.
        .map((row) => JSON.stringify({ ...row, tries: 0, last_seen: 0 }))
        .sort(),
    }));
}

/** Everything that both stores hold, as one text; bytes stand in it as they are. */
export async function textOf(app: TestApp): Promise<string> {
  app.db.exec('VACUUM');
  const rows = (await inPostgres()).flatMap((table) => table.rows);
  const readable = rows.flatMap((row) =>
    Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value))),
  );
  return [app.db.serialize().toString('latin1'), ...readable].join('\n');
}

interface Table {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
async function inSqlite(db: Database.Database): Promise<Table[]> {
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all();
  return tables.map((table) => ({ table, rows: db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all() }));
}
/** Of every twin that the tests of this file opened. */
async function inPostgres(): Promise<Table[]> {
  const found: Table[] = [];
  for (const { folder, schema } of twinPlaces) {
    const client = new Client({ host: folder, user: 'postgres', database: 'postgres' });
    await client.connect();
    const named = await client.query<{ table: string }>(
      'SELECT table_name AS "table" FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1',
      [schema],
    );
    for (const { table } of named.rows) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${schema}."${table}"`);
      found.push({ table, rows });
    }
    await client.end();
  }
  return found;
}
