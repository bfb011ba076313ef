import type { PurchaseRow } from '@cairn/protocol';
import type { Context } from './context.ts';
import { shownName, table } from './output.ts';
import { iso, isoOrNull } from './times.ts';

/** As JSON: times in ISO 8601. */
export function purchasesForJson<Row extends PurchaseRow>(purchases: readonly Row[]) {
  return purchases.map(({ start, expires, nextBilling, ...rest }) => ({
    ...rest,
    start: iso(start),
    expires: isoOrNull(expires),
    nextBilling: isoOrNull(nextBilling),
  }));
}

/** Purchases with why each counts or does not (W6); nothing where there are none. */
export function purchasesTable(purchases: readonly PurchaseRow[], { output: { format }, words: { purchases: words } }: Context): string[] {
  if (purchases.length === 0) return [];
  const { headings } = words;
  const head = [headings.name, headings.store, headings.state, headings.start, headings.end, headings.counts, headings.order];
  const rows = purchases.map((purchase) => [
    shownName(purchase.name),
    words.stores[purchase.store],
    words.states[purchase.state],
    format.day(purchase.start),
    purchase.expires === null ? words.never : format.day(purchase.expires),
    words.reasons[purchase.reason],
    shownName(purchase.order),
  ]);
  return table([head, ...rows]);
}
