import { openLogOnly } from '../../src/adapters/postgres/open.ts';
import { logStoreContract } from '../contracts/log-store.contract.ts';
import { freshUrl } from './test-database.ts';

logStoreContract('PostgreSQL', async () => openLogOnly(await freshUrl()), 40);
