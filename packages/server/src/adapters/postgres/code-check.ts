import { timingSafeEqual } from 'node:crypto';
import type { CodeOwner, NewCode, Presented } from '../../ports/account-store.ts';
import type { ConfirmCode } from '../../ports/confirm-code.ts';
import type { CodeRow } from '../sqlite/code-check.ts';
import { budget, triesPerCode } from '../sqlite/code-check.ts';
import type { Database, Queries, Transaction } from './database.ts';
import { ofAccount } from './statement.ts';
import { count, sendUncount } from './tallies.ts';

export type Checked =
  { readonly outcome: 'invalid' } | { readonly outcome: 'locked' } | { readonly outcome: 'right'; readonly row: CodeRow };

const sql = {
  find: ofAccount<CodeRow>('code-find', 'SELECT * FROM code WHERE account = $1 AND subject = $2 AND purpose = $3'),
  /** Whoever has the row judges the code alone: it is spent once. */
  lock: ofAccount<CodeRow>('code-lock', 'SELECT * FROM code WHERE account = $1 AND subject = $2 AND purpose = $3 FOR UPDATE'),
  wrongTry: ofAccount('code-wrong-try', 'UPDATE code SET tries = tries + 1 WHERE account = $1 AND subject = $2 AND purpose = $3'),
  spend: ofAccount('code-spend', 'DELETE FROM code WHERE account = $1 AND subject = $2 AND purpose = $3'),
  put: ofAccount(
    'code-put',
    `INSERT INTO code (account, subject, purpose, digits_hash, word_hash, expires, address, address_key, lang, invitation, grants_admin)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (account, subject, purpose) DO UPDATE SET digits_hash = excluded.digits_hash, word_hash = excluded.word_hash,
       expires = excluded.expires, tries = 0, address = excluded.address, address_key = excluded.address_key, lang = excluded.lang,
       invitation = excluded.invitation, grants_admin = excluded.grants_admin`,
  ),
} as const;

/** The one place where a code is judged; every command that takes one goes through it, inside its own transaction. */
export const codes = {
  /** Judges without spending: a right code stays until `spend`. A wrong one wears the code and the budget. */
  async check(tx: Transaction, owner: CodeOwner, presented: Presented, now: number): Promise<Checked> {
    const key = [owner.account, owner.subject, owner.purpose] as const;
    if (presented.kind === 'word') {
      const row = await tx.row(sql.lock, ...key);
      return row !== undefined && row.expires > now && same(row.word_hash, presented.hash)
        ? { outcome: 'right', row }
        : { outcome: 'invalid' };
    }
    const counted = await count(tx, [{ subject: presented.budget, ...budget }], now);
    if (counted.outcome === 'over') return { outcome: 'locked' };
    const row = await tx.row(sql.lock, ...key);
    if (row !== undefined && row.expires > now && row.tries < triesPerCode) {
      if (same(row.digits_hash, presented.hash)) {
        sendUncount(tx, presented.budget, counted.id);
        return { outcome: 'right', row };
      }
      tx.send(sql.wrongTry, ...key);
    }
    return { outcome: 'invalid' };
  },
  spend(tx: Transaction, owner: CodeOwner): void {
    tx.send(sql.spend, owner.account, owner.subject, owner.purpose);
  },
  /** A new mail replaces the code before it, and refills nothing but the five tries of the code itself (R51, R52). */
  put(tx: Transaction, code: NewCode): void {
    const { account, subject, purpose, digitsHash, wordHash, expires, address, addressKey, lang, invitation, grantsAdmin } = code;
    tx.send(sql.put, account, subject, purpose, digitsHash, wordHash, expires, address, addressKey, lang, invitation, grantsAdmin ? 1 : 0);
  },
  async find(queries: Queries, owner: CodeOwner, now: number): Promise<CodeRow | null> {
    const row = await queries.row(sql.find, owner.account, owner.subject, owner.purpose);
    return row !== undefined && row.expires > now ? row : null;
  },
};

/** Whether two hashes of equal form are equal, in constant time. */
function same(stored: string, presented: string): boolean {
  return stored.length === presented.length && timingSafeEqual(Buffer.from(stored), Buffer.from(presented));
}

/** OsmAnd's apps ask whether a code is right before they use it. */
export function confirmCode(database: Database): ConfirmCode {
  return {
    confirmCode: (owner, presented, now) =>
      database.write(async (tx) => {
        const checked = await codes.check(tx, owner, presented, now);
        return checked.outcome === 'right' ? { outcome: 'done' } : checked;
      }),
  };
}
