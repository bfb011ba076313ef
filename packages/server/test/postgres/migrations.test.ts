import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDatabaseUrl } from '../../src/adapters/postgres/database-url.ts';
import { migrate } from '../../src/adapters/postgres/migrations.ts';
import { migrations } from '../../src/adapters/postgres/schema.ts';
import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { putTexts } from '../contracts/log-store.contract.ts';
import { freshUrl } from './test-database.ts';

const addressOf = (url: string) => readDatabaseUrl(url, (path) => readFileSync(path, 'utf8'));

test('R76 an upgrade of PostgreSQL that is cut off at any step leaves a whole number of steps and goes on at the next start', async () => {
  for (const [at, step] of migrations.entries()) {
    const url = await freshUrl();
    const broken = migrations.map((other) => (other === step ? { ...other, sql: `${other.sql}; SELECT no_such_function()` } : other));
    await expect(migrate(addressOf(url), broken), step.name).rejects.toThrow('no_such_function');
    const { store, database, close } = await openPostgresStore(url);
    await putTexts(store, 1, [{ name: 'a', text: 'one' }]);
    expect(await store.auditLog(1)).toEqual([]);
    await database.close();
    await close();
    expect(at).toBeLessThan(migrations.length);
  }
});

test('R76 several servers that start at once make the tables once', async () => {
  const url = await freshUrl();
  const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgresStore(url, 2)));
  for (const { store } of opened) expect((await store.logState(1)).seq).toBe(0);
  for (const { close } of opened) await close();
});

test('R76 a database of a newer program is refused', async () => {
  const url = await freshUrl();
  await migrate(addressOf(url), [...migrations, { name: 'of-a-time-to-come-1', sql: 'CREATE TABLE time_to_come (n int)' }]);
  await expect(openPostgresStore(url)).rejects.toThrow('newer version of Cairn');
});
