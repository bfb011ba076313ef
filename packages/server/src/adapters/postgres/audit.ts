import type { AuditRow, AuditStore } from '../../ports/audit-store.ts';
import { newestOf } from '../sqlite/audit-store.ts';
import type { Database } from './database.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

const columns = 'account, n, about, at, kind, actor, source, subject, outcome, facts, seal';
/** Rows after a place, newest first: $2 to $4 are the place, $5 the kind or null, $6 how many. */
const page = (at: number): string =>
  `(at, account, n) < ($${at}::bigint, $${at + 1}::bigint, $${at + 2}::bigint) AND ($${at + 3}::text IS NULL OR kind = $${at + 3})
   ORDER BY at DESC, account DESC, n DESC LIMIT $${at + 4}`;
const anAdministrator = 'an administrator or somebody who asks what happened around an account: other people’s rows speak of it';
const sql = {
  number: ofAccount<{ n: number }>(
    'audit-number',
    `INSERT INTO audit_number AS t (account, n) VALUES ($1, $2 + coalesce((SELECT max(n) FROM audit WHERE account = $1), 0))
     ON CONFLICT (account) DO UPDATE SET n = t.n + $2 RETURNING n`,
  ),
  insert: ofAccount('audit-insert', `INSERT INTO audit (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`),
  all: acrossAccounts<AuditRow>('audit-all', anAdministrator, `SELECT ${columns} FROM audit WHERE ${page(1)}`),
  own: ofAccount<AuditRow>('audit-own', `SELECT ${columns} FROM audit WHERE account = $1 AND ${page(2)}`),
  about: acrossAccounts<AuditRow>('audit-about', anAdministrator, `SELECT ${columns} FROM audit WHERE about = $1 AND ${page(2)}`),
  bySubject: acrossAccounts<AuditRow>(
    'audit-by-subject',
    anAdministrator,
    `SELECT ${columns} FROM audit WHERE subject = $1 AND ${page(2)}`,
  ),
  prune: acrossAccounts(
    'audit-prune',
    'a job: what is old, whoever it was',
    'DELETE FROM audit WHERE (account, n) IN (SELECT account, n FROM audit WHERE at < $1 ORDER BY at, account, n LIMIT $2)',
  ),
} as const;

/** The audit log: rows are added and removed, never changed (R79). */
export function audit(database: Database): AuditStore {
  return {
    appendAudit: (entries) =>
      database.write(async (tx) => {
        // In the order of accounts, so that two commands never wait for each other.
        const byAccount = [...Map.groupBy(entries, (entry) => entry.account)].sort(([a], [b]) => a - b);
        for (const [account, own] of byAccount) {
          const last = (await tx.row(sql.number, account, own.length))?.n ?? own.length;
          for (const [index, entry] of own.entries()) {
            const { about, at, kind, actor, source, subject, outcome, facts, seal } = entry;
            const n = last - own.length + 1 + index;
            tx.send(sql.insert, account, n, about, at, kind, actor, source, subject, outcome, facts, seal);
          }
        }
      }),
    async audit({ of, kind, before, limit }) {
      const { at, account, n } = before ?? { at: Number.MAX_SAFE_INTEGER, account: 0, n: 0 };
      const place = [at, account, n, kind, limit] as const;
      if (of === null) return database.rows(sql.all, ...place);
      const { account: whose, subject } = of;
      const found = await Promise.all([
        database.rows(sql.own, whose, ...place),
        database.rows(sql.about, whose, ...place),
        subject === null ? [] : database.rows(sql.bySubject, subject, ...place),
      ]);
      return newestOf(found.flat(), limit);
    },
    pruneAudit: (before, limit) => database.run(sql.prune, before, limit),
  };
}
