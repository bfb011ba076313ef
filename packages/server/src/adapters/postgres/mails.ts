import type { MailStore, SealedMail, WaitingMail } from '../../ports/mail-store.ts';
import type { Database, Transaction } from './database.ts';
import { acrossAccounts } from './statement.ts';

/** Most mails that wait at a time (R53); commands at the same moment may pass it by as many as there are. */
const mostWaiting = 10_000;

const theQueue = 'the queue of mails is one for all accounts, sent in order by whoever is free';
const sql = {
  full: acrossAccounts<{ id: number }>('mail-full', theQueue, 'SELECT id FROM mail ORDER BY id LIMIT 1 OFFSET $1'),
  insert: acrossAccounts('mail-insert', theQueue, 'INSERT INTO mail (account, sealed, expires, silent, next) VALUES ($1, $2, $3, $4, $5)'),
  /** Passes over what another process is taking at this moment. */
  take: acrossAccounts<Omit<WaitingMail, 'silent'> & { silent: number; due: number }>(
    'mail-take',
    theQueue,
    `WITH due AS (SELECT id, next FROM mail WHERE next <= $1 ORDER BY next, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE mail m SET next = $2, tries = m.tries + 1 FROM due WHERE m.id = due.id
     RETURNING m.id, m.account, m.sealed, m.expires, m.silent, m.tries, due.next AS due`,
  ),
  remove: acrossAccounts('mail-remove', theQueue, 'DELETE FROM mail WHERE id = $1'),
  delay: acrossAccounts('mail-delay', theQueue, 'UPDATE mail SET next = $2 WHERE id = $1'),
  next: acrossAccounts<{ next: number | null }>('mail-next', theQueue, 'SELECT min(next) AS next FROM mail'),
} as const;

/** Queues a mail; part of a transaction. */
export async function queueMail(tx: Transaction, mail: SealedMail, now: number): Promise<'done' | 'queue-full'> {
  if ((await tx.row(sql.full, mostWaiting - 1)) !== undefined) return 'queue-full';
  tx.send(sql.insert, mail.account, mail.sealed, mail.expires, mail.silent ? 1 : 0, now);
  return 'done';
}

export function mails(database: Database): MailStore {
  return {
    queueMail: (mail, now) => database.write((tx) => queueMail(tx, mail, now)),
    async takeMails(now, leaseMs, limit) {
      const taken = await database.rows(sql.take, now, now + leaseMs, limit);
      const ordered = taken.toSorted((a, b) => a.due - b.due || a.id - b.id);
      return ordered.map(({ id, account, sealed, expires, silent, tries }) => ({
        id,
        account,
        sealed,
        expires,
        silent: silent === 1,
        tries,
      }));
    },
    removeMail: (id) => database.exec(sql.remove, id),
    delayMail: (id, at) => database.exec(sql.delay, id, at),
    nextMail: async () => (await database.row(sql.next))?.next ?? null,
  };
}
