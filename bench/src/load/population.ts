import type { Rows } from './set-up.ts';

/** Part of what the database keeps, and what it weighs: rows with their indexes, and contents that lie in it. */
export interface Weight {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Copies everything of one account, its devices and files and the credential of the device included, to the accounts numbered `from` to `to`:
 * the quick way to very many. Their addresses are made of their numbers. No server may run on the database.
 */
export async function copyAccount(rows: Rows, account: number, from: number, to: number): Promise<void> {
  for (const [table, columns] of await tablesOf(rows)) {
    if (rows.kind === 'sqlite' && (table === 'content' || table === 'blob')) continue;
    await rows.run(copyOf(rows.kind, table, columns, account, from, to));
  }
  if (rows.kind === 'sqlite') await copyContents(rows, account, from, to);
  else await rows.run(`SELECT setval(pg_get_serial_sequence('account', 'account'), (SELECT max(account) FROM account))`);
}

/** As it is some hours after very many rows came: the database has tidied up, and the slow look at all contents has just come to their end. */
export async function settleRows(rows: Rows): Promise<void> {
  const looked = JSON.stringify({ at: { account: Number.MAX_SAFE_INTEGER, hash: 'ff'.repeat(32) }, found: 0, ended: null, findings: null });
  await rows.run(
    `INSERT INTO server_word (name, word) VALUES ('scrub', '${looked}') ON CONFLICT (name) DO UPDATE SET word = excluded.word`,
  );
  await rows.run(rows.kind === 'sqlite' ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM (ANALYZE)');
  if (rows.kind === 'postgres') await rows.run('CHECKPOINT');
}

/** Weight of every table, by name. */
export async function weights(rows: Rows): Promise<ReadonlyMap<string, Weight>> {
  const sizes =
    rows.kind === 'sqlite'
      ? `SELECT s.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name
         WHERE d.aggregate = TRUE GROUP BY s.tbl_name`
      : `SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
         WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`;
  const found = new Map<string, Weight>();
  for (const { name, bytes } of await rows.all(sizes)) {
    const [counted] = await rows.all(`SELECT CAST(count(*) AS float) AS count FROM "${String(name)}"`);
    found.set(String(name), { rows: Number(counted?.['count']), bytes: Number(bytes) });
  }
  return found;
}

/** Tables of accounts with their columns other than the account; what the database makes of other columns is left out. */
async function tablesOf(rows: Rows): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns =
    rows.kind === 'sqlite'
      ? `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'`
      : `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
         WHERE table_schema = current_schema() AND is_generated = 'NEVER'`;
  const found = new Map<string, string[]>();
  for (const { table, column } of await rows.all(columns)) {
    const known = found.get(String(table)) ?? [];
    found.set(String(table), [...known, String(column)]);
  }
  // Mails have numbers of their own and are not the account's for long.
  const ofAccounts = [...found].filter(([table, names]) => names.includes('account') && table !== 'mail');
  return new Map(ofAccounts.map(([table, names]) => [table, names.filter((name) => name !== 'account')]));
}

/** `a` is a row of the model, `n` the number of a copy. */
function copyOf(kind: Rows['kind'], table: string, columns: readonly string[], account: number, from: number, to: number): string {
  const values = columns.map((name) => (name === 'address' || name === 'address_key' ? `'n' || n.n || '@example.org'` : `a."${name}"`));
  const names = ['account', ...columns].map((name) => `"${name}"`).join(', ');
  const order = kind === 'sqlite' ? '' : 'ORDER BY n.n';
  return `INSERT INTO "${table}" (${names}) SELECT ${['n.n', ...values].join(', ')}
    FROM ${numbers(kind, from, to)} CROSS JOIN "${table}" AS a WHERE a.account = ${account} ${order}`;
}

/** In SQLite a content has a number of its own, by which its bytes are found. */
async function copyContents(rows: Rows, account: number, from: number, to: number): Promise<void> {
  const [facts] = await rows.all(
    `SELECT min(content) AS first, max(content) AS last, (SELECT max(content) FROM content) AS top FROM content WHERE account = ${account}`,
  );
  if (facts?.['first'] === null || facts === undefined) return;
  const first = Number(facts['first']);
  const each = Number(facts['last']) - first + 1;
  const shifted = `${Number(facts['top']) + 1} + (n.n - ${from}) * ${each} + (a.content - ${first})`;
  const source = `FROM ${numbers('sqlite', from, to)} CROSS JOIN`;
  await rows.run(`INSERT INTO content (content, account, stored_hash, key, bytes) SELECT ${shifted}, n.n, a.stored_hash, a.key, a.bytes
    ${source} content AS a WHERE a.account = ${account}`);
  await rows.run(`INSERT INTO blob (account, hash, content, refs, since, stored) SELECT n.n, a.hash, ${shifted}, a.refs, a.since, a.stored
    ${source} blob AS a WHERE a.account = ${account}`);
}

function numbers(kind: Rows['kind'], from: number, to: number): string {
  if (kind === 'postgres') return `generate_series(${from}, ${to}) AS n (n)`;
  return `(WITH RECURSIVE s (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s) AS n`;
}
