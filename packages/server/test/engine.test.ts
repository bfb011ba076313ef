import { expect, test } from 'vitest';
import { openInThread } from '../src/adapters/sqlite/store.ts';
import { putTexts } from './contracts/log-store.contract.ts';
import { failingDatabase } from './support/failing-database.ts';
import { coded } from './support/fake-disk.ts';

/** A store whose next statement that begins like this fails once. */
function storeWithFault() {
  const next = { sql: '', code: '' };
  const memory = openInThread(':memory:', (db) =>
    failingDatabase(db, (sql) => {
      if (next.sql === '' || !sql.startsWith(next.sql)) return null;
      next.sql = '';
      throw coded(next.code);
    }),
  );
  return { ...memory, fail: (sql: string, code: string): unknown => Object.assign(next, { sql, code }) };
}
const put = (store: Parameters<typeof putTexts>[0], name: string): Promise<unknown> => putTexts(store, 1, [{ name, text: name }]);

test('R11 a flush that failed is never retried into a success: nothing more is written, reading goes on', async () => {
  const { store, fail } = storeWithFault();
  await put(store, 'a');
  fail('COMMIT', 'SQLITE_IOERR_FSYNC');
  await expect(put(store, 'b')).rejects.toMatchObject({ code: 'read-only' });
  await expect(put(store, 'c')).rejects.toMatchObject({ code: 'read-only' });
  expect((await store.changes({ account: 1, cursor: 0, limit: 9, types: null })).changes.map((version) => version.name)).toEqual(['a']);
});

test('R11 a full disk is told as such, leaves nothing, and writing goes on once there is space', async () => {
  for (const at of ['COMMIT', 'INSERT INTO version', 'INSERT INTO content', 'BEGIN']) {
    const { store, fail } = storeWithFault();
    fail(at, 'SQLITE_FULL');
    await expect(put(store, 'b'), at).rejects.toMatchObject({ code: 'storage-full' });
    await put(store, 'c');
    expect(
      (await store.changes({ account: 1, cursor: 0, limit: 9, types: null })).changes.map((version) => version.name),
      at,
    ).toEqual(['c']);
    expect(await store.auditLog(1)).toEqual([]);
  }
});
