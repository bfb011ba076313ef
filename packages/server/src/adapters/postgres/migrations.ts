import type { Client } from 'pg';
import { NewerSchemaError } from '../sqlite/migrations.ts';
import type { DatabaseAddress } from './database-url.ts';
import { connectToPrimary, endClient } from './pool.ts';
import { migrations } from './schema.ts';

/** One step of the schema, run once and in order; a step that has been released is never changed (R76). */
export interface PostgresMigration {
  /** Unique for ever, e.g. `account-1`. */
  readonly name: string;
  readonly sql: string;
}

/** So that several processes that start at once bring the schema up to date one after the other. */
const lock = "hashtextextended('cairn schema ' || current_schema(), 0)";

/**
 * Brings the schema up to date, forward only. Each step is one transaction, so that a stop at any moment leaves a whole number of
 * steps, and the next start goes on. @throws NewerSchemaError when the database knows steps that this program does not; Error when
 * it cannot hold what Cairn keeps
 */
export async function migrate(address: DatabaseAddress, steps: readonly PostgresMigration[] = migrations): Promise<void> {
  const client = await connectToPrimary(address, true);
  try {
    await checkServer(client);
    await client.query(`SELECT pg_advisory_lock(${lock})`);
    await client.query('CREATE TABLE IF NOT EXISTS migration (name text COLLATE "C" PRIMARY KEY)');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migration');
    const done = new Set(rows.map((row) => row.name));
    const known = new Set(steps.map((step) => step.name));
    for (const name of done) if (!known.has(name)) throw new NewerSchemaError(name);
    for (const step of steps) if (!done.has(step.name)) await carryOut(client, step);
  } finally {
    // Ends the lock too.
    await endClient(client);
  }
}

async function carryOut(client: Client, step: PostgresMigration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(step.sql);
    await client.query('INSERT INTO migration (name) VALUES ($1)', [step.name]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string; version: number }>(
    "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int AS version",
  );
  const found = rows[0];
  if (found?.encoding !== 'UTF8') throw new Error('The database does not keep texts as UTF-8. Make it anew with ENCODING UTF8.');
  if (found.version < 140_000) throw new Error('Cairn needs PostgreSQL 14 or newer.');
}
