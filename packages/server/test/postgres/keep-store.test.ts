import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { keepStoreContract } from '../contracts/keep-store.contract.ts';
import { freshUrl } from './test-database.ts';

keepStoreContract('PostgreSQL', async () => openPostgresStore(await freshUrl(), 3));
