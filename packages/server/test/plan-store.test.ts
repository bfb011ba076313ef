import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openInThread, openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { planStoreContract } from './contracts/plan-store.contract.ts';

const root = mkdtempSync(join(tmpdir(), 'cairn-plans-'));
afterAll(() => rmSync(root, { recursive: true }));

planStoreContract('SQLite in this thread', async () => openInThread(':memory:'));
planStoreContract('SQLite in threads', () => openSqliteStore(join(mkdtempSync(join(root, 's-')), 'cairn.db')));
