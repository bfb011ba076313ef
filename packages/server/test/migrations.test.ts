import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { migrate, NewerSchemaError } from '../src/adapters/sqlite/migrations.ts';
import { migrations } from '../src/adapters/sqlite/modules.ts';
import { openInThread, openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { putTexts } from './contracts/log-store.contract.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-migrations-'));
afterAll(() => rmSync(root, { recursive: true }));
const freshFile = (): string => join(mkdtempSync(join(root, 'm-')), 'cairn.db');
/** The steps of the first version that people have. */
const firstVersion = ['account-1', 'account-2', 'log-1', 'log-2', 'log-3'];
const names = (file: string): string[] => readdirSync(join(file, '..')).filter((name) => name.startsWith('before-'));

/** A database as the first version left it, with a log in it. */
async function oldDatabase(): Promise<string> {
  const file = freshFile();
  const db = new Database(file);
  migrate(
    db,
    migrations.filter((step) => firstVersion.includes(step.name)),
  );
  db.close();
  // The tables of logs have not changed since: the present program can write them.
  const later = freshFile();
  const { store, close } = openInThread(later);
  await putTexts(store, 1, [
    { name: 'a', text: 'one' },
    { name: 'b', text: 'two' },
  ]);
  await close();
  const old = new Database(file);
  old.exec(`ATTACH '${later}' AS later`);
  for (const table of ['log', 'log_type', 'version', 'blob', 'content']) old.exec(`INSERT INTO ${table} SELECT * FROM later.${table}`);
  old.close();
  return file;
}
async function textsOf(file: string): Promise<string[]> {
  const { store, close } = await openSqliteStore(file);
  const { changes } = await store.changes({ account: 1, cursor: 0, limit: 9, types: null });
  expect(await store.auditLog(1), 'R25').toEqual([]);
  await close();
  return changes.map((version) => version.name);
}

test('R76 a database of the first version is brought up to date, and a copy from before lies beside it', async () => {
  const file = await oldDatabase();
  expect(await textsOf(file)).toEqual(['a', 'b']);
  const [copy = ''] = names(file);
  expect(copy).toMatch(/^before-[\w-]+\.db$/);
  const before = new Database(join(file, '..', copy), { readonly: true });
  expect(before.prepare('SELECT name FROM migration ORDER BY name').pluck().all()).toEqual(firstVersion.toSorted());
  expect(before.prepare('SELECT count(*) FROM version').pluck().get()).toBe(2);
  before.close();
  await textsOf(file);
  expect(names(file), 'nothing to do, no further copy').toEqual([copy]);
});

test('R76 an upgrade that is cut off at any step goes on at the next start, and the copy is the one from before it', async () => {
  const missing = migrations.filter((step) => !firstVersion.includes(step.name));
  expect(missing.length).toBeGreaterThan(2);
  for (let at = 0; at < missing.length; at++) {
    const file = await oldDatabase();
    const broken = migrations.map((step) => (step === missing[at] ? { ...step, sql: `${step.sql}; SELECT no_such_function()` } : step));
    const db = new Database(file);
    expect(() => migrate(db, broken)).toThrow();
    expect(db.prepare('SELECT count(*) FROM migration').pluck().get()).toBe(firstVersion.length + at);
    db.close();
    writeFileSync(join(file, '..', 'before-anything.db.part'), 'half a copy');
    expect(await textsOf(file), missing[at]?.name ?? '').toEqual(['a', 'b']);
  }
});

test('R76 a database of a newer program is refused, untouched and without a copy; a new one needs no copy', async () => {
  const file = await oldDatabase();
  const db = new Database(file);
  db.prepare('INSERT INTO migration (name) VALUES (?)').run('of-a-time-to-come-1');
  db.close();
  await expect(openSqliteStore(file)).rejects.toThrow(NewerSchemaError);
  expect(names(file)).toEqual([]);
  const fresh = freshFile();
  await textsOf(fresh);
  expect(existsSync(fresh)).toBe(true);
  expect(names(fresh)).toEqual([]);
});
