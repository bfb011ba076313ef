import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { EndReason, HeldPurchase, Purchase, PurchaseFacts, PurchaseKey, PurchaseSource } from '../../ports/plan-store.ts';
import type { PurchaseKind } from '../../ports/stores.ts';
import type { AccountId } from '../../ports/world.ts';

export interface PurchaseRow {
  readonly order_id: string;
  readonly sku: string;
  readonly source: PurchaseSource;
  readonly kind: PurchaseKind;
  readonly token: string;
  readonly account: number | null;
  readonly start: number;
  readonly expiry: number | null;
  readonly auto_renewing: number;
  readonly payment: PurchaseFacts['payment'];
  readonly as_of: number;
  readonly note: string;
  readonly end_reason: EndReason | null;
  readonly ended_at: number | null;
}
export const purchaseColumns =
  'order_id, sku, source, kind, token, account, start, expiry, auto_renewing, payment, as_of, note, end_reason, ended_at' as const;

export function purchaseOf({ token, ...row }: PurchaseRow): Purchase {
  return { ...heldOf(row), token };
}

export type HeldRow = Omit<PurchaseRow, 'token'>;
/** All columns but the token. */
export const heldColumns = purchaseColumns.replace('token, ', '');
export function heldOf(row: HeldRow): HeldPurchase {
  const { order_id: orderId, auto_renewing, as_of: asOf, end_reason: reason, ended_at: at, ...same } = row;
  return { ...same, orderId, asOf, autoRenewing: auto_renewing === 1, ended: reason === null || at === null ? null : { reason, at } };
}
function byKey(a: PurchaseKey, b: PurchaseKey): number {
  if (a.orderId !== b.orderId) return a.orderId < b.orderId ? -1 : 1;
  return a.sku < b.sku ? -1 : 1;
}

/** Short and of one length, where a token may be a receipt of a megabyte. */
export function digestOf(...words: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('base64url');
}

/** Reading and writing single purchases; every command that changes one goes through here. */
export function purchaseRows(db: Database.Database) {
  const one = db.prepare<[string, string], PurchaseRow>(`SELECT ${purchaseColumns} FROM purchase WHERE order_id = ? AND sku = ?`);
  const ofAccount = db.prepare<[number], HeldRow>(`SELECT ${heldColumns} FROM purchase WHERE account = ?`);
  const ofOrder = db.prepare<[string], PurchaseRow>(`SELECT ${purchaseColumns} FROM purchase WHERE order_id = ? ORDER BY sku`);
  const ofToken = db.prepare<[string, string], PurchaseRow>(
    `SELECT ${purchaseColumns} FROM purchase WHERE source = ? AND token_digest = ? ORDER BY order_id, sku`,
  );
  const due = db.prepare<[number, number], PurchaseRow>(
    `SELECT ${purchaseColumns} FROM purchase WHERE next_check <= ? ORDER BY next_check, order_id, sku LIMIT ?`,
  );
  const insert = db.prepare(
    `INSERT INTO purchase (order_id, sku, source, kind, token, token_digest, start, expiry, auto_renewing, payment, as_of, note, next_check)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE purchase SET token = ?, token_digest = ?, start = ?, expiry = ?, auto_renewing = ?, payment = ?, as_of = ?, note = ?, next_check = ?,
     end_reason = NULL, ended_at = NULL WHERE order_id = ? AND sku = ?`,
  );
  const end = db.prepare<[string, number, number, number | null, string, string]>(
    'UPDATE purchase SET end_reason = ?, ended_at = ?, as_of = ?, next_check = ? WHERE order_id = ? AND sku = ?',
  );
  const schedule = db.prepare<[number | null, string, string]>('UPDATE purchase SET next_check = ? WHERE order_id = ? AND sku = ?');
  const hold = db.prepare<[number, string, string]>('UPDATE purchase SET account = ? WHERE order_id = ? AND sku = ?');

  const shared = (facts: PurchaseFacts, nextCheck: number | null) =>
    [
      ...[facts.token, digestOf(facts.token), facts.start, facts.expiry, facts.autoRenewing ? 1 : 0],
      ...[facts.payment, facts.asOf, facts.note, nextCheck],
    ] as const;

  return {
    one({ orderId, sku }: PurchaseKey): Purchase | null {
      const row = one.get(orderId, sku);
      return row === undefined ? null : purchaseOf(row);
    },
    /** By order id and SKU; sorted here, which is sooner done than by the database. */
    ofAccount: (account: AccountId): HeldPurchase[] => ofAccount.all(account).map(heldOf).sort(byKey),
    ofOrder: (orderId: string): Purchase[] => ofOrder.all(orderId).map(purchaseOf),
    ofToken: (source: PurchaseSource, token: string): Purchase[] => ofToken.all(source, digestOf(token)).map(purchaseOf),
    due: (now: number, limit: number): Purchase[] => due.all(now, limit).map(purchaseOf),
    /** Makes the row, or writes newer facts over it; it counts again where it had ended. */
    write(facts: PurchaseFacts, known: boolean, nextCheck: number | null): void {
      const { orderId, sku, source, kind } = facts;
      if (known) update.run(...shared(facts, nextCheck), orderId, sku);
      else insert.run(orderId, sku, source, kind, ...shared(facts, nextCheck));
    },
    /** An end that is on record already keeps its time: how often it is heard does not make the year of grace longer. */
    end(purchase: Purchase, reason: EndReason, asOf: number, nextCheck: number | null): void {
      const at = purchase.ended?.at ?? asOf;
      end.run(purchase.ended?.reason ?? reason, at, asOf, nextCheck, purchase.orderId, purchase.sku);
    },
    schedule: ({ orderId, sku }: PurchaseKey, at: number | null): void => void schedule.run(at, orderId, sku),
    hold: ({ orderId, sku }: PurchaseKey, account: AccountId): void => void hold.run(account, orderId, sku),
  };
}

/** What a deletion of an account does to its plans: purchases are free to be linked again, everything else goes (R73, P4). */
export function planFarewell(db: Database.Database): (account: AccountId) => void {
  const free = db.prepare<[number]>('UPDATE purchase SET account = NULL WHERE account = ?');
  const freeClaims = db.prepare<[number]>('UPDATE purchase_claim SET account = NULL WHERE account = ?');
  const drops = ['pro_loss', 'plan_notice', 'grace_step', 'map_download', 'download_bonus', 'subscriber'].map((table) =>
    db.prepare<[number]>(`DELETE FROM ${table} WHERE account = ?`),
  );
  return (account) => {
    free.run(account);
    freeClaims.run(account);
    for (const drop of drops) drop.run(account);
  };
}
