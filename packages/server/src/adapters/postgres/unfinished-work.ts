import type { Client } from 'pg';
import type { WorkMark } from '../../ports/table-copy.ts';

/** What was begun to fill the database and has not come to its end; null: it is whole. */
export async function unfinishedWork(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ work: string }>('SELECT work FROM unfinished_work');
  return rows[0]?.work ?? null;
}

/** The mark in the database itself: whoever reaches it from anywhere sees that it is not whole. */
export function databaseMark(client: Client): WorkMark {
  return {
    work: () => unfinishedWork(client),
    async begin(work) {
      await client.query('INSERT INTO unfinished_work (work) VALUES ($1) ON CONFLICT DO NOTHING', [work]);
    },
    async end() {
      await client.query('DELETE FROM unfinished_work');
    },
  };
}
