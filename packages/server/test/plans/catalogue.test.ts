import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addPeriod, builtInCatalogue, Catalogue, platformOf } from '../../src/plans/catalogue.ts';
import type { StoreName } from '../../src/ports/stores.ts';

/** The SKUs of purchases 1.1 to 1.6, written out by hand: store, level, period of each. */
const rows: readonly (readonly [sku: string, store: StoreName, level: string, period: string])[] = [
  ['osm_live_subscription_2', 'google', 'live', '1 month'],
  ['osm_free_live_subscription_2', 'google', 'live', '1 month'],
  ['osm_live_subscription_monthly_full_v1', 'google', 'live', '1 month'],
  ['osm_live_subscription_monthly_free_v1', 'google', 'live', '1 month'],
  ['osm_live_subscription_3_months_full_v1', 'google', 'live', '3 month'],
  ['osm_live_subscription_3_months_free_v1', 'google', 'live', '3 month'],
  ['osm_live_subscription_annual_full_v1', 'google', 'live', '1 year'],
  ['osm_live_subscription_annual_free_v1', 'google', 'live', '1 year'],
  ['osmand_pro_monthly_full_v1', 'google', 'pro', '1 month'],
  ['osmand_pro_monthly_free_v1', 'google', 'pro', '1 month'],
  ['osmand_pro_annual_full_v1', 'google', 'pro', '1 year'],
  ['osmand_pro_annual_free_v2', 'google', 'pro', '1 year'],
  ['osmand_maps_annual_free_v1', 'google', 'maps', '1 year'],
  ['osmand_full_version_price', 'google', 'maps', ''],
  ['net.osmand.seadepth', 'google', 'add-on', ''],
  ['net.osmand.seadepth_plus', 'google', 'add-on', ''],
  ['net.osmand.contourlines', 'google', 'add-on', ''],
  ['net.osmand.contourlines_plus', 'google', 'add-on', ''],
  ['net.osmand.maps.subscription.monthly_v1', 'apple', 'live', '1 month'],
  ['net.osmand.maps.subscription.3months_v1', 'apple', 'live', '3 month'],
  ['net.osmand.maps.subscription.annual_v1', 'apple', 'live', '1 year'],
  ['net.osmand.maps.subscription.pro.monthly_v1', 'apple', 'pro', '1 month'],
  ['net.osmand.maps.subscription.pro.annual_v1', 'apple', 'pro', '1 year'],
  ['net.osmand.maps.subscription.plus.annual_v1', 'apple', 'maps', '1 year'],
  ['net.osmand.maps.inapp.maps.plus', 'apple', 'maps', ''],
  ...'africa antarctica asia australia europe centralamerica northamerica southamerica russia allworld'
    .split(' ')
    .map((region) => [`net.osmand.maps.inapp.region.${region}`, 'apple', 'region', ''] as const),
  ...(
    'srtm nautical wiki skimap track_recording parking osm_editing mapillary weather carplay depth_contours advanced_widgets external_sensors ' +
    'vehicle_metrics astronomy ais_tracker development'
  )
    .split(' ')
    .map((addon) => [`net.osmand.maps.inapp.addon.${addon}`, 'apple', 'add-on', ''] as const),
  ['net.osmand.huawei.monthly_v1', 'huawei', 'live', '1 month'],
  ['net.osmand.huawei.3months_v1', 'huawei', 'live', '3 month'],
  ['net.osmand.huawei.annual_v1', 'huawei', 'live', '1 year'],
  ['net.osmand.huawei.monthly.pro_v1', 'huawei', 'pro', '1 month'],
  ['net.osmand.huawei.annual.pro_v1', 'huawei', 'pro', '1 year'],
  ['net.osmand.huawei.annual.maps_v1', 'huawei', 'maps', '1 year'],
  ['net.osmand.huawei.full', 'huawei', 'maps', ''],
  ['net.osmand.huawei.seadepth', 'huawei', 'add-on', ''],
  ['net.osmand.huawei.contourlines', 'huawei', 'add-on', ''],
  ['net.osmand.amazon.pro.monthly', 'amazon', 'pro', '1 month'],
  ['net.osmand.amazon.pro.annual', 'amazon', 'pro', '1 year'],
  ['net.osmand.plus.amazon.pro.monthly', 'amazon', 'pro', '1 month'],
  ['net.osmand.plus.amazon.pro.annual', 'amazon', 'pro', '1 year'],
  ['net.osmand.amazon.maps.annual', 'amazon', 'maps', '1 year'],
  ['net.osmand.amazon.maps.inapp', 'amazon', 'maps', ''],
  ['net.osmand.fastspring.subscription.pro.monthly', 'fastspring', 'pro', '1 month'],
  ['net.osmand.fastspring.subscription.pro.annual', 'fastspring', 'pro', '1 year'],
  ['net.osmand.fastspring.subscription.pro.annual.test', 'fastspring', 'pro', '1 year'],
  ['net.osmand.fastspring.subscription.maps.annual', 'fastspring', 'maps', '1 year'],
  ['net.osmand.fastspring.inapp.maps.plus', 'fastspring', 'maps', ''],
  ['net.osmand.fastspring.inapp.maps.plus.test', 'fastspring', 'maps', ''],
  ['net.osmand.fastspring.inapp.pro.15y', 'fastspring', 'pro', ''],
  ['net.osmand.fastspring.inapp.osmand_pro_xv', 'fastspring', 'pro', ''],
];

