import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openInThread, openSqliteStore } from '../src/adapters/sqlite/store.ts';
import type Database from 'better-sqlite3';
import { administrationContract } from './contracts/administration.contract.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-admin-'));
afterAll(() => rmSync(root, { recursive: true }));

administrationContract('SQLite in this thread', async () => openInThread(':memory:'));
administrationContract('SQLite in threads', () => openSqliteStore(join(mkdtempSync(join(root, 's-')), 'cairn.db')));

test('R79 no statement changes a row of the audit log, not even one from elsewhere', async () => {
  const opened: Database.Database[] = [];
  const { store, close } = openInThread(':memory:', (db) => {
    opened.push(db);
    return db;
  });
  const row = {
    account: 1,
    about: null,
    at: 1,
    kind: 'k',
    actor: 'web',
    source: '',
    subject: null,
    outcome: 'done',
    facts: '{}',
    seal: 's',
  };
  await store.appendAudit([row]);
  expect(() => opened[0]?.exec("UPDATE audit SET outcome = 'refused'")).toThrow('only added to');
  expect((await store.audit({ of: null, kind: null, before: null, limit: 9 }))[0]?.outcome).toBe('done');
  await close();
});
