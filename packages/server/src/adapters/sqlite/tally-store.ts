import type Database from 'better-sqlite3';
import type { TallyStore } from '../../ports/tally-store.ts';
import type { Synchronous } from './engine.ts';

/** Longest window that a rule may have; older events are dropped. */
const longestWindowMs = 24 * 3_600_000;

export function tallyCommands(db: Database.Database): Synchronous<TallyStore> {
  // What was counted under a clock that ran far ahead does not count: else it would shut people out until that time comes.
  const kth = db.prepare<[string, number, number, number], { at: number }>(
    'SELECT at FROM tally WHERE subject = ? AND at > ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?',
  );
  const nextId = db.prepare<[string, number], { id: number }>(
    'SELECT coalesce(max(id), 0) + 1 AS id FROM tally WHERE subject = ? AND at >= ?',
  );
  const insert = db.prepare<[string, number, number]>('INSERT INTO tally (subject, at, id) VALUES (?, ?, ?)');
  const remove = db.prepare<[string, number]>('DELETE FROM tally WHERE subject = ? AND id = ?');
  const pruneTallies = db.prepare<[number, number]>('DELETE FROM tally WHERE at <= ? OR at > ?');
  const pruneCodes = db.prepare<[number]>('DELETE FROM code WHERE expires <= ?');
  const pruneSessions = db.prepare<[number]>('DELETE FROM session WHERE idle_end <= ?');
  const pruneInvitations = db.prepare<[number]>('DELETE FROM invitation WHERE expires <= ?');

  return {
    count(rules, now) {
      for (const rule of rules) {
        const oldest = kth.get(rule.subject, now - rule.windowMs, now + longestWindowMs, rule.max - 1);
        if (oldest !== undefined) return { outcome: 'over', waitMs: Math.max(1, oldest.at + rule.windowMs - now) };
      }
      const subjects = new Set(rules.map((rule) => rule.subject));
      // One number for all subjects; unique within each, because it is above the highest of the window.
      const id = Math.max(1, ...[...subjects].map((subject) => nextId.get(subject, now - longestWindowMs)?.id ?? 1));
      for (const subject of subjects) insert.run(subject, now, id);
      return { outcome: 'counted', id };
    },
    uncount(subject, id) {
      remove.run(subject, id);
    },
    pruneAccounts(now) {
      pruneTallies.run(now - longestWindowMs, now + longestWindowMs);
      pruneCodes.run(now);
      pruneSessions.run(now);
      pruneInvitations.run(now);
    },
  };
}
