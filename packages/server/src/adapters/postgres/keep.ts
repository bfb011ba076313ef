import type { ContentAmount, KeepStore, KeptContent } from '../../ports/keep-store.ts';
import type { Database } from './database.ts';
import { acrossAccounts } from './statement.ts';

const aJob = 'a job of the upkeep: every content of every account in turn';
const theServer = 'a fact of the whole server';
const sums = 'count(*) AS contents, coalesce(sum(stored), 0)::bigint AS bytes FROM content';
const sql = {
  due: acrossAccounts<ContentAmount>('keep-due', aJob, `SELECT ${sums} WHERE since < $1 AND refs = 0`),
  all: acrossAccounts<ContentAmount>('keep-all', aJob, `SELECT ${sums}`),
  kept: acrossAccounts<KeptContent>(
    'keep-contents',
    aJob,
    `SELECT account, encode(hash, 'hex') AS hash, encode(stored_hash, 'hex') AS "storedHash", stored, key,
       key IS NOT NULL OR coalesce(sha256(bytes) = stored_hash, false) AS whole
     FROM content WHERE (account, hash) > ($1, decode($2, 'hex')) AND refs > 0 ORDER BY account, hash LIMIT $3`,
  ),
  used: acrossAccounts<{ nth: number }>(
    'keep-used',
    aJob,
    `SELECT m.nth::int AS nth FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS m (account, hash, nth)
     JOIN content c ON c.account = m.account AND c.hash = decode(m.hash, 'hex') AND c.refs > 0`,
  ),
  note: acrossAccounts(
    'keep-note',
    theServer,
    'INSERT INTO server_word (name, word) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET word = excluded.word',
  ),
  noted: acrossAccounts<{ word: string }>('keep-noted', theServer, 'SELECT word FROM server_word WHERE name = $1'),
} as const;
const none: ContentAmount = { contents: 0, bytes: 0 };

export function keepStore(database: Database): KeepStore {
  return {
    dueForCollection: async (now, graceMs) => (await database.row(sql.due, now - graceMs)) ?? none,
    allContents: async () => (await database.row(sql.all)) ?? none,
    keptContents: (after, limit) => database.rows(sql.kept, after?.account ?? -1, after?.hash ?? '', limit),
    async stillKept(marks) {
      const found = await database.rows(
        sql.used,
        marks.map((mark) => mark.account),
        marks.map((mark) => mark.hash),
      );
      const used = new Set(found.map(({ nth }) => nth - 1));
      return marks.filter((_, index) => used.has(index));
    },
    note: (name, text) => database.exec(sql.note, name, text),
    noted: async (name) => (await database.row(sql.noted, name))?.word ?? null,
  };
}
