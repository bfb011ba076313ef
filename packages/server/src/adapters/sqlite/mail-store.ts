import type Database from 'better-sqlite3';
import type { MailStore, WaitingMail } from '../../ports/mail-store.ts';
import type { Synchronous } from './engine.ts';

/** Most mails that wait at a time (R53). */
const mostWaiting = 10_000;

export function mailCommands(db: Database.Database): Synchronous<MailStore> {
  const full = db.prepare<[number], { id: number }>('SELECT id FROM mail ORDER BY id LIMIT 1 OFFSET ?');
  const insert = db.prepare<[number, string, number, number, number]>(
    'INSERT INTO mail (account, sealed, expires, silent, next) VALUES (?, ?, ?, ?, ?)',
  );
  const due = db.prepare<[number, number], Omit<WaitingMail, 'silent'> & { silent: number }>(
    'SELECT id, account, sealed, expires, silent, tries FROM mail WHERE next <= ? ORDER BY next, id LIMIT ?',
  );
  const lease = db.prepare<[number, number]>('UPDATE mail SET next = ?, tries = tries + 1 WHERE id = ?');
  const remove = db.prepare<[number]>('DELETE FROM mail WHERE id = ?');
  const delay = db.prepare<[number, number]>('UPDATE mail SET next = ? WHERE id = ?');
  const next = db.prepare<[], { next: number | null }>('SELECT min(next) AS next FROM mail');

  return {
    queueMail(mail, now) {
      if (full.get(mostWaiting - 1) !== undefined) return 'queue-full';
      insert.run(mail.account, mail.sealed, mail.expires, mail.silent ? 1 : 0, now);
      return 'done';
    },
    takeMails(now, leaseMs, limit) {
      return due.all(now, limit).map((row) => {
        lease.run(now + leaseMs, row.id);
        return { ...row, silent: row.silent === 1, tries: row.tries + 1 };
      });
    },
    removeMail(id) {
      remove.run(id);
    },
    delayMail(id, at) {
      delay.run(at, id);
    },
    nextMail() {
      return next.get()?.next ?? null;
    },
  };
}
