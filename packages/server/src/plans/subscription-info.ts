import type { HeldPurchase } from '../ports/plan-store.ts';
import { productOf, shownState } from './purchase-state.ts';
import type { Catalogue, Product } from './catalogue.ts';
import type { Entitlement, Judged } from './entitlement.ts';

/** A purchase as OsmAnd's apps read it: every value is a text (purchases 5.2, 6). */
export type SubscriptionInfo = Readonly<Record<string, string>>;

/** Far enough: the apps want an end, and a plan that the operator gives has none. 1 January 2100. */
const noEnd = 4_102_444_800_000;
const features = ['pro', 'maps', 'contours', 'nautical', 'live_maps', 'pro_no_cloud'] as const;

/** What the apps are told of a subscription, whoever holds it (purchases 6). */
export function subscriptionInfo({ purchase, counts, end }: Judged, catalogue: Catalogue, now: number): SubscriptionInfo {
  const paid = purchase.expiry ?? givenEnd(purchase);
  // Where its store could not be asked about the renewal, the app is told for how long it goes on.
  const until = paid !== null && paid <= now && counts && end !== null ? end : paid;
  return {
    ...identityOf(purchase),
    valid: String(counts),
    start_time: String(purchase.start),
    ...(until === null ? {} : { expire_time: String(until) }),
    state: shownState(purchase, end, now),
    ...catalogueFields(productOf(purchase, catalogue)),
  };
}

/** What the apps are told of an in-app purchase; `feature_pro` as it is now (purchases 5.2). */
export function inAppInfo({ purchase, counts, end }: Judged, catalogue: Catalogue): SubscriptionInfo {
  const product = productOf(purchase, catalogue);
  return {
    ...identityOf(purchase),
    purchaseTime: String(purchase.start),
    ...(end === null ? {} : { expireTime: String(end) }),
    ...catalogueFields(product),
    feature_pro: String(counts && product?.level === 'pro'),
  };
}

/**
 * What stands for the Pro of an account that no subscription makes Pro: given to all by the operator, or bought once. The record is that of
 * a gift (`promo_`), which both apps count as Pro, with the fields without which they do not count it on another platform than that of its
 * store (purchases 1.8).
 */
export function standIn(registered: number, end: number | null): SubscriptionInfo {
  return {
    sku: 'promo_website',
    name: 'OsmAnd Pro',
    platform: 'fastspring',
    valid: 'true',
    state: 'active',
    start_time: String(registered),
    expire_time: String(end ?? noEnd),
    feature_pro: 'true',
    feature_maps: 'true',
    feature_contours: 'true',
    feature_nautical: 'true',
    feature_live_maps: 'true',
    'cross-platform': 'true',
    duration: '1',
    duration_unit: 'year',
  };
}

/** The active subscriptions of an account, that of its Pro first: what `getAll` answers (purchases 5.2). */
export function activeSubscriptions(
  account: { readonly registered: number },
  entitlement: Entitlement,
  catalogue: Catalogue,
  now: number,
): readonly SubscriptionInfo[] {
  const { pro } = entitlement;
  const subscriptions = entitlement.purchases.filter(({ purchase, counts }) => purchase.kind === 'subscription' && counts);
  const ofPro = subscriptions.filter(({ purchase }) => purchase === pro);
  const others = subscriptions.filter(({ purchase }) => purchase !== pro).map((judged) => subscriptionInfo(judged, catalogue, now));
  if (entitlement.plan !== 'pro') return others;
  const [first] = ofPro;
  const end = entitlement.purchases.find(({ purchase }) => purchase === pro)?.end ?? null;
  return [first === undefined ? standIn(account.registered, end) : subscriptionInfo(first, catalogue, now), ...others];
}

/** The in-app purchases that nobody took back; those whose Pro is over among them, because they may unlock more. */
export function validInApps(entitlement: Entitlement, catalogue: Catalogue): readonly SubscriptionInfo[] {
  return entitlement.purchases
    .filter(({ purchase }) => purchase.kind === 'in-app' && purchase.ended === null)
    .map((judged) => inAppInfo(judged, catalogue));
}

/** The apps take no subscription without a platform for one that counts everywhere. */
function identityOf({ sku, source }: HeldPurchase): SubscriptionInfo {
  return { sku, platform: source === 'promo' || source === 'grant' ? 'fastspring' : source };
}
function givenEnd({ source }: HeldPurchase): number | null {
  return source === 'promo' || source === 'grant' ? noEnd : null;
}

function catalogueFields(product: Omit<Product, 'sku' | 'store'> | null): SubscriptionInfo {
  if (product === null) return {};
  const period = product.period ?? (product.kind === 'subscription' ? { count: 1, unit: 'year' as const } : null);
  return {
    name: product.name,
    ...Object.fromEntries(
      features.filter((feature) => product.features.includes(feature)).map((feature) => [`feature_${feature}`, 'true']),
    ),
    'cross-platform': String(product.crossPlatform),
    ...(period === null ? {} : { duration: String(period.count), duration_unit: period.unit }),
  };
}
