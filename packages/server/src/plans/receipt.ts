import type { ReceiptReading } from '../ports/stores.ts';

/** Statuses of `ios-receipt-validate` beside Apple's own (purchases 5.1). */
const status = { good: 0, allExpired: 100, none: 110, unreadable: 50_000 } as const;

/** A receipt of Apple as iOS reads it back (purchases 5.1). It tells what the receipt says and grants nothing. */
export function receiptAnswer(reading: Exclude<ReceiptReading, { outcome: 'unavailable' }>, now: number) {
  const rows = reading.outcome === 'read' ? reading.rows : [];
  const inApps = rows.filter((row) => row.kind === 'in-app');
  const subscriptions = rows.filter((row) => row.kind === 'subscription');
  const active = subscriptions.filter((row) => row.expiry !== null && now < row.expiry);
  const result = inApps.length > 0 || active.length > 0;
  const refused = reading.outcome === 'refused' ? (reading.status ?? status.unreadable) : null;
  return {
    result,
    status: refused ?? (result ? status.good : subscriptions.length > 0 ? status.allExpired : status.none),
    eligible_for_introductory_price: textOf(!rows.some((row) => row.introductory)),
    eligible_for_subscription_offer: textOf(subscriptions.length > 0),
    in_apps: inApps.map((row) => row.sku),
    in_apps_detailed: inApps.map((row) => ({
      product_id: row.sku,
      transaction_id: row.transactionId,
      original_transaction_id: row.originalTransactionId,
      purchase_date_ms: String(row.bought),
    })),
    subscriptions: active.map((row) => ({
      product_id: row.sku,
      transaction_id: row.transactionId,
      original_transaction_id: row.originalTransactionId,
      expiration_date: String(row.expiry),
    })),
  };
}

function textOf(truth: boolean): 'true' | 'false' {
  return truth ? 'true' : 'false';
}