test.each(rows)('purchases 1: %s is of %s', (sku, store, level, period) => {
  expect(platformOf(sku)).toBe(store);
  const product = builtInCatalogue.product(sku);
  expect(product).toMatchObject({ store, level, kind: period === '' ? 'in-app' : 'subscription' });
  expect(product?.period === undefined ? '' : `${product.period.count} ${product.period.unit}`).toBe(period);
  // P2: Pro, Maps+ and the paid full versions count everywhere; everything else on the devices of its store alone.
  expect(product?.crossPlatform).toBe(level === 'pro' || level === 'maps');
});

test('purchases 1: nothing else is in the catalogue, and a promo is of no store', () => {
  const named = new Set(rows.map(([sku]) => builtInCatalogue.product(sku)));
  const extra = builtInCatalogue.products.filter((product) => !named.has(product)).map((product) => product.sku);
  expect(extra).toEqual(['net.osmand.fastspring.inapp.pro.15y.test', 'net.osmand.fastspring.inapp.osmand_pro_xv.test']);
  for (const sku of ['promo_website', 'promo_', '', 'osmand', 'net.osmand.contour', 'OSMAND_PRO_MONTHLY_'])
    expect(platformOf(sku)).toBeNull();
  expect(builtInCatalogue.product('net.osmand.fastspring.inapp.pro.15y')?.proFor).toEqual({ count: 15, unit: 'year' });
});

test('a version of a SKU is the same product, another name is none', () => {
  const product = builtInCatalogue.product('osmand_pro_annual_full_v1');
  expect(builtInCatalogue.product('osmand_pro_annual_full_v12')).toBe(product);
  for (const sku of [
    'osmand_pro_annual_full_vx',
    'osmand_pro_annual_full_v1_v2',
    'xosmand_pro_annual_full_v1',
    'osmand_pro_annual_v1_full',
    'osmand_full_version_price_v1',
  ])
    expect(builtInCatalogue.product(sku)).toBeNull();
});

test('the catalogue of an operator is read by its schema, and a fault is named', () => {
  const file = JSON.parse(readFileSync(new URL('../../src/plans/catalogue.json', import.meta.url), 'utf8')) as { products: object[] };
  expect(new Catalogue(file).products).toHaveLength(builtInCatalogue.products.length);
  const [first] = file.products;
  expect(() => new Catalogue({ products: [first, first] })).toThrow('names osm_live_subscription_2 twice');
  expect(() => new Catalogue({ products: [{ ...first, level: 'gold' }] })).toThrow('level');
  expect(() => new Catalogue({ products: [{ ...first, period: undefined }] })).toThrow('period');
  expect(() => new Catalogue({ products: [{ ...first, price: 1 }] })).toThrow('price');
});

test('how long a product is Pro may be said of in-app Pro alone', () => {
  const once = { sku: 'x', store: 'apple', kind: 'in-app', level: 'pro', name: 'x', crossPlatform: true, features: ['pro_no_cloud'] };
  const read = (product: object) => new Catalogue({ products: [{ ...once, proFor: { count: 90, unit: 'day' }, ...product }] }).product('x');
  expect(read({})).toMatchObject({ proFor: { count: 90, unit: 'day' }, features: ['pro_no_cloud'] });
  const reason = 'proFor is for in-app Pro';
  expect(() => read({ kind: 'subscription', period: { count: 1, unit: 'month' } })).toThrow(reason);
  expect(() => read({ level: 'maps' })).toThrow(reason);
});

test('periods are those of the calendar, and keep the time of day', () => {
  const at = (text: string): number => Date.parse(`${text}Z`);
  const cases = [
    ['2026-01-31T10:30:00', 1, 'month', '2026-02-28T10:30:00'],
    ['2024-02-29T00:00:00', 1, 'year', '2025-02-28T00:00:00'],
    ['2026-11-30T23:59:59', 3, 'month', '2027-02-28T23:59:59'],
    ['2026-12-15T01:00:00', 12, 'month', '2027-12-15T01:00:00'],
    ['2026-12-31T01:00:00', 15, 'year', '2041-12-31T01:00:00'],
    ['2026-03-28T01:00:00', 10, 'day', '2026-04-07T01:00:00'],
  ] as const;
  for (const [from, count, unit, to] of cases) expect(addPeriod(at(from), { count, unit })).toBe(at(to));
});
