import type Database from 'better-sqlite3';
import type { GraceStep, PlanNotice, PlanNoticeRows } from '../../ports/plan-store.ts';
import type { Synchronous } from './engine.ts';
import { mailCommands } from './mail-store.ts';

export function planNoticeCommands(db: Database.Database): Synchronous<PlanNoticeRows> {
  const mails = mailCommands(db);
  const waiting = db.prepare<[number], PlanNotice>('SELECT id, account, kind, sku FROM plan_notice ORDER BY id LIMIT ?');
  const waits = db.prepare<[number], number>('SELECT 1 FROM plan_notice WHERE id = ?').pluck();
  const forget = db.prepare<[number]>('DELETE FROM plan_notice WHERE id = ?');
  const step = db.prepare<[number, number], GraceStep>(
    'SELECT step, first_at AS first, last_at AS at FROM grace_step WHERE account = ? AND ends = ?',
  );
  const mark = db.prepare<[number, number, number, number, number]>(
    'INSERT OR REPLACE INTO grace_step (account, ends, step, first_at, last_at) VALUES (?, ?, ?, ?, ?)',
  );
  const stepOf = (account: number, ends: number): GraceStep | null => step.get(account, ends) ?? null;

  return {
    planNotices: (limit) => waiting.all(limit),
    sendPlanNotice(id, mail, now) {
      if (mail === null) forget.run(id);
      // Where nothing is left to forget somebody else has sent it.
      else if (waits.get(id) !== undefined) {
        if (mails.queueMail(mail, now) === 'queue-full') return 'queue-full';
        forget.run(id);
      }
      return 'done';
    },
    graceStep: stepOf,
    markGrace(account, { ends, step: reached }, mail, now) {
      const known = stepOf(account, ends);
      if (known !== null && known.step >= reached) return 'known';
      if (mail !== null && mails.queueMail(mail, now) === 'queue-full') return 'queue-full';
      mark.run(account, ends, reached, known?.first ?? now, now);
      return 'done';
    },
  };
}
