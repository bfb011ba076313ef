import { readFileSync } from 'node:fs';
import type { LogStore } from '../../ports/log-store.ts';
import { Database } from './database.ts';
import { readDatabaseUrl } from './database-url.ts';
import { logStore } from './log-store.ts';
import { migrate } from './migrations.ts';
import { Pool } from './pool.ts';

export async function openLogOnly(url: string): Promise<{ store: LogStore; close: () => Promise<void> }> {
  const address = readDatabaseUrl(url, (path) => readFileSync(path, 'utf8'));
  await migrate(address);
  const database = new Database(new Pool({ address, most: 10 }));
  return { store: logStore(database), close: () => database.close() };
}
