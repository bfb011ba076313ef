import type Database from 'better-sqlite3';
import { freeTypes } from '@cairn/protocol';
import type { PlanFacts, Purchase, PurchaseRows } from '../../ports/plan-store.ts';
import type { AccountId } from '../../ports/world.ts';
import type { Synchronous } from './engine.ts';
import { purchaseRows } from './plan-rows.ts';

export function purchaseCommands(db: Database.Database): Synchronous<PurchaseRows> {
  const rows = purchaseRows(db);
  const facts = factsOf(db);
  const isActive = db.prepare<[number], number>("SELECT 1 FROM account WHERE account = ? AND state = 'active'").pluck();
  const lose = db.prepare<[number, number]>('INSERT OR REPLACE INTO pro_loss (account, at) VALUES (?, ?)');
  const tell = db.prepare<[number, string]>("INSERT INTO plan_notice (account, kind, sku) VALUES (?, 'licence-moved', ?)");
  const settle = db.prepare<[string, string, number]>(
    "DELETE FROM purchase_claim WHERE order_id = ? AND sku = ? AND (said_by <> 'device' OR ? = 1)",
  );
  const accounts = db
    .prepare<[number, number], number>(
      'SELECT account FROM (SELECT account FROM purchase WHERE account IS NOT NULL UNION SELECT account FROM pro_loss) WHERE account > ? ORDER BY account LIMIT ?',
    )
    .pluck();

  /** The purchases that this one took the place of end, and their account goes on with it. @returns that account */
  function replace(purchase: Purchase, replaces: string): AccountId | null {
    const before = [...rows.ofOrder(replaces), ...rows.ofToken(purchase.source, replaces)].filter(
      (other) => other.source === purchase.source && !(other.orderId === purchase.orderId && other.sku === purchase.sku),
    );
    for (const other of before) if (other.ended === null) rows.end(other, 'replaced', Math.max(other.asOf, purchase.start), null);
    return before.find((other) => other.account !== null)?.account ?? null;
  }

  return {
    planFacts(account) {
      const found = facts(account);
      return found === null ? null : { ...found, purchases: rows.ofAccount(account) };
    },
    purchasesOfOrder: (orderId) => rows.ofOrder(orderId),
    purchasesOfToken: (source, token) => rows.ofToken(source, token),
    recordPurchase({ purchase, link, replaces, givesPro, nextCheck, now }) {
      const known = rows.one(purchase);
      if (known === null || known.asOf <= purchase.asOf) rows.write(purchase, known !== null, nextCheck);
      settle.run(purchase.orderId, purchase.sku, link?.take === true ? 1 : 0);
      const holder = known?.account ?? null;
      const heir = replaces === null ? null : replace({ ...purchase, account: holder, ended: null }, replaces);
      const taker = link !== null && (link.take || holder === null) ? link.account : holder === null ? heir : null;
      if (taker === null || taker === holder || isActive.get(taker) === undefined) return { account: holder, from: null };
      rows.hold(purchase, taker);
      if (holder !== null) {
        if (givesPro) lose.run(holder, now);
        tell.run(holder, purchase.sku);
      }
      return { account: taker, from: holder };
    },
    endPurchase(key, { reason, asOf, nextCheck }) {
      const known = rows.one(key);
      if (known === null || known.asOf > asOf) return false;
      rows.end(known, reason, asOf, nextCheck);
      return true;
    },
    takeDuePurchases(now, leaseMs, limit) {
      const taken = rows.due(now, limit);
      for (const purchase of taken) rows.schedule(purchase, now + leaseMs);
      return taken;
    },
    scheduleCheck(key, at) {
      rows.schedule(key, at);
    },
    planAccounts: (after, limit) => accounts.all(after, limit),
  };
}

/**
 * Facts of the account row, the log's counters and losses. Every upload asks for them where plans are on: short statements and a sum here
 * take a fifth of the time of one that joins and sums.
 */
function factsOf(db: Database.Database): (account: AccountId) => Omit<PlanFacts, 'purchases'> | null {
  interface Row {
    readonly registered: number;
    readonly state: string;
    readonly start_since: number | null;
    readonly quota: number | null;
  }
  const row = db.prepare<[number], Row>('SELECT registered, state, start_since, quota FROM account WHERE account = ?');
  const lost = db.prepare<[number], number>('SELECT at FROM pro_loss WHERE account = ?').pluck();
  const amounts = db.prepare<[number], { type: string; files: number; stored: number }>(
    'SELECT type, files, stored FROM log_type WHERE account = ?',
  );
  const free = new Set(freeTypes);
  return (account) => {
    const found = row.get(account);
    if (found === undefined) return null;
    let [files, stored] = [0, 0];
    for (const amount of amounts.all(account)) {
      if (free.has(amount.type)) continue;
      files += amount.files;
      stored += amount.stored;
    }
    const { registered, state, start_since: startSince, quota } = found;
    return {
      registered,
      active: state === 'active',
      startSince,
      quota,
      lostPro: lost.get(account) ?? null,
      beyondStart: { files, stored },
    };
  };
}
