import type Database from 'better-sqlite3';
import type { AuditRow, AuditStore } from '../../ports/audit-store.ts';
import type { Synchronous } from './engine.ts';
import type { StoreModule } from './module.ts';

/** `audit`: what happened, one row each, for good: the trigger refuses every change of a row, whoever asks for it (R79). */
const auditSchema = `
CREATE TABLE audit (
  account INTEGER NOT NULL,
  n INTEGER NOT NULL,
  about INTEGER,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT,
  outcome TEXT NOT NULL,
  facts TEXT NOT NULL,
  seal TEXT NOT NULL,
  PRIMARY KEY (account, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_time ON audit (at, account, n);
CREATE INDEX audit_of ON audit (account, at, n);
CREATE INDEX audit_by_kind ON audit (kind, at, account, n);
CREATE INDEX audit_about ON audit (about, at, account, n) WHERE about IS NOT NULL;
CREATE INDEX audit_by_subject ON audit (subject, at, account, n) WHERE subject IS NOT NULL;
CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
`;

/** The part of the database that carries out `AuditStore`. */
export const auditModule: StoreModule<AuditStore> = {
  schema: [{ name: 'audit-1', sql: auditSchema }],
  commands: auditCommands,
  reads: ['audit'],
};

const columns = 'account, n, about, at, kind, actor, source, subject, outcome, facts, seal';
/** Rows after a place, newest first; each of the filters below has an index that ends in this order. */
const page = '(at, account, n) < (:at, :from, :n) AND (:kind IS NULL OR kind = :kind) ORDER BY at DESC, account DESC, n DESC LIMIT :limit';
interface Page {
  readonly at: number;
  readonly from: number;
  readonly n: number;
  readonly kind: string | null;
  readonly limit: number;
}

function auditCommands(db: Database.Database): Synchronous<AuditStore> {
  const insert = db.prepare<Record<string, string | number | null>>(
    `INSERT INTO audit (${columns}) VALUES
     (:account, (SELECT coalesce(max(n), 0) + 1 FROM audit WHERE account = :account), :about, :at, :kind, :actor, :source, :subject, :outcome, :facts, :seal)`,
  );
  const all = db.prepare<Page, AuditRow>(`SELECT ${columns} FROM audit WHERE ${page}`);
  const ofKind = db.prepare<Page, AuditRow>(`SELECT ${columns} FROM audit INDEXED BY audit_by_kind WHERE kind = :kind AND ${page}`);
  const [own, about, bySubject] = ['account', 'about', 'subject'].map((column) =>
    db.prepare<Page & { which: string | number }, AuditRow>(`SELECT ${columns} FROM audit WHERE ${column} = :which AND ${page}`),
  );
  const prune = db.prepare<[number, number]>(
    'DELETE FROM audit WHERE (account, n) IN (SELECT account, n FROM audit WHERE at < ? ORDER BY at, account, n LIMIT ?)',
  );

  return {
    appendAudit(entries) {
      for (const entry of entries) insert.run({ ...entry });
    },
    audit({ of, kind, before, limit }) {
      const { at, account: from, n } = before ?? { at: Number.MAX_SAFE_INTEGER, account: 0, n: 0 };
      const asked = { at, from, n, kind, limit };
      if (of === null) return kind === null ? all.all(asked) : ofKind.all(asked);
      const rows = [own?.all({ ...asked, which: of.account }), about?.all({ ...asked, which: of.account })];
      if (of.subject !== null) rows.push(bySubject?.all({ ...asked, which: of.subject }));
      return newestOf(
        rows.flatMap((some) => some ?? []),
        limit,
      );
    },
    pruneAudit: (before, limit) => prune.run(before, limit).changes,
  };
}

/** The first of several pages in one order, each row once. */
export function newestOf(rows: readonly AuditRow[], limit: number): AuditRow[] {
  const once = new Map(rows.map((row) => [`${row.account} ${row.n}`, row]));
  return [...once.values()].sort((a, b) => b.at - a.at || b.account - a.account || b.n - a.n).slice(0, limit);
}
