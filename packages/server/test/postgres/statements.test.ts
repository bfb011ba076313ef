import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../../src/adapters/postgres/events.ts';
import '../../src/adapters/postgres/lease.ts';
import '../../src/adapters/postgres/server-mark.ts';
import { plansByIndex } from '../../src/adapters/postgres/pool.ts';
import type { Statement } from '../../src/adapters/postgres/statement.ts';
import { allStatements } from '../../src/adapters/postgres/statement.ts';
import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { freshUrl, testCluster } from './test-database.ts';

/** Small, the same for all, and read far more often than written: every shard has its own copy. */
const everywhere = ['server_number'];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly Plan[];
}

let client: pg.Client;
beforeAll(async () => {
  const url = await freshUrl();
  const { close } = await openPostgresStore(url);
  await close();
  const { folder } = await testCluster();
  const schema = /search_path%3D(\w+)/.exec(url)?.[1] ?? 'public';
  client = new pg.Client({ host: folder, user: 'postgres', database: 'postgres', options: `-c search_path=${schema}` });
  await client.connect();
  await client.query(plansByIndex);
});
afterAll(() => client.end());

async function planOf({ text }: Statement): Promise<Plan> {
  // The simple protocol: the parameters stay without values.
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  return plan;
}
function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const below of plan.Plans ?? []) yield* nodesOf(below);
}
const isWrite = (plan: Plan): boolean => plan['Node Type'] === 'ModifyTable';
async function tablesOf(statement: Statement): Promise<string[]> {
  const found = [...nodesOf(await planOf(statement))].map((node) => node['Relation Name']).filter((name) => name !== undefined);
  return [...new Set(found)].toSorted();
}
async function primaryKeys(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY k.nth) AS columns
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, nth)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
     WHERE i.indisprimary AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname ORDER BY c.relname`,
  );
  return new Map(rows.map((row) => [row.table, row.columns]));
}

test('every statement of an account reaches every table by the number of the account', async () => {
  const ours = allStatements().filter((statement) => statement.across === null);
  expect(ours.length).toBeGreaterThan(70);
  for (const statement of ours) {
    for (const node of nodesOf(await planOf(statement))) {
      const table = node['Relation Name'];
      if (table === undefined || everywhere.includes(table)) continue;
      if (isWrite(node)) {
        // A new row carries the account itself; a changed one was found by a node below.
        if (node.Plans?.every((below) => [...nodesOf(below)].every((other) => other['Relation Name'] !== table)) === true)
          expect(statement.text, statement.name).toMatch(/INSERT INTO \w+( AS \w+)? \(account[\s\S]*(VALUES \(|SELECT )\$1/);
        continue;
      }
      const conditions = [node['Index Cond'], node['Recheck Cond'], node.Filter].filter((text) => text !== undefined).join(' ');
      expect(conditions, `${statement.name}: ${table}`).toMatch(/account = \$1/);
    }
  }
});

test('R32 what is asked about one account is found by an index that begins with it', async () => {
  for (const statement of allStatements()) {
    if (statement.across !== null) continue;
    for (const node of nodesOf(await planOf(statement))) {
      if (node['Relation Name'] === undefined || isWrite(node)) continue;
      expect(node['Node Type'], `${statement.name}: ${node['Relation Name']}`).toMatch(/^Index (Only )?Scan$/);
      if (!everywhere.includes(node['Relation Name'])) expect(node['Index Cond'], statement.name).toMatch(/account = \$1/);
    }
  }
});

test('R32 what is asked about some names, numbers, files or contents is looked up by them', async () => {
  const keys: Readonly<Record<string, readonly [table: string, key: RegExp]>> = {
    'log-heads': ['version', /"?left"?\(/],
    'log-rows': ['version', /seq = /],
    'log-stored': ['content', /hash = /],
    'log-files': ['version', /file = /],
    'log-newest': ['version', /file = /],
    'log-update': ['version', /seq = /],
    'log-remove': ['version', /seq = /],
    'log-refer': ['content', /hash = /],
    'view-versions': ['version', /seq = /],
    'view-places': ['content', /hash = /],
    'view-bytes': ['content', /hash = /],
    'app-rows': ['version', /seq = |file = /],
  };
  // As in a database that knows of large accounts.
  await client.query('INSERT INTO log SELECT 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0');
  await client.query(
    `INSERT INTO version SELECT a, n, 0, n, 'GPX', 'track ' || n, n, 1, 1, 1, 1, sha256(int8send(n)), 1, 1, 1, NULL, NULL, NULL, NULL, NULL
     FROM generate_series(1, 3) a, generate_series(1::bigint, 5000) n`,
  );
  await client.query(
    `INSERT INTO content SELECT a, sha256(int8send(n)), sha256(int8send(n)), 1, 1, NULL, NULL, ''
     FROM generate_series(1, 3) a, generate_series(1::bigint, 5000) n`,
  );
  await client.query('ANALYZE version; ANALYZE content');
  for (const statement of allStatements()) {
    const wanted = keys[statement.name];
    if (wanted === undefined) continue;
    const nodes = [...nodesOf(await planOf(statement))].filter((node) => node['Relation Name'] === wanted[0] && !isWrite(node));
    expect(nodes.length, statement.name).toBeGreaterThan(0);
    for (const node of nodes) expect(node['Index Cond'], statement.name).toMatch(wanted[1]);
  }
  await client.query('TRUNCATE version, content, log');
});

test('a listing, the trash and the history of a file are walked in their order, without sorting an account', async () => {
  const walked = ['view-after', 'view-named', 'view-trashed', 'app-newest', 'app-older', 'log-evictable', 'removal-trashed', 'audit-rows'];
  const known = new Map(allStatements().map((statement) => [statement.name, statement]));
  for (const name of walked) {
    const statement = known.get(name);
    if (statement === undefined) throw new Error(`no statement ${name}`);
    const kinds = [...nodesOf(await planOf(statement))].map((node) => node['Node Type']);
    expect(kinds, name).not.toContain('Sort');
  }
});

test('the list of statements in the documents is the one that is sent', async () => {
  const keys = await primaryKeys();
  const line = async (statement: Statement): Promise<string> => `- \`${statement.name}\`: ${(await tablesOf(statement)).join(', ')}`;
  const lines = async (some: readonly Statement[]): Promise<string[]> => {
    const made: string[] = [];
    for (const statement of some) made.push(await line(statement));
    return made;
  };
  const [own, others] = [allStatements().filter((one) => one.across === null), allStatements().filter((one) => one.across !== null)];
  const byName = (a: Statement, b: Statement): number => (a.name < b.name ? -1 : 1);
  const text: string[] = [
    '# Statements of the PostgreSQL store',
    '',
    'Made by `packages/server/test/postgres/statements.test.ts` from the program itself; `vitest run -u` on that file writes it anew.',
    '',
    'A PostgreSQL-compatible database that spreads rows over machines by a key takes `account` as that key: every statement of the first list',
    'names it for every table, so it is answered by one machine. No upload, listing, download or event needs any other.',
    '',
    '## Tables by account',
    '',
    ...[...keys].filter(([, columns]) => columns[0] === 'account').map(([table, columns]) => `- \`${table}\` (${columns.join(', ')})`),
    '',
    '## Other tables',
    '',
    ...[...keys].filter(([, columns]) => columns[0] !== 'account').map(([table, columns]) => `- \`${table}\` (${columns.join(', ')})`),
    '',
    '## Statements that carry the account',
    '',
    ...(await lines(own.toSorted(byName))),
    '',
    '## Statements that do not, and why',
  ];
  for (const [reason, some] of Map.groupBy(others.toSorted(byName), (statement) => statement.across)) {
    text.push('', `${(reason ?? '').charAt(0).toUpperCase()}${(reason ?? '').slice(1)}:`, '', ...(await lines(some)));
  }
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('../../../../docs/developers/statements.md');
});
