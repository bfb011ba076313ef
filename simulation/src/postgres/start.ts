import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { SetUp } from '../host-database.ts';
import { PostgresThread } from './postgres-database.ts';

/** The program that starts what tests have around their servers. */
const program = resolve(import.meta.dirname, '../../../e2e/test/surroundings.ts');

/** A PostgreSQL of one's own to live histories on, one at a time; gone with this process at the latest. */
export interface OnPostgres extends SetUp {
  stop(): Promise<void>;
}

/** @throws Error when this machine has none, or it does not start */
export async function onPostgres(): Promise<OnPostgres> {
  const child = spawn(process.execPath, ['--conditions=cairn-source', program, 'postgres', 'volatile'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [said] = await Promise.race([line, ended.then(() => Promise.reject(new Error('PostgreSQL does not start')))]);
  const { url } = JSON.parse(said) as { readonly url: string };
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  try {
    const thread = await PostgresThread.start(url);
    return {
      name: 'postgres',
      open: () => thread.open('empty'),
      async stop() {
        await thread.end();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
