import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openInThread, openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { logStoreContract, putTexts } from './contracts/log-store.contract.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-log-'));
afterAll(() => rmSync(root, { recursive: true }));
const freshFile = (): string => join(mkdtempSync(join(root, 's-')), 'cairn.db');

logStoreContract('SQLite in this thread', async () => openInThread(':memory:'));
logStoreContract('SQLite in threads', () => openSqliteStore(freshFile()));

test('R01 what was acknowledged is in the file for whoever opens it next', async () => {
  const file = freshFile();
  const first = await openSqliteStore(file);
  await putTexts(first.store, 1, [{ name: 'a', text: 'one' }]);
  // Another process that looks at the files as they are, while the first one still runs.
  const second = openInThread(file);
  expect((await second.store.changes({ account: 1, cursor: 0, limit: 9, types: null })).changes).toHaveLength(1);
  await second.close();
  await first.close();
});

test('commands that arrive together share a flush, and each is answered by itself', async () => {
  const { store, close } = await openSqliteStore(freshFile());
  const written = await Promise.all(
    Array.from({ length: 500 }, (_, index) => putTexts(store, 1 + (index % 3), [{ name: `f${index}`, text: `${index}` }])),
  );
  expect(written.every(({ outcomes }) => outcomes[0]?.status === 'done')).toBe(true);
  await close();
  await expect(store.logState(1)).rejects.toThrow('ended');
});

test('an image of the memory store is a store of its own', async () => {
  const first = openInThread(':memory:');
  await putTexts(first.store, 1, [{ name: 'a', text: 'one' }]);
  const image = first.image();
  await putTexts(first.store, 1, [{ name: 'b', text: 'two' }]);
  const second = openInThread(image);
  expect((await second.store.changes({ account: 1, cursor: 0, limit: 9, types: null })).changes).toHaveLength(1);
  await putTexts(second.store, 1, [{ name: 'c', text: 'three' }]);
  expect(await second.store.auditLog(1)).toEqual([]);
});
