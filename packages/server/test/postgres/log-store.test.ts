import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { logStoreContract } from '../contracts/log-store.contract.ts';
import { freshUrl } from './test-database.ts';

logStoreContract('PostgreSQL', async () => openPostgresStore(await freshUrl()), 40);
