import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import { Cluster } from './cluster.ts';

/** Called before the PostgreSQL goes. */
export const closing: (() => Promise<void>)[] = [];

let starting: Promise<Cluster> | null = null;

/** The PostgreSQL of this test file: started when it is first asked for, gone when the file is done. */
export function testCluster(): Promise<Cluster> {
  starting ??= Cluster.start();
  return starting;
}
afterAll(async () => {
  for (const close of closing.splice(0)) await close();
  if (starting !== null) await (await starting).remove();
  starting = null;
});

/** The address of an empty place of its own in that PostgreSQL. */
export async function freshUrl(): Promise<string> {
  return (await freshPlace()).url;
}
/** The same, with the folder of its socket and the name of its schema. */
export async function freshPlace(): Promise<{ readonly url: string; readonly folder: string; readonly schema: string }> {
  const cluster = await testCluster();
  const schema = `t_${randomBytes(6).toString('hex')}`;
  const client = new Client({ host: cluster.folder, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}`);
  await client.end();
  return { url: cluster.url('postgres', schema), folder: cluster.folder, schema };
}
