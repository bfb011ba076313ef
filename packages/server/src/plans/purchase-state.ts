import type { HeldPurchase } from '../ports/plan-store.ts';
import type { Catalogue, Product } from './catalogue.ts';
import { addPeriod } from './catalogue.ts';

const dayMs = 86_400_000;
/** So long a subscription that renews by itself goes on past its expiry while its store could not be asked (purchases 3, R40). */
export const unheardMs = 15 * dayMs;

/** As OsmAnd's apps and website know it (P5, purchases 3.1); `undefined` where the rules name none. */
export type PurchaseState = 'active' | 'cancelled' | 'in_grace_period' | 'on_hold' | 'paused' | 'expired' | 'undefined';

/** The eight rows of purchases 3.1. */
export function stateOf(
  { expiry, payment, autoRenewing }: Pick<HeldPurchase, 'expiry' | 'payment' | 'autoRenewing'>,
  now: number,
): PurchaseState {
  if (expiry === null) return 'undefined';
  if (now < expiry) {
    if (payment === 'received') return autoRenewing ? 'active' : 'cancelled';
    return payment === 'pending' && autoRenewing ? 'in_grace_period' : 'undefined';
  }
  if (payment === 'pending') return autoRenewing ? 'on_hold' : 'undefined';
  if (payment === 'received') return autoRenewing ? 'paused' : 'expired';
  return 'undefined';
}

/**
 * The state that people and apps are shown, of a purchase that ends to count at `end` (`endOf`). One that goes on though its store could not
 * be asked about the renewal is as it was last heard: an app that read `paused` would take it for gone (R40). What its store took back is
 * expired; what was bought once, or given without an end, is active until it ends.
 */
export function shownState(purchase: HeldPurchase, end: number | null, now: number): PurchaseState {
  const { kind, source, expiry, ended } = purchase;
  const goesOn = end === null || now < end;
  if (ended !== null && !goesOn) return 'expired';
  if (kind === 'in-app' || (expiry === null && (source === 'promo' || source === 'grant'))) return goesOn ? 'active' : 'expired';
  return stateOf(purchase, goesOn && expiry !== null ? Math.min(now, expiry - 1) : now);
}

/** Sold by nobody: what this server gives. */
const given: Omit<Product, 'sku' | 'store'> = {
  kind: 'subscription',
  level: 'pro',
  name: 'OsmAnd Pro',
  crossPlatform: true,
  features: ['pro', 'maps', 'contours', 'nautical', 'live_maps'],
};
/** What a purchase is of; null = a SKU that the catalogue does not know. */
export function productOf(purchase: Pick<HeldPurchase, 'sku' | 'source'>, catalogue: Catalogue): Omit<Product, 'sku' | 'store'> | null {
  return purchase.source === 'promo' || purchase.source === 'grant' ? given : catalogue.product(purchase.sku);
}

/**
 * When a purchase ends, or ended, to count (Unix ms); null = never. What its store refused ended when it was refused. A subscription whose
 * renewal the store could not be asked about goes on for `unheardMs`: known rights survive an outage.
 */
export function endOf(purchase: HeldPurchase, catalogue: Catalogue): number | null {
  const paid = paidUntil(purchase, catalogue);
  if (purchase.ended === null) return paid;
  return paid === null ? purchase.ended.at : Math.min(paid, purchase.ended.at);
}

function paidUntil(purchase: HeldPurchase, catalogue: Catalogue): number | null {
  if (purchase.source === 'promo' || purchase.source === 'grant') return purchase.expiry;
  if (purchase.kind === 'in-app') {
    const proFor = catalogue.product(purchase.sku)?.proFor;
    return proFor === undefined ? null : addPeriod(purchase.start, proFor);
  }
  // A store that knows no end confirms nothing that could count.
  if (purchase.expiry === null) return purchase.start;
  const unheard = purchase.autoRenewing && purchase.payment !== 'pending' && purchase.asOf < purchase.expiry;
  return purchase.expiry + (unheard ? unheardMs : 0);
}

/** Whether a purchase counts at a moment. */
export function countsAt(purchase: HeldPurchase, catalogue: Catalogue, now: number): boolean {
  const end = endOf(purchase, catalogue);
  return end === null || now < end;
}
