import { openPostgresStore } from '../../src/adapters/postgres/store.ts';
import { administrationContract } from '../contracts/administration.contract.ts';
import { freshUrl } from './test-database.ts';

administrationContract('PostgreSQL', async () => openPostgresStore(await freshUrl(), 3));
