import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { postgresCopy } from '../../src/adapters/postgres/table-copy.ts';
import { prepareDatabase, sqliteCopy } from '../../src/adapters/sqlite/table-copy.ts';
import type { SqliteCopy } from '../../src/adapters/sqlite/table-copy.ts';
import type { Cell, CopiedRow, StoreSnapshot, TableCopy } from '../../src/ports/table-copy.ts';
import { accountsOf, contentsOf } from '../../src/upkeep/contents.ts';
import { differences, digestOf } from '../../src/upkeep/digest.ts';
import { SeededRandom } from '../support/world.ts';
import { freshUrl } from './test-database.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-copy-'));
afterAll(() => rmSync(root, { recursive: true }));
let files = 0;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}
/** A database with rows in every table that there is, made from the schema itself: a new table is in the test from its first day. */
async function filled(): Promise<{ copy: SqliteCopy; file: string; tables: readonly string[] }> {
  const file = join(root, `${files++}.db`);
  prepareDatabase(file);
  const copy = sqliteCopy(file);
  const db = new Database(file, { readonly: true });
  const random = new SeededRandom('rows');
  const snapshot = await copy.snapshot();
  const tables = snapshot.tables.filter((table) => table.name !== 'content');
  for (const { name, ofAccount } of tables) {
    const columns = db.prepare<[string], Column>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(name);
    const checks = db.prepare<[string], string>('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(name) ?? '';
    for (const account of ofAccount ? [0, 1, 2, 7] : [0]) {
      const rows = Array.from({ length: 3 }, (_, index) => rowOf(columns, checks, account, index, ofAccount, random));
      // Where the account is the whole key there is one row of each.
      const single = columns.filter((column) => column.pk > 0).every((column) => column.name === 'account') && ofAccount;
      await copy.add(name, single ? rows.slice(0, 1) : rows);
    }
  }
  for (const account of [1, 2]) {
    const contents = Array.from({ length: 40 }, (_, index): CopiedRow => {
      const bytes = random.bytes(1 + random.int(0, 3000));
      const inStore = index % 3 > 0;
      const shared = {
        account,
        hash: random.bytes(32),
        stored_hash: random.bytes(32),
        stored: bytes.length,
        refs: index % 4,
        since: index % 4 === 0 ? 5 : null,
      };
      return { ...shared, key: inStore ? null : Buffer.from(random.bytes(16)).toString('hex'), bytes: inStore ? bytes : null };
    });
    await copy.add('content', contents);
  }
  await copy.setNumbers({ account: 12, mail: 77 });
  await snapshot.close();
  db.close();
  return { copy, file, tables: tables.map((table) => table.name) };
}
function rowOf(
  columns: readonly Column[],
  checks: string,
  account: number,
  index: number,
  ofAccount: boolean,
  random: SeededRandom,
): CopiedRow {
  const cells = columns.map(({ name, type, notnull, pk }): [string, Cell] => {
    if (ofAccount && name === 'account') return [name, account];
    const allowed = new RegExp(`${name} IN \\('([^']+)'`).exec(checks)?.[1];
    if (allowed !== undefined) return [name, allowed];
    if (notnull === 0 && pk === 0 && random.int(0, 3) === 0) return [name, null];
    if (type === 'BLOB') return [name, random.bytes(32)];
    // Unique in the table, whatever its keys are.
    if (type === 'TEXT') return [name, `${name} ${account} ${index} é\u{1f5fa} ${random.int(0, 1_000_000)}`];
    return [name, pk > 0 ? account * 100 + index + 1 : random.int(0, 2)];
  });
  return Object.fromEntries(cells);
}

async function copyAll(from: TableCopy, to: TableCopy): Promise<void> {
  const source = await from.snapshot();
  for (const { name, ofAccount } of source.tables) {
    if (ofAccount) continue;
    for await (const rows of source.rows(name, null)) await to.add(name, rows);
  }
  for await (const account of accountsOf(source)) {
    for (const { name, ofAccount } of source.tables) {
      if (!ofAccount) continue;
      for await (const rows of source.rows(name, account))
        await to.add(name, name === 'content' ? await withBytes(source, account, rows) : rows);
    }
  }
  await to.setNumbers(await source.numbers());
  await source.close();
}
async function withBytes(source: StoreSnapshot, account: number, rows: readonly CopiedRow[]): Promise<readonly CopiedRow[]> {
  const bytes = await source.bytesOf(
    account,
    rows.map((row) => row['hash'] as Uint8Array),
  );
  return rows.map((row, index) => ({ ...row, bytes: bytes[index] ?? null }));
}
async function accountsIn(copy: TableCopy): Promise<number[]> {
  const snapshot = await copy.snapshot();
  const accounts: number[] = [];
  for await (const account of accountsOf(snapshot)) accounts.push(account);
  await snapshot.close();
  return accounts;
}
/** Everything of both is the same, the bytes too. */
async function expectSame(one: TableCopy, other: TableCopy): Promise<void> {
  const [left, right] = [await one.snapshot(), await other.snapshot()];
  expect(left.tables.map((table) => [table.name, table.ofAccount]).sort()).toEqual(
    right.tables.map((table) => [table.name, table.ofAccount]).sort(),
  );
  for (const account of [null, 0, 1, 2, 7]) {
    expect(differences(await digestOf(left, account), await digestOf(right, account)), `account ${String(account)}`).toEqual([]);
    if (account === null) continue;
    for await (const page of contentsOf(left, account)) {
      const hashes = page.map((content) => content.hash);
      expect(await right.bytesOf(account, hashes)).toEqual(await left.bytesOf(account, hashes));
    }
  }
  expect(await right.numbers()).toMatchObject({ account: 12, mail: 77 });
  await left.close();
  await right.close();
}

test(
  'O5 R76 every table of one store, row by row, in the other and back: the same, contents and numbers too',
  { timeout: 120_000 },
  async () => {
    const { copy, tables } = await filled();
    expect(tables.length).toBeGreaterThan(20);
    const shared = await postgresCopy(await freshUrl());
    await copyAll(copy, shared);
    await expectSame(copy, shared);
    // Once more over itself changes nothing.
    await copyAll(copy, shared);
    await expectSame(copy, shared);
    const file = join(root, `${files++}.db`);
    prepareDatabase(file);
    const back = sqliteCopy(file);
    await copyAll(shared, back);
    await expectSame(copy, back);
    expect(await accountsIn(shared)).toEqual([0, 1, 2, 7]);
    for (const one of [shared, back]) {
      await one.clear(2);
      await one.clear(null);
      expect(await accountsIn(one)).toEqual([0, 1, 7]);
      const [left, right] = [await one.snapshot(), await copy.snapshot()];
      expect([...(await digestOf(left, null))]).toEqual([]);
      expect([...(await digestOf(left, 2))]).toEqual([]);
      expect(differences(await digestOf(left, 1), await digestOf(right, 1))).toEqual([]);
      await left.close();
      await right.close();
      await expect(one.add('no_such_table', [{ account: 1 }])).rejects.toThrow('no table no_such_table');
      await expect(one.add('device', [{ account: 1, device: 1, colour: 'red' }])).rejects.toThrow('no column colour');
    }
    copy.close();
    back.close();
    await shared.close();
  },
);

test('O5 a digest sees every cell and no order', async () => {
  const over = (rows: readonly CopiedRow[]): Promise<ReadonlyMap<string, string>> =>
    digestOf(
      {
        tables: [{ name: 't', ofAccount: true }],
        accounts: async () => [1],
        async *rows() {
          yield rows;
        },
        bytesOf: async () => [],
        numbers: async () => ({}),
        close: async () => undefined,
      },
      1,
    );
  const cell = fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.uint8Array({ maxLength: 8 }));
  const row = fc.record({ a: cell, b: cell });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), fc.nat(), cell, async (rows, at, other) => {
      const digest = await over(rows);
      expect(differences(digest, await over(rows.toReversed()))).toEqual([]);
      const place = at % rows.length;
      const changed = rows.map((one, index) => (index === place ? { ...one, a: other } : one));
      const same =
        JSON.stringify(rows[place]?.a) === JSON.stringify(other) && rows[place]?.a instanceof Uint8Array === other instanceof Uint8Array;
      expect(differences(digest, await over(changed))).toEqual(same ? [] : ['t']);
      expect(differences(digest, await over(rows.slice(1)))).toEqual(['t']);
    }),
  );
});

test('R75 a snapshot is one moment, whatever is written meanwhile', async () => {
  const { copy, file } = await filled();
  const shared = await postgresCopy(await freshUrl());
  await copyAll(copy, shared);
  for (const one of [sqliteCopy(file), shared]) {
    const snapshot = await one.snapshot();
    const before = await digestOf(snapshot, 1);
    await one.clear(1);
    await one.add('device', []);
    expect(differences(before, await digestOf(snapshot, 1))).toEqual([]);
    await snapshot.close();
    const after = await one.snapshot();
    expect([...(await digestOf(after, 1))]).toEqual([]);
    await after.close();
  }
  copy.close();
  await shared.close();
});
