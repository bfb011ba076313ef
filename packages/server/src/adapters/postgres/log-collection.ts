import type { LogStore } from '../../ports/log-store.ts';
import type { Database } from './database.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

type Collection = Pick<LogStore, 'collect' | 'dropLog' | 'raiseDataEpoch' | 'knownKeys' | 'keysOf' | 'logAccounts'>;
interface Dropped {
  readonly key: string | null;
}

const sql = {
  // Looked up and removed at one moment: what is referenced again by now is not found, and what somebody is about to refer to is
  // locked and passed over (R06).
  collect: acrossAccounts<Dropped>(
    'collect-contents',
    'a job: what nothing refers to, in any account',
    `DELETE FROM content c USING (
       SELECT account, hash FROM content WHERE since < $1 AND refs = 0 ORDER BY since, hash LIMIT $2 FOR UPDATE SKIP LOCKED
     ) f WHERE c.account = f.account AND c.hash = f.hash AND c.refs = 0 RETURNING c.key`,
  ),
  setBack: acrossAccounts(
    'collect-set-back',
    'a job: what was released under a clock that ran ahead',
    'UPDATE content SET since = $1 WHERE since > $1',
  ),
  dropVersions: ofAccount(
    'drop-versions',
    `DELETE FROM version WHERE account = $1 AND seq <= (
       SELECT max(seq) FROM (SELECT seq FROM version WHERE account = $1 ORDER BY seq LIMIT $2) first)`,
  ),
  dropContents: ofAccount<Dropped>(
    'drop-contents',
    `DELETE FROM content WHERE account = $1 AND hash IN (SELECT hash FROM content WHERE account = $1 ORDER BY hash LIMIT $2) RETURNING key`,
  ),
  anyContent: ofAccount('drop-any-content', 'SELECT FROM content WHERE account = $1 LIMIT 1'),
  lock: ofAccount('drop-lock', 'SELECT FROM log WHERE account = $1 FOR UPDATE'),
  dropTypes: ofAccount('drop-types', 'DELETE FROM log_type WHERE account = $1'),
  dropMaps: ofAccount('drop-maps', 'DELETE FROM map_record WHERE account = $1'),
  dropPhones: ofAccount('drop-phones', 'DELETE FROM phone WHERE account = $1'),
  dropState: ofAccount('drop-state', 'DELETE FROM log WHERE account = $1'),
  raise: acrossAccounts<{ value: number }>(
    'raise-data-epoch',
    'an act of the operator: the epoch is one for all accounts',
    `INSERT INTO server_number AS n (name, value) VALUES ('data-epoch', $1)
     ON CONFLICT (name) DO UPDATE SET value = greatest(n.value + 1, excluded.value) RETURNING value`,
  ),
  known: acrossAccounts<{ key: string }>(
    'collect-known-keys',
    'a job: files that no row knows; a file does not say whose it is',
    'SELECT key FROM content WHERE key = ANY ($1::text[])',
  ),
  keys: ofAccount<{ key: string }>('log-keys', 'SELECT key FROM content WHERE account = $1 AND key IS NOT NULL'),
  accounts: acrossAccounts<{ account: number }>(
    'log-accounts',
    'an act of the operator: all accounts, in pages',
    'SELECT account FROM log WHERE account > $1 ORDER BY account LIMIT $2',
  ),
} as const;

/** Commands that remove contents: the rows go first, what lies under a key of `Blobs` goes after the commit (R06). */
export function logCollection(database: Database): Collection {
  return {
    collect: (now, graceMs, limit) =>
      database.write(async (tx) => {
        tx.send(sql.setBack, now);
        const found = await tx.rows(sql.collect, now - graceMs, limit);
        return { removed: found.length, keys: keysOf(found) };
      }),
    dropLog: (account, limit) =>
      database.write(async (tx) => {
        await tx.row(sql.lock, account);
        if ((await tx.run(sql.dropVersions, account, limit)) > 0) return { more: true, keys: [] };
        const keys = keysOf(await tx.rows(sql.dropContents, account, limit));
        const more = (await tx.row(sql.anyContent, account)) !== undefined;
        if (!more) for (const drop of [sql.dropTypes, sql.dropMaps, sql.dropPhones, sql.dropState]) tx.send(drop, account);
        return { more, keys };
      }),
    raiseDataEpoch: async (now) => (await database.row(sql.raise, now))?.value ?? 0,
    async knownKeys(keys) {
      const found = new Set((await database.rows(sql.known, keys)).map(({ key }) => key));
      return keys.filter((key) => found.has(key));
    },
    keysOf: async (account) => (await database.rows(sql.keys, account)).map(({ key }) => key),
    logAccounts: async (after, limit) => (await database.rows(sql.accounts, after, limit)).map(({ account }) => account),
  };
}

function keysOf(dropped: readonly Dropped[]): string[] {
  return dropped.map(({ key }) => key).filter((key) => key !== null);
}
