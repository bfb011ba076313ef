import type Database from 'better-sqlite3';
import type { Claim, ClaimRows, NewClaim } from '../../ports/plan-store.ts';
import type { PurchaseKind, StoreName } from '../../ports/stores.ts';
import type { Synchronous } from './engine.ts';
import { digestOf } from './plan-rows.ts';

interface ClaimRow {
  readonly id: number;
  readonly source: StoreName;
  readonly kind: PurchaseKind;
  readonly sku: string;
  readonly orderId: string;
  readonly token: string;
  readonly by: NewClaim['by'];
  readonly account: number | null;
  readonly made: number;
}

export function claimCommands(db: Database.Database): Synchronous<ClaimRows> {
  const known = db.prepare<[string], { id: number; by: NewClaim['by'] }>('SELECT id, said_by AS by FROM purchase_claim WHERE digest = ?');
  const count = db.prepare<[], number>('SELECT count(*) FROM purchase_claim').pluck();
  const insert = db.prepare(
    `INSERT INTO purchase_claim (source, kind, sku, order_id, token, digest, said_by, account, made, next_check) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const own = db.prepare<[number | null, number, number]>(
    "UPDATE purchase_claim SET said_by = 'device', account = ?, next_check = min(next_check, ?) WHERE id = ?",
  );
  const due = db.prepare<[number, number], ClaimRow>(
    `SELECT id, source, kind, sku, order_id AS orderId, token, said_by AS by, account, made FROM purchase_claim
     WHERE next_check <= ? ORDER BY next_check, id LIMIT ?`,
  );
  const delay = db.prepare<[number, number]>('UPDATE purchase_claim SET next_check = ? WHERE id = ?');
  const drop = db.prepare<[number]>('DELETE FROM purchase_claim WHERE id = ?');
  const remember = db.prepare<[string, string, number]>(
    'INSERT OR REPLACE INTO remembered_order (subject, order_id, expires) VALUES (?, ?, ?)',
  );
  const forget = db.prepare<[string], { order_id: string; expires: number }>(
    'DELETE FROM remembered_order WHERE subject = ? RETURNING order_id, expires',
  );
  const hear = db.prepare<[string, string, number]>('INSERT OR IGNORE INTO store_notice (source, id, heard) VALUES (?, ?, ?)');
  const pruneOrders = db.prepare<[number]>('DELETE FROM remembered_order WHERE expires <= ?');
  const pruneNotices = db.prepare<[number]>('DELETE FROM store_notice WHERE heard < ?');

  return {
    putClaim({ source, kind, sku, orderId, token, by, account }, { now, nextCheck }, most) {
      const digest = digestOf(source, kind, sku, orderId, token);
      const before = known.get(digest);
      if (before !== undefined) {
        if (by === 'device') own.run(account, nextCheck, before.id);
        return 'done';
      }
      if ((count.get() ?? 0) >= most) return 'full';
      insert.run(source, kind, sku, orderId, token, digest, by, account, now, nextCheck);
      return 'done';
    },
    takeDueClaims(now, leaseMs, limit): Claim[] {
      const taken = due.all(now, limit);
      for (const claim of taken) delay.run(now + leaseMs, claim.id);
      return taken;
    },
    delayClaim(id, at) {
      delay.run(at, id);
    },
    dropClaim(id) {
      drop.run(id);
    },
    rememberOrder(subject, orderId, expires) {
      if (orderId === null) forget.get(subject);
      else remember.run(subject, orderId, expires);
    },
    takeOrder(subject, now) {
      const found = forget.get(subject);
      return found === undefined || found.expires <= now ? null : found.order_id;
    },
    hearNotice: (source, id, now) => hear.run(source, id, now).changes > 0,
    prunePlans(now, before) {
      pruneOrders.run(now);
      pruneNotices.run(before);
    },
  };
}
