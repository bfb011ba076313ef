import type Database from 'better-sqlite3';
import type { LogStore } from '../../ports/log-store.ts';
import type { Synchronous } from './engine.ts';

type Collection = Pick<LogStore, 'collect' | 'dropLog' | 'raiseDataEpoch' | 'knownKeys' | 'keysOf' | 'logAccounts'>;
interface Found {
  readonly account: number;
  readonly hash: Buffer;
  readonly content: number;
  readonly key: string | null;
}

/** Commands that remove contents: the rows go first, what lies under a key of `Blobs` goes after the commit (R06). */
export function logCollection(db: Database.Database): Synchronous<Collection> {
  const unreferenced = db.prepare<[number, number], Found>(
    `SELECT blob.account, blob.hash, blob.content, content.key FROM blob JOIN content ON content.content = blob.content
     WHERE blob.since < ? AND blob.refs = 0 ORDER BY blob.since LIMIT ?`,
  );
  const setBack = db.prepare<[number, number]>('UPDATE blob SET since = ? WHERE since > ?');
  const ofAccount = db.prepare<[number, number], Found>(
    `SELECT blob.account, blob.hash, blob.content, content.key FROM blob JOIN content ON content.content = blob.content
     WHERE blob.account = ? LIMIT ?`,
  );
  const dropBlob = db.prepare<[number, Buffer]>('DELETE FROM blob WHERE account = ? AND hash = ?');
  const dropContent = db.prepare<[number, number]>('DELETE FROM content WHERE account = ? AND content = ?');
  const lastOfPart = db.prepare<[number, number], number | null>(
    'SELECT max(seq) FROM (SELECT seq FROM version WHERE account = ? ORDER BY seq LIMIT ?)',
  );
  const dropVersions = db.prepare<[number, number]>('DELETE FROM version WHERE account = ? AND seq <= ?');
  const dropRecords = ['map_record', 'phone'].map((table) => db.prepare<[number]>(`DELETE FROM ${table} WHERE account = ?`));
  const dropTypes = db.prepare<[number]>('DELETE FROM log_type WHERE account = ?');
  const dropState = db.prepare<[number]>('DELETE FROM log WHERE account = ?');
  const raise = db.prepare<[number], number>(
    `INSERT INTO server_number (name, value) VALUES ('data-epoch', ?) ON CONFLICT (name) DO UPDATE SET value = max(value + 1, excluded.value) RETURNING value`,
  );
  const known = db.prepare<[string], string>('SELECT key FROM content WHERE key = ?').pluck();
  const keys = db
    .prepare<[number], string>(
      `SELECT content.key FROM blob JOIN content ON content.content = blob.content WHERE blob.account = ? AND content.key IS NOT NULL`,
    )
    .pluck();
  const accounts = db.prepare<[number, number], number>('SELECT account FROM log WHERE account > ? ORDER BY account LIMIT ?').pluck();

  function remove(found: readonly Found[]): string[] {
    for (const one of found) {
      dropBlob.run(one.account, one.hash);
      dropContent.run(one.account, one.content);
    }
    return found.map((one) => one.key).filter((key) => key !== null);
  }

  return {
    collect(now, graceMs, limit) {
      setBack.run(now, now);
      // Looked up and removed in one transaction: what is referenced again by now is not found.
      const found = unreferenced.all(now - graceMs, limit);
      return { removed: found.length, keys: remove(found) };
    },
    dropLog(account, limit) {
      const last = lastOfPart.pluck().get(account, limit) ?? null;
      if (last !== null) {
        dropVersions.run(account, last);
        return { more: true, keys: [] };
      }
      const keys = remove(ofAccount.all(account, limit));
      const more = ofAccount.get(account, 1) !== undefined;
      if (!more) {
        dropTypes.run(account);
        for (const drop of dropRecords) drop.run(account);
        dropState.run(account);
      }
      return { more, keys };
    },
    raiseDataEpoch: (now) => raise.pluck().get(now) ?? 0,
    knownKeys: (keys) => keys.filter((key) => known.get(key) !== undefined),
    keysOf: (account) => keys.all(account),
    logAccounts: (after, limit) => accounts.all(after, limit),
  };
}
