import { openInThread } from '../src/adapters/sqlite/store.ts';
import { keepStoreContract } from './contracts/keep-store.contract.ts';

keepStoreContract('SQLite', async () => openInThread(':memory:'));
