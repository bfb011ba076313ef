import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { readDatabaseUrl } from './database-url.ts';
import { connectToPrimary, endClient } from './pool.ts';

/** A lock that servers share, and that a command has alone. It goes with its connection, however that ends. */
const lock = "hashtextextended('cairn servers ' || current_schema(), 0)";

/** Says, for as long as the connection lasts, that a server runs on the database. @returns false while a command has it for itself */
export async function stayAsServer(client: Client): Promise<boolean> {
  return has(client, `SELECT pg_try_advisory_lock_shared(${lock}) AS held`);
}

/**
 * Takes a database for a command alone: no server runs on it, and none starts (R19). A server that is cut off from the database at this
 * moment is not seen. @returns null while a server runs on it
 */
export async function takeAlone(url: string): Promise<{ release(): Promise<void> } | null> {
  const client = await connectToPrimary(
    readDatabaseUrl(url, (path) => readFileSync(path, 'utf8')),
    true,
  );
  try {
    if (await has(client, `SELECT pg_try_advisory_lock(${lock}) AS held`)) return { release: () => endClient(client) };
  } catch (error) {
    await endClient(client);
    throw error;
  }
  await endClient(client);
  return null;
}

async function has(client: Client, question: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(question);
  return rows[0]?.held === true;
}
