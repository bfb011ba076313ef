import type { Claim, ClaimRows } from '../../ports/plan-store.ts';
import type { Database } from './database.ts';
import { digestOf } from './plan-rows.ts';
import { acrossAccounts } from './statement.ts';

interface TakenClaim extends Claim {
  /** When its check was due. */
  readonly due: number;
}
const aClaim = 'what somebody said about an order, who may not be signed in; small, and never on the way of a file';
const sql = {
  known: acrossAccounts<{ id: number }>('claim-known', aClaim, 'SELECT id FROM purchase_claim WHERE digest = $1 FOR UPDATE'),
  count: acrossAccounts<{ count: number }>('claim-count', aClaim, 'SELECT count(*) AS count FROM purchase_claim'),
  insert: acrossAccounts(
    'claim-insert',
    aClaim,
    `INSERT INTO purchase_claim (source, kind, sku, order_id, token, digest, said_by, account, made, next_check)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (digest) DO NOTHING`,
  ),
  own: acrossAccounts(
    'claim-own',
    aClaim,
    "UPDATE purchase_claim SET said_by = 'device', account = $2, next_check = least(next_check, $3) WHERE id = $1",
  ),
  take: acrossAccounts<TakenClaim>(
    'claim-take',
    aClaim,
    `WITH due AS (SELECT id, next_check FROM purchase_claim WHERE next_check <= $1 ORDER BY next_check, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE purchase_claim c SET next_check = $2 FROM due WHERE c.id = due.id
     RETURNING c.id, c.source, c.kind, c.sku, c.order_id AS "orderId", c.token, c.said_by AS "by", c.account, c.made, due.next_check AS due`,
  ),
  delay: acrossAccounts('claim-delay', aClaim, 'UPDATE purchase_claim SET next_check = $2 WHERE id = $1'),
  drop: acrossAccounts('claim-drop', aClaim, 'DELETE FROM purchase_claim WHERE id = $1'),
  remember: acrossAccounts(
    'order-remember',
    aClaim,
    `INSERT INTO remembered_order (subject, order_id, expires) VALUES ($1, $2, $3)
     ON CONFLICT (subject) DO UPDATE SET order_id = excluded.order_id, expires = excluded.expires`,
  ),
  forget: acrossAccounts<{ order_id: string; expires: number }>(
    'order-forget',
    aClaim,
    'DELETE FROM remembered_order WHERE subject = $1 RETURNING order_id, expires',
  ),
  hear: acrossAccounts(
    'notice-hear',
    aClaim,
    'INSERT INTO store_notice (source, id, heard) VALUES ($1, $2, $3) ON CONFLICT (source, id) DO NOTHING',
  ),
  pruneOrders: acrossAccounts('order-prune', aClaim, 'DELETE FROM remembered_order WHERE expires <= $1'),
  pruneNotices: acrossAccounts('notice-prune', aClaim, 'DELETE FROM store_notice WHERE heard < $1'),
} as const;

export function claimRows(database: Database): ClaimRows {
  return {
    putClaim: ({ source, kind, sku, orderId, token, by, account }, { now, nextCheck }, most) =>
      database.write(async (tx) => {
        const digest = digestOf(source, kind, sku, orderId, token);
        const before = await tx.row(sql.known, digest);
        if (before !== undefined) {
          if (by === 'device') tx.send(sql.own, before.id, account, nextCheck);
          return 'done';
        }
        if (((await tx.row(sql.count))?.count ?? 0) >= most) return 'full';
        tx.send(sql.insert, source, kind, sku, orderId, token, digest, by, account, now, nextCheck);
        return 'done';
      }),
    async takeDueClaims(now, leaseMs, limit) {
      const taken = await database.rows(sql.take, now, now + leaseMs, limit);
      return taken.toSorted((a, b) => a.due - b.due || a.id - b.id).map(claimOf);
    },
    delayClaim: (id, at) => database.exec(sql.delay, id, at),
    dropClaim: (id) => database.exec(sql.drop, id),
    async rememberOrder(subject, orderId, expires) {
      await (orderId === null ? database.run(sql.forget, subject) : database.run(sql.remember, subject, orderId, expires));
    },
    async takeOrder(subject, now) {
      const found = await database.row(sql.forget, subject);
      return found === undefined || found.expires <= now ? null : found.order_id;
    },
    hearNotice: async (source, id, now) => (await database.run(sql.hear, source, id, now)) > 0,
    async prunePlans(now, before) {
      await database.run(sql.pruneOrders, now);
      await database.run(sql.pruneNotices, before);
    },
  };
}

function claimOf(taken: TakenClaim): Claim {
  const { id, source, kind, sku, orderId, token, by, account, made } = taken;
  return { id, source, kind, sku, orderId, token, by, account, made };
}
