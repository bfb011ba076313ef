import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test, vi } from 'vitest';
import { openReader, openWriter } from '../src/adapters/sqlite/connection.ts';
import { Engine } from '../src/adapters/sqlite/engine.ts';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { putTexts } from './contracts/log-store.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'cairn-settle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a server that fell quiet gives the space of the write-ahead log back, and goes on', async () => {
  const file = join(folder, 'quiet.db');
  const { store, close } = await openSqliteStore(file);
  await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  await vi.waitFor(() => expect(statSync(`${file}-wal`).size).toBe(0), { timeout: 30_000, interval: 50 });
  await putTexts(store, 1, [{ name: 'b', text: 'two' }]);
  expect((await store.changes({ account: 1, cursor: 0, limit: 9, types: null })).changes).toHaveLength(2);
  await close();
});

test('R17 R31 the log is copied in a pause between writes beside a reader, which sees what it saw', () => {
  const file = join(folder, 'ease.db');
  const db = openWriter(file);
  db.exec('CREATE TABLE word (word TEXT)');
  const engine = new Engine(db, new Map(), new Set());
  engine.ease();
  const inDatabase = statSync(file).size;
  const reader = openReader(file);
  reader.exec('BEGIN');
  const count = reader.prepare<[], number>('SELECT count(*) FROM word').pluck();
  expect(count.get()).toBe(0);
  const insert = db.prepare('INSERT INTO word VALUES (hex(zeroblob(3000)))');
  for (let row = 0; row < 50; row++) insert.run();
  engine.ease();
  expect(statSync(file).size).toBe(inDatabase);
  expect(count.get()).toBe(0);
  reader.exec('COMMIT');
  engine.ease();
  expect(statSync(file).size).toBeGreaterThan(inDatabase + 50 * 6000);
  expect(count.get()).toBe(50);
  reader.close();
  db.close();
});

test('R17 putting in order waits for no reader, and takes nothing from under one', () => {
  const file = join(folder, 'read.db');
  const db = openWriter(file);
  db.exec('CREATE TABLE word (word TEXT); INSERT INTO word VALUES (1)');
  const reader = openReader(file);
  reader.exec('BEGIN');
  const count = reader.prepare<[], number>('SELECT count(*) FROM word').pluck();
  expect(count.get()).toBe(1);
  db.exec('INSERT INTO word VALUES (2)');
  const engine = new Engine(db, new Map(), new Set());
  expect(engine.settle()).toBe(false);
  expect(count.get()).toBe(1);
  reader.exec('COMMIT');
  expect(engine.settle()).toBe(true);
  expect(count.get()).toBe(2);
  reader.close();
  db.close();
});

test.each(['settle', 'ease'] as const)('R11 a flush that fails in a quiet moment (%s) is never retried into a success', (way) => {
  const db = openWriter(join(folder, `failing ${way}.db`));
  const failing = new Proxy(db, {
    get: (target, name) => {
      if (name === 'pragma') return pragma;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const pragma = (text: string): unknown => {
    if (text.startsWith('wal_checkpoint')) throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
    return db.pragma(text);
  };
  const engine = new Engine(failing, new Map([['write', () => 'written']]), new Set());
  expect(engine.run([{ name: 'write', args: [] }])).toEqual([{ ok: true, value: 'written' }]);
  engine[way]();
  expect(engine.run([{ name: 'write', args: [] }])).toMatchObject([{ ok: false, error: { code: 'SQLITE_IOERR_FSYNC' } }]);
  db.close();
});
