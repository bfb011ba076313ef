import { hash as hashOf } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { ContentAmount, KeepStore } from '../../ports/keep-store.ts';
import type { Synchronous } from './engine.ts';
import type { StoreModule } from './module.ts';

interface KeptRow {
  readonly account: number;
  readonly hash: string;
  readonly storedHash: string;
  readonly stored: number;
  readonly key: string | null;
  readonly bytes: Buffer | null;
}

/** The part of the database that carries out `KeepStore`; it has no tables of its own. */
export const keepModule: StoreModule<KeepStore> = {
  schema: [],
  commands: keepCommands,
  reads: ['dueForCollection', 'allContents', 'keptContents', 'stillKept', 'noted'],
};

function keepCommands(db: Database.Database): Synchronous<KeepStore> {
  const sums = 'count(*) AS contents, coalesce(sum(stored), 0) AS bytes FROM blob';
  const due = db.prepare<[number], ContentAmount>(`SELECT ${sums} WHERE since < ? AND refs = 0`);
  const all = db.prepare<[], ContentAmount>(`SELECT ${sums}`);
  const kept = db.prepare<[number, Buffer, number], KeptRow>(
    `SELECT blob.account, lower(hex(blob.hash)) AS hash, lower(hex(content.stored_hash)) AS storedHash, blob.stored, content.key, content.bytes
     FROM blob JOIN content ON content.content = blob.content
     WHERE (blob.account, blob.hash) > (?, ?) AND blob.refs > 0 ORDER BY blob.account, blob.hash LIMIT ?`,
  );
  const used = db.prepare<[number, Buffer], number>('SELECT 1 FROM blob WHERE account = ? AND hash = ? AND refs > 0').pluck();
  const put = db.prepare<[string, string]>('INSERT OR REPLACE INTO server_word (name, word) VALUES (?, ?)');
  const word = db.prepare<[string], string>('SELECT word FROM server_word WHERE name = ?').pluck();
  const none: ContentAmount = { contents: 0, bytes: 0 };

  return {
    dueForCollection: (now, graceMs) => due.get(now - graceMs) ?? none,
    allContents: () => all.get() ?? none,
    keptContents: (after, limit) =>
      kept.all(after?.account ?? -1, Buffer.from(after?.hash ?? '', 'hex'), limit).map(({ bytes, ...row }) => ({
        ...row,
        whole: row.key !== null || (bytes !== null && hashOf('sha256', bytes) === row.storedHash),
      })),
    stillKept: (marks) => marks.filter(({ account, hash }) => used.get(account, Buffer.from(hash, 'hex')) !== undefined),
    note(name, text) {
      put.run(name, text);
    },
    noted: (name) => word.get(name) ?? null,
  };
}
