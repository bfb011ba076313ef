import type { TallyStore } from '../../ports/tally-store.ts';
import type { Counted, Allowed } from '../../ports/tally-store.ts';
import type { Database, Transaction } from './database.ts';
import { acrossAccounts } from './statement.ts';

/** Longest window that a rule may have; older events are dropped. */
const longestWindowMs = 24 * 3_600_000;

const bySubject = 'by its subject: an address, a source or the budget of an account; counted where nobody is signed in yet';
const aJob = 'a job: what is over, whoever it was';
const sql = {
  /** Whoever has the rows of the subjects counts alone, in every process. */
  lock: acrossAccounts(
    'tally-lock',
    bySubject,
    `INSERT INTO tally_subject AS t (subject, seen) SELECT k, $2 FROM unnest($1::text[]) AS k ORDER BY k
     ON CONFLICT (subject) DO UPDATE SET seen = greatest(t.seen, excluded.seen)`,
  ),
  // What was counted under a clock that ran far ahead does not count: else it would shut people out until that time comes.
  oldest: acrossAccounts<{ nth: number; at: number | null }>(
    'tally-oldest',
    bySubject,
    `SELECT r.nth, (SELECT t.at FROM tally t WHERE t.subject = r.subject AND t.at > r.since AND t.at <= $4
                    ORDER BY t.at DESC, t.id DESC LIMIT 1 OFFSET r.most - 1) AS at
     FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (subject, since, most, nth) ORDER BY r.nth`,
  ),
  nextId: acrossAccounts<{ id: number }>(
    'tally-next-id',
    bySubject,
    `SELECT coalesce(max(last.id), 0) + 1 AS id FROM unnest($1::text[]) AS k
     CROSS JOIN LATERAL (SELECT max(t.id) AS id FROM tally t WHERE t.subject = k AND t.at >= $2) last`,
  ),
  insert: acrossAccounts('tally-insert', bySubject, 'INSERT INTO tally (subject, at, id) SELECT k, $2, $3 FROM unnest($1::text[]) AS k'),
  remove: acrossAccounts('tally-remove', bySubject, 'DELETE FROM tally WHERE subject = $1 AND id = $2'),
  prune: acrossAccounts('tally-prune', aJob, 'DELETE FROM tally WHERE at <= $1 OR at > $2'),
  pruneSubjects: acrossAccounts('tally-prune-subjects', aJob, 'DELETE FROM tally_subject WHERE seen <= $1'),
  pruneCodes: acrossAccounts('code-prune', aJob, 'DELETE FROM code WHERE expires <= $1'),
  pruneSessions: acrossAccounts('session-prune', aJob, 'DELETE FROM session WHERE idle_end <= $1'),
  pruneInvitations: acrossAccounts('invitation-prune', aJob, 'DELETE FROM invitation WHERE expires <= $1'),
} as const;

/** Counts one event against all of `rules`, or against none; part of a transaction. */
export async function count(tx: Transaction, rules: readonly Allowed[], now: number): Promise<Counted> {
  const subjects = [...new Set(rules.map((rule) => rule.subject))];
  tx.send(sql.lock, subjects, now);
  const [oldest, next] = await Promise.all([
    tx.rows(
      sql.oldest,
      rules.map((rule) => rule.subject),
      rules.map((rule) => now - rule.windowMs),
      rules.map((rule) => rule.max),
      now + longestWindowMs,
    ),
    tx.row(sql.nextId, subjects, now - longestWindowMs),
  ]);
  for (const { nth, at } of oldest) {
    const rule = rules[nth - 1];
    if (at !== null && rule !== undefined) return { outcome: 'over', waitMs: Math.max(1, at + rule.windowMs - now) };
  }
  // One number for all subjects; unique within each, because it is above the highest of the window.
  const id = next?.id ?? 1;
  tx.send(sql.insert, subjects, now, id);
  return { outcome: 'counted', id };
}
export function sendUncount(tx: Transaction, subject: string, id: number): void {
  tx.send(sql.remove, subject, id);
}

/** Limits and budgets that hold across processes. */
export function tallies(database: Database): TallyStore {
  return {
    count: (rules, now) => database.write((tx) => count(tx, rules, now)),
    uncount: (subject, id) => database.exec(sql.remove, subject, id),
    async pruneAccounts(now) {
      await database.run(sql.prune, now - longestWindowMs, now + longestWindowMs);
      await database.run(sql.pruneSubjects, now - longestWindowMs);
      for (const prune of [sql.pruneCodes, sql.pruneSessions, sql.pruneInvitations]) await database.run(prune, now);
    },
  };
}
