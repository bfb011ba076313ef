import type { Database } from './database.ts';
import { acrossAccounts } from './statement.ts';

const theServer = 'a fact of the whole server';
const sql = {
  put: acrossAccounts(
    'server-put-mark',
    theServer,
    "INSERT INTO server_word (name, word) VALUES ('secret', $1) ON CONFLICT (name) DO NOTHING",
  ),
  get: acrossAccounts<{ word: string }>('server-mark', theServer, "SELECT word FROM server_word WHERE name = 'secret'"),
} as const;

/** The mark that the first server left in the database, which is `mark` where this is the first. */
export async function serverMark(database: Database, mark: string): Promise<string> {
  const known = await database.row(sql.get);
  if (known !== undefined) return known.word;
  await database.run(sql.put, mark);
  return (await database.row(sql.get))?.word ?? mark;
}
