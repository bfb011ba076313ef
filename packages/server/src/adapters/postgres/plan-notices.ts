import type { GraceStep, PlanNotice, PlanNoticeRows } from '../../ports/plan-store.ts';
import { lockAccount } from './access.ts';
import type { Database, Queries } from './database.ts';
import { queueMail } from './mails.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

const aJob = 'a job: accounts that have to be told something';
const sql = {
  waiting: acrossAccounts<PlanNotice>('plan-notices', aJob, 'SELECT id, account, kind, sku FROM plan_notice ORDER BY id LIMIT $1'),
  lock: acrossAccounts('plan-notice-lock', aJob, 'SELECT FROM plan_notice WHERE id = $1 FOR UPDATE'),
  forget: acrossAccounts('plan-notice-forget', aJob, 'DELETE FROM plan_notice WHERE id = $1'),
  step: ofAccount<GraceStep>(
    'grace-step',
    'SELECT step, first_at AS first, last_at AS at FROM grace_step WHERE account = $1 AND ends = $2',
  ),
  mark: ofAccount(
    'grace-mark',
    `INSERT INTO grace_step (account, ends, step, first_at, last_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (account) DO UPDATE
     SET ends = excluded.ends, step = excluded.step, first_at = excluded.first_at, last_at = excluded.last_at`,
  ),
} as const;

export function planNoticeRows(database: Database): PlanNoticeRows {
  return {
    planNotices: (limit) => database.rows(sql.waiting, limit),
    sendPlanNotice: (id, mail, now) =>
      database.write(async (tx) => {
        if (mail === null) tx.send(sql.forget, id);
        // Where nothing is left to forget somebody else has sent it.
        else if ((await tx.row(sql.lock, id)) !== undefined) {
          if ((await queueMail(tx, mail, now)) === 'queue-full') return 'queue-full';
          tx.send(sql.forget, id);
        }
        return 'done';
      }),
    graceStep: (account, ends) => stepOf(database, account, ends),
    markGrace: (account, { ends, step }, mail, now) =>
      database.write(async (tx) => {
        await lockAccount(tx, account);
        const known = await stepOf(tx, account, ends);
        if (known !== null && known.step >= step) return 'known';
        if (mail !== null && (await queueMail(tx, mail, now)) === 'queue-full') return 'queue-full';
        tx.send(sql.mark, account, ends, step, known?.first ?? now, now);
        return 'done';
      }),
  };
}

async function stepOf(queries: Queries, account: number, ends: number): Promise<GraceStep | null> {
  return (await queries.row(sql.step, account, ends)) ?? null;
}
