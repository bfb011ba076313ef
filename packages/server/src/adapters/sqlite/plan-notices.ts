import type Database from 'better-sqlite3';
import type { PlanNotice, PlanNoticeRows } from '../../ports/plan-store.ts';
import type { Synchronous } from './engine.ts';
import { mailCommands } from './mail-store.ts';

export function planNoticeCommands(db: Database.Database): Synchronous<PlanNoticeRows> {
  const mails = mailCommands(db);
  const waiting = db.prepare<[number], PlanNotice>('SELECT id, account, kind, sku FROM plan_notice ORDER BY id LIMIT ?');
  const waits = db.prepare<[number], number>('SELECT 1 FROM plan_notice WHERE id = ?').pluck();
  const forget = db.prepare<[number]>('DELETE FROM plan_notice WHERE id = ?');
  const step = db.prepare<[number], { ends: number; step: number }>('SELECT ends, step FROM grace_step WHERE account = ?');
  const mark = db.prepare<[number, number, number]>('INSERT OR REPLACE INTO grace_step (account, ends, step) VALUES (?, ?, ?)');
  const stepOf = (account: number, ends: number): number => {
    const known = step.get(account);
    return known?.ends === ends ? known.step : 0;
  };

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
      if (stepOf(account, ends) >= reached) return 'known';
      if (mail !== null && mails.queueMail(mail, now) === 'queue-full') return 'queue-full';
      mark.run(account, ends, reached);
      return 'done';
    },
  };
}
