import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import { putTexts } from './contracts/log-store.contract.ts';
import { failingDatabase } from './support/failing-database.ts';

/** Every statement that the store prepares on a new connection, and how SQLite means to carry it out without statistics. */
async function plans(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const { close } = openInThread(':memory:', (db) => {
    const watched = (sql: string): Database.Statement => {
      const places = Array.from({ length: sql.split('?').length - 1 }, () => 1);
      const named = Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, 1]));
      const explain = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      const steps = places.length > 0 || Object.keys(named).length === 0 ? explain.all(...places) : explain.all(named);
      found.set(sql, steps.map(({ detail }) => detail).join('; '));
      return db.prepare(sql);
    };
    return new Proxy(db, {
      get(target, name) {
        if (name === 'prepare') return watched;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  });
  await close();
  return found;
}

// Left to itself SQLite reads all versions of the account for each of these, and a listing takes the square of its length.
test('R32 what is asked about one file or about the trash never reads through the account', async () => {
  const all = [...(await plans())];
  const ofFile = all.filter(([sql]) => sql.includes('AND file = ?'));
  expect(ofFile.length).toBeGreaterThan(2);
  for (const [sql, plan] of ofFile) expect(plan, sql).toBe('SEARCH version USING INDEX version_file (account=? AND file=?)');
  const ofTrash = all.filter(([sql]) => sql.includes('account = ? AND below IS NOT NULL'));
  expect(ofTrash.length).toBeGreaterThan(1);
  for (const [sql, plan] of ofTrash) expect(plan, sql).toBe('SEARCH version USING INDEX version_trash (account=? AND seq<?)');
});

test('R10 R32 a check of all accounts reads the table of contents once, and again only when something has changed', async () => {
  let counted = 0;
  const { store, close } = openInThread(':memory:', (db) =>
    failingDatabase(db, (sql) => {
      if (sql.includes('FROM content GROUP BY')) counted += 1;
      return null;
    }),
  );
  for (let account = 1; account <= 20; account++) await putTexts(store, account, [{ name: 'a', text: `one ${account}` }]);
  counted = 0;
  for (let account = 1; account <= 20; account++) expect(await store.auditLog(account)).toEqual([]);
  expect(counted).toBe(1);
  await putTexts(store, 7, [{ name: 'b', text: 'two' }]);
  for (const account of [7, 8]) expect(await store.auditLog(account)).toEqual([]);
  expect(counted).toBe(2);
  await close();
});
