import { freeTypes } from '@cairn/protocol';
import type { PlanFacts, Purchase, PurchaseRows } from '../../ports/plan-store.ts';
import type { AccountId } from '../../ports/world.ts';
import { lockAccount } from './access.ts';
import type { Database, Transaction } from './database.ts';
import { purchases } from './plan-rows.ts';
import { acrossAccounts, ofAccount } from './statement.ts';

interface FactsRow {
  readonly registered: number;
  readonly state: string;
  readonly start_since: number | null;
  readonly lost: number | null;
  readonly quota: number | null;
  readonly files: number;
  readonly stored: number;
}
const free = freeTypes.map((type) => `'${type}'`).join(', ');
const sql = {
  /** The account row, the counters of the log and losses. */
  facts: ofAccount<FactsRow>(
    'plan-facts',
    `SELECT a.registered, a.state, a.start_since, a.quota, (SELECT l.at FROM pro_loss l WHERE l.account = $1) AS lost, b.files, b.stored
     FROM account a, (SELECT coalesce(sum(t.files), 0)::bigint AS files, coalesce(sum(t.stored), 0)::bigint AS stored
                      FROM log_type t WHERE t.account = $1 AND t.type NOT IN (${free})) b
     WHERE a.account = $1`,
  ),
  lose: ofAccount('plan-lose', 'INSERT INTO pro_loss (account, at) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET at = excluded.at'),
  tell: ofAccount('plan-tell', "INSERT INTO plan_notice (account, kind, sku) VALUES ($1, 'licence-moved', $2)"),
  settle: acrossAccounts(
    'plan-settle-claims',
    'by the order that a store knows: whoever claimed it',
    "DELETE FROM purchase_claim WHERE order_id = $1 AND sku = $2 AND (said_by <> 'device' OR $3 = 1)",
  ),
  accounts: acrossAccounts<{ account: number }>(
    'plan-accounts',
    'a job: all accounts with a purchase, in pages',
    `SELECT account FROM (SELECT account FROM purchase WHERE account IS NOT NULL UNION SELECT account FROM pro_loss) held
     WHERE account > $1 ORDER BY account LIMIT $2`,
  ),
} as const;

export function purchaseRows(database: Database): PurchaseRows {
  return {
    planFacts: (account) => database.read((tx) => planFacts(tx, account)),
    purchasesOfOrder: (orderId) => purchases.ofOrder(database, orderId),
    purchasesOfToken: (source, token) => purchases.ofToken(database, source, token),
    recordPurchase: (command) => database.write((tx) => record(tx, command)),
    endPurchase: (key, { reason, asOf, nextCheck }) =>
      database.write(async (tx) => {
        const known = await purchases.lock(tx, key);
        if (known === null || known.asOf > asOf) return false;
        purchases.end(tx, known, reason, asOf, nextCheck);
        return true;
      }),
    takeDuePurchases: (now, leaseMs, limit) =>
      database.write(async (tx) => {
        const taken = await purchases.due(tx, now, limit);
        for (const purchase of taken) await purchases.schedule(tx, purchase, now + leaseMs);
        return taken;
      }),
    scheduleCheck: (key, at) => purchases.schedule(database, key, at),
    planAccounts: async (after, limit) => (await database.rows(sql.accounts, after, limit)).map(({ account }) => account),
  };
}

async function planFacts(tx: Transaction, account: AccountId): Promise<PlanFacts | null> {
  const [found, held] = await Promise.all([tx.row(sql.facts, account), purchases.ofAccount(tx, account)]);
  if (found === undefined) return null;
  const { registered, state, start_since: startSince, lost: lostPro, quota, files, stored } = found;
  return { registered, active: state === 'active', startSince, lostPro, quota, beyondStart: { files, stored }, purchases: held };
}

async function record(tx: Transaction, command: Parameters<PurchaseRows['recordPurchase']>[0]) {
  const { purchase, link, replaces, givesPro, nextCheck, now } = command;
  const known = await purchases.lock(tx, purchase);
  if (known === null || known.asOf <= purchase.asOf) purchases.write(tx, purchase, known !== null, nextCheck);
  tx.send(sql.settle, purchase.orderId, purchase.sku, link?.take === true ? 1 : 0);
  const holder = known?.account ?? null;
  const heir = replaces === null ? null : await replace(tx, { ...purchase, account: holder, ended: null }, replaces);
  const taker = link !== null && (link.take || holder === null) ? link.account : holder === null ? heir : null;
  if (taker === null || taker === holder || (await lockAccount(tx, taker))?.state !== 'active') return { account: holder, from: null };
  purchases.hold(tx, purchase, taker);
  if (holder !== null) {
    if (givesPro) tx.send(sql.lose, holder, now);
    tx.send(sql.tell, holder, purchase.sku);
  }
  return { account: taker, from: holder };
}

/** The purchases that this one took the place of end, and their account goes on with it. @returns that account */
async function replace(tx: Transaction, purchase: Purchase, replaces: string): Promise<AccountId | null> {
  const found = [...(await purchases.ofOrder(tx, replaces)), ...(await purchases.ofToken(tx, purchase.source, replaces))];
  const before = found.filter(
    (other) => other.source === purchase.source && !(other.orderId === purchase.orderId && other.sku === purchase.sku),
  );
  for (const other of before) if (other.ended === null) purchases.end(tx, other, 'replaced', Math.max(other.asOf, purchase.start), null);
  return before.find((other) => other.account !== null)?.account ?? null;
}
