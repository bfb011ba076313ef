import { expect, test } from 'vitest';
import { accountInfo } from '../../src/plans/account-info.ts';
import { builtInCatalogue } from '../../src/plans/catalogue.ts';
import { entitlementOf } from '../../src/plans/entitlement.ts';
import type { PlanSettings } from '../../src/plans/entitlement.ts';
import type { Purchase } from '../../src/ports/plan-store.ts';

const now = Date.UTC(2026, 10, 21);
const settings: PlanSettings = {
  ...{ plan: 'start', quotaStart: 5_242_880, quotaPro: 3_145_728_000, fileLimitStart: 2_097_152, fileLimit: 2 ** 31 },
  ...{ filesLimitStart: 10_000, historyLimit: null, deviceLimit: 6 },
};
const terms = { settings, catalogue: builtInCatalogue };
const pro: Purchase = {
  ...{ orderId: 'GPA.1', sku: 'osmand_pro_annual_full_v1', source: 'google', kind: 'subscription', token: 't', account: 1, note: '' },
  ...{ start: now - 1000, expiry: now + 1000, autoRenewing: true, payment: 'received', asOf: now, ended: null },
};
const infoOf = (...purchases: Purchase[]): Readonly<Record<string, string>> => {
  const facts = { registered: 5, active: true, startSince: 1, lostPro: null, quota: null, beyondStart: { files: 0, stored: 0 }, purchases };
  return accountInfo(facts, entitlementOf(facts, now, terms), terms, now);
};
const listIn = (info: Readonly<Record<string, string>>, name: string) => JSON.parse(info[name] ?? '') as Readonly<Record<string, string>>[];

test('purchases 13, 6: get-account-info of a free account and of Pro; every value is a text', () => {
  expect(infoOf()).toEqual({ account: 'Free', maxAccSize: '5242880', subscriptions: '[]', inAppPurchases: '[]' });
  const info = infoOf(pro, { ...pro, orderId: 'old', start: 1, expiry: 2, autoRenewing: false });
  expect(info).toMatchObject({ maxAccSize: '3145728000', name: 'OsmAnd Pro', state: 'active', platform: 'google', valid: 'true' });
  const [first, second] = listIn(info, 'subscriptions');
  expect(first).toMatchObject({
    store: 'Google Play',
    type: 'annual',
    billingDate: String(now + 1000),
    duration: '1',
    duration_unit: 'year',
  });
  expect(second).toMatchObject({ state: 'expired', valid: 'false' });
  expect(second).not.toHaveProperty('billingDate');
  for (const map of [info, first, second]) for (const value of Object.values(map ?? {})) expect(value).toBeTypeOf('string');
});

test('purchases 16: what does not count on other platforms is not listed, an unknown product is', () => {
  const live = { ...pro, orderId: 'live', sku: 'osm_live_subscription_2' };
  const unknown = { ...pro, orderId: 'new', sku: 'something_new' };
  const topography = { ...pro, orderId: 'topo', sku: 'net.osmand.contourlines', kind: 'in-app' as const, expiry: null };
  const maps = { ...topography, orderId: 'maps', sku: 'osmand_full_version_price' };
  const info = infoOf(live, unknown, topography, maps);
  expect(listIn(info, 'subscriptions').map((row) => [row['sku'], row['name']])).toEqual([['something_new', 'Other']]);
  expect(listIn(info, 'inAppPurchases')).toEqual([
    {
      ...{ sku: 'osmand_full_version_price', valid: 'true', purchaseTime: String(now - 1000), platform: 'google' },
      ...{ name: 'OsmAnd Maps+ (one-time)', store: 'Google Play' },
    },
  ]);
});
