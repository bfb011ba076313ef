import type { EndReason, Purchase, PurchaseFacts, PurchaseKey, PurchaseSource } from '../../ports/plan-store.ts';
import type { AccountId } from '../../ports/world.ts';
import { digestOf, heldColumns, heldOf, purchaseColumns, purchaseOf } from '../sqlite/plan-rows.ts';
import type { HeldRow, PurchaseRow } from '../sqlite/plan-rows.ts';
import type { Queries, Transaction } from './database.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

export { digestOf };

const byOrder = 'by the order that a store knows: a purchase outlives its account and may be linked to another';
const sql = {
  one: acrossAccounts<PurchaseRow>('purchase-one', byOrder, `SELECT ${purchaseColumns} FROM purchase WHERE order_id = $1 AND sku = $2`),
  lock: acrossAccounts<PurchaseRow>(
    'purchase-lock',
    byOrder,
    `SELECT ${purchaseColumns} FROM purchase WHERE order_id = $1 AND sku = $2 FOR UPDATE`,
  ),
  ofAccount: ofAccount<HeldRow>('purchase-of-account', `SELECT ${heldColumns} FROM purchase WHERE account = $1 ORDER BY order_id, sku`),
  ofOrder: acrossAccounts<PurchaseRow>(
    'purchase-of-order',
    byOrder,
    `SELECT ${purchaseColumns} FROM purchase WHERE order_id = $1 ORDER BY sku`,
  ),
  ofToken: acrossAccounts<PurchaseRow>(
    'purchase-of-token',
    byOrder,
    `SELECT ${purchaseColumns} FROM purchase WHERE source = $1 AND token_digest = $2 ORDER BY order_id, sku`,
  ),
  due: acrossAccounts<PurchaseRow>(
    'purchase-due',
    'a job: purchases whose check is due',
    `SELECT ${purchaseColumns} FROM purchase WHERE next_check <= $1 ORDER BY next_check, order_id, sku LIMIT $2 FOR UPDATE SKIP LOCKED`,
  ),
  insert: acrossAccounts(
    'purchase-insert',
    byOrder,
    `INSERT INTO purchase (order_id, sku, source, kind, token, token_digest, start, expiry, auto_renewing, payment, as_of, note, next_check)
     VALUES ($1, $2, $12, $13, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  ),
  update: acrossAccounts(
    'purchase-update',
    byOrder,
    `UPDATE purchase SET token = $3, token_digest = $4, start = $5, expiry = $6, auto_renewing = $7, payment = $8, as_of = $9, note = $10,
       next_check = $11, end_reason = NULL, ended_at = NULL WHERE order_id = $1 AND sku = $2`,
  ),
  end: acrossAccounts(
    'purchase-end',
    byOrder,
    'UPDATE purchase SET end_reason = $3, ended_at = $4, as_of = $5, next_check = $6 WHERE order_id = $1 AND sku = $2',
  ),
  schedule: acrossAccounts('purchase-schedule', byOrder, 'UPDATE purchase SET next_check = $3 WHERE order_id = $1 AND sku = $2'),
  hold: acrossAccounts('purchase-hold', byOrder, 'UPDATE purchase SET account = $3 WHERE order_id = $1 AND sku = $2'),
} as const;

/** Reading and writing single purchases; every command that changes one goes through here. */
export const purchases = {
  /** Locked until the transaction ends; one that is not there yet is made by one of two at once, and the other tries again. */
  async lock(tx: Transaction, { orderId, sku }: PurchaseKey): Promise<Purchase | null> {
    const row = await tx.row(sql.lock, orderId, sku);
    return row === undefined ? null : purchaseOf(row);
  },
  ofAccount: async (queries: Queries, account: AccountId) => (await queries.rows(sql.ofAccount, account)).map(heldOf),
  ofOrder: async (queries: Queries, orderId: string) => (await queries.rows(sql.ofOrder, orderId)).map(purchaseOf),
  ofToken: async (queries: Queries, source: PurchaseSource, token: string) =>
    (await queries.rows(sql.ofToken, source, digestOf(token))).map(purchaseOf),
  due: async (tx: Transaction, now: number, limit: number) => (await tx.rows(sql.due, now, limit)).map(purchaseOf),
  /** Makes the row, or writes newer facts over it; it counts again where it had ended. */
  write(tx: Transaction, facts: PurchaseFacts, known: boolean, nextCheck: number | null): void {
    const { orderId, sku, source, kind, token, start, expiry, autoRenewing, payment, asOf, note } = facts;
    const shared = [token, digestOf(token), start, expiry, autoRenewing ? 1 : 0, payment, asOf, note, nextCheck] as const;
    if (known) tx.send(sql.update, orderId, sku, ...shared);
    else tx.send(sql.insert, orderId, sku, ...shared, source, kind);
  },
  /** An end that is on record already keeps its time: how often it is heard does not make the year of grace longer. */
  end(tx: Transaction, purchase: Purchase, reason: EndReason, asOf: number, nextCheck: number | null): void {
    const at = purchase.ended?.at ?? asOf;
    tx.send(sql.end, purchase.orderId, purchase.sku, purchase.ended?.reason ?? reason, at, asOf, nextCheck);
  },
  async schedule(queries: Queries, { orderId, sku }: PurchaseKey, at: number | null): Promise<void> {
    await queries.run(sql.schedule, orderId, sku, at);
  },
  hold(tx: Transaction, { orderId, sku }: PurchaseKey, account: AccountId): void {
    tx.send(sql.hold, orderId, sku, account);
  },
};
