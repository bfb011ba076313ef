import type { Plan } from '@cairn/protocol';

/** A subscription as OsmAnd's apps read it: every value is a text (purchases 5.2, 6). */
export type SubscriptionInfo = Readonly<Record<string, string>>;

/** Far enough: the apps want an end, and a plan that the operator gives has none. 1 January 2100. */
const noEnd = 4_102_444_800_000;

/**
 * What an account looks like to the apps: active Pro for Pro, nothing for Start. The record is that of a gift (`promo_`), which both
 * apps count as Pro, with the fields without which they do not count it on another platform than that of its store (purchases 1.8).
 */
export function subscriptionsOf(account: { readonly registered: number }, plan: Plan): readonly SubscriptionInfo[] {
  if (plan !== 'pro') return [];
  return [
    {
      sku: 'promo_website',
      name: 'OsmAnd Pro',
      platform: 'fastspring',
      valid: 'true',
      state: 'active',
      start_time: String(account.registered),
      expire_time: String(noEnd),
      feature_pro: 'true',
      feature_maps: 'true',
      feature_contours: 'true',
      feature_nautical: 'true',
      feature_live_maps: 'true',
      'cross-platform': 'true',
      duration: '1',
      duration_unit: 'year',
    },
  ];
}
