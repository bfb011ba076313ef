import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { planStoreContract } from '../contracts/plan-store.contract.ts';
import { freshUrl } from './test-database.ts';

planStoreContract('PostgreSQL', async () => openPostgresStore(await freshUrl()));
