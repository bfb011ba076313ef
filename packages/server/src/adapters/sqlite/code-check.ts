import { timingSafeEqual } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { CodeOwner, NewCode, Presented } from '../../ports/account-store.ts';
import { tallyCommands } from './tally-store.ts';

/** Most wrong tries of one code, and of one account in a day over every route that takes a code or password (R52). */
export const triesPerCode = 5;
export const budget = { max: 20, windowMs: 24 * 3_600_000 } as const;

export interface CodeRow {
  readonly digits_hash: string;
  readonly word_hash: string;
  readonly expires: number;
  readonly tries: number;
  readonly address: string;
  readonly address_key: string;
  readonly lang: string;
  readonly invitation: string | null;
  readonly grants_admin: number;
}
export type Checked =
  { readonly outcome: 'invalid' } | { readonly outcome: 'locked' } | { readonly outcome: 'right'; readonly row: CodeRow };

/** The one place where a code is judged; every command that takes one goes through it, inside its own transaction. */
export function codeChecks(db: Database.Database) {
  const tally = tallyCommands(db);
  const find = db.prepare<[number, string, string], CodeRow>('SELECT * FROM code WHERE account = ? AND subject = ? AND purpose = ?');
  const wrongTry = db.prepare<[number, string, string]>(
    'UPDATE code SET tries = tries + 1 WHERE account = ? AND subject = ? AND purpose = ?',
  );
  const spend = db.prepare<[number, string, string]>('DELETE FROM code WHERE account = ? AND subject = ? AND purpose = ?');
  const put = db.prepare<[number, string, string, string, string, number, string, string, string, string | null, number]>(
    `INSERT OR REPLACE INTO code
     (account, subject, purpose, digits_hash, word_hash, expires, address, address_key, lang, invitation, grants_admin)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return {
    /** Judges without spending: a right code stays until `spend`. A wrong one wears the code and the budget. */
    check(owner: CodeOwner, presented: Presented, now: number): Checked {
      const row = find.get(owner.account, owner.subject, owner.purpose);
      if (presented.kind === 'word') {
        return row !== undefined && row.expires > now && same(row.word_hash, presented.hash)
          ? { outcome: 'right', row }
          : { outcome: 'invalid' };
      }
      const counted = tally.count([{ subject: presented.budget, ...budget }], now);
      if (counted.outcome === 'over') return { outcome: 'locked' };
      if (row !== undefined && row.expires > now && row.tries < triesPerCode) {
        if (same(row.digits_hash, presented.hash)) {
          tally.uncount(presented.budget, counted.id);
          return { outcome: 'right', row };
        }
        wrongTry.run(owner.account, owner.subject, owner.purpose);
      }
      return { outcome: 'invalid' };
    },
    spend(owner: CodeOwner): void {
      spend.run(owner.account, owner.subject, owner.purpose);
    },
    /** A new mail replaces the code before it, and refills nothing but the five tries of the code itself (R51, R52). */
    put(code: NewCode): void {
      put.run(
        code.account,
        code.subject,
        code.purpose,
        code.digitsHash,
        code.wordHash,
        code.expires,
        code.address,
        code.addressKey,
        code.lang,
        code.invitation,
        code.grantsAdmin ? 1 : 0,
      );
    },
    find(owner: CodeOwner, now: number): CodeRow | null {
      const row = find.get(owner.account, owner.subject, owner.purpose);
      return row !== undefined && row.expires > now ? row : null;
    },
  };
}

/** Whether two hashes of equal form are equal, in constant time. */
function same(stored: string, presented: string): boolean {
  return stored.length === presented.length && timingSafeEqual(Buffer.from(stored), Buffer.from(presented));
}
