import { readFileSync } from 'node:fs';
import type { Store } from '../sqlite/modules.ts';
import { accountStore } from './accounts.ts';
import { administration } from './administration.ts';
import { audit } from './audit.ts';
import { confirmCode } from './code-check.ts';
import { Database } from './database.ts';
import { readDatabaseUrl } from './database-url.ts';
import type { DatabaseAddress } from './database-url.ts';
import { keepStore } from './keep.ts';
import { logStore } from './log-store.ts';
import { migrate } from './migrations.ts';
import { planStore } from './plans.ts';
import { Pool } from './pool.ts';

export interface PostgresStore {
  readonly store: Store;
  /** For the other adapters that stand on the same database: events and leases. */
  readonly database: Database;
  readonly address: DatabaseAddress;
  readonly close: () => Promise<void>;
}

/**
 * Opens the store in a PostgreSQL; makes or upgrades its tables first. `connections` is the most that this process opens.
 * @throws NewerSchemaError when a newer program wrote it; the error of the connection when it cannot be reached
 */
export async function openPostgresStore(url: string, connections = 10): Promise<PostgresStore> {
  const address = readDatabaseUrl(url, (path) => readFileSync(path, 'utf8'));
  await migrate(address);
  const database = new Database(new Pool({ address, most: connections }));
  return { store: storeOn(database), database, address, close: () => database.close() };
}

/** All commands of all ports on one database. */
export function storeOn(database: Database): Store {
  return {
    ...accountStore(database),
    ...logStore(database),
    ...confirmCode(database),
    ...audit(database),
    ...administration(database),
    ...planStore(database),
    ...keepStore(database),
  };
}
