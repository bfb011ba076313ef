import type { PurchaseSource } from '../ports/plan-store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Entitlement, Judged, PlanSettings } from './entitlement.ts';
import { productOf } from './purchase-state.ts';
import { inAppInfo, standIn, subscriptionInfo } from './subscription-info.ts';
import type { SubscriptionInfo } from './subscription-info.ts';

/** Names of stores as OsmAnd's website keys its links by them, letter for letter (purchases 6). */
const storeTitles: Readonly<Record<PurchaseSource, string>> = {
  google: 'Google Play',
  apple: 'Apple App Store',
  huawei: 'Huawei AppGallery',
  amazon: 'Amazon',
  fastspring: 'OsmAnd Web (FastSpring)',
  promo: 'Other',
  grant: 'Other',
};

/**
 * `get-account-info` of OsmAnd's website about plan and purchases (purchases 6); every value is a text. A purchase that does not count on
 * other platforms is not listed there (statement 16).
 */
export function accountInfo(
  account: { readonly registered: number },
  entitlement: Entitlement,
  terms: { readonly settings: PlanSettings; readonly catalogue: Catalogue },
  now: number,
): SubscriptionInfo {
  const { settings, catalogue } = terms;
  const listed = [...entitlement.purchases]
    .filter(({ purchase }) => productOf(purchase, catalogue)?.crossPlatform !== false)
    .sort((a, b) => b.purchase.start - a.purchase.start);
  const lists = {
    subscriptions: JSON.stringify(
      listed.filter(({ purchase }) => purchase.kind === 'subscription').map((judged) => subscriptionRow(judged, catalogue, now)),
    ),
    inAppPurchases: JSON.stringify(
      listed.filter(({ purchase }) => purchase.kind === 'in-app').map((judged) => inAppRow(judged, catalogue)),
    ),
  };
  if (entitlement.plan !== 'pro') return { account: 'Free', maxAccSize: String(settings.quotaStart), ...lists };
  const pro = entitlement.purchases.find(({ purchase }) => purchase === entitlement.pro);
  const info =
    pro?.purchase.kind === 'subscription' ? subscriptionInfo(pro, catalogue, now) : standIn(account.registered, pro?.end ?? null);
  return { ...info, maxAccSize: String(settings.quotaPro), ...lists };
}

function subscriptionRow(judged: Judged, catalogue: Catalogue, now: number): SubscriptionInfo {
  const { purchase } = judged;
  const info = subscriptionInfo(judged, catalogue, now);
  const period = productOf(purchase, catalogue)?.period;
  // The original compares the bare number with 12, and so takes a year for a month.
  const isAnnual = period === undefined || period.unit === 'year' || (period.unit === 'month' && period.count >= 12);
  return {
    ...info,
    name: info['name'] ?? nameOfUnknown(purchase.sku),
    type: isAnnual ? 'annual' : 'monthly',
    store: storeTitles[purchase.source],
    ...(purchase.autoRenewing && purchase.expiry !== null ? { billingDate: String(purchase.expiry) } : {}),
  };
}

function inAppRow(judged: Judged, catalogue: Catalogue): SubscriptionInfo {
  const { sku, platform = '', purchaseTime = '', name } = inAppInfo(judged, catalogue);
  const valid = String(judged.purchase.ended === null);
  return {
    ...{ sku: sku ?? '', valid, purchaseTime, platform },
    name: name ?? nameOfUnknown(judged.purchase.sku),
    store: storeTitles[judged.purchase.source],
  };
}

function nameOfUnknown(sku: string): string {
  if (sku.includes('_live_')) return 'OsmAnd Live';
  if (sku.includes('promo')) return 'OsmAnd Promo';
  return sku.includes('maps') ? 'OsmAnd+' : 'Other';
}
