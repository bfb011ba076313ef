import { CampaignsAnswer, GrantAnswer, OperatorPurchasesAnswer, PurchasesAnswer } from '@cairn/protocol/schemas';
import { expect, test } from 'vitest';
import { bearer, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { Shop } from '../support/shop.ts';
import { VirtualClock } from '../support/world.ts';

const day = 86_400_000;
async function open(settings: Record<string, string> = {}) {
  const clock = new VirtualClock();
  let time = (): number => clock.now();
  const shop = new Shop({ now: () => time() });
  const app = await startApp({ PLAN: 'start', LIMITS: 'off', ...settings }, undefined, { stores: shop.apis() });
  time = () => app.clock.now();
  return { app, shop };
}
const phone = { name: 'Pixel', brand: 'Google', model: 'Pixel 8', platform: 'android' };
async function administrator(app: TestApp): Promise<string> {
  const { token, account } = await app.register('admin@example.org');
  await app.store.setAdministrator(account, true);
  return token;
}

test('W6 every purchase is listed with its state, and with why it counts or does not', async () => {
  const { app, shop } = await open();
  const { token, device } = await app.register('ana@example.org', phone);
  const buy = async (sku: string, orderId: string, type: string) =>
    app.call(
      'POST',
      `/subscription/purchased?${new URLSearchParams({ sku, orderId, purchaseToken: orderId, payload: orderId, purchaseType: type, deviceid: String(device), accessToken: token }).toString()}`,
    );
  shop.sell('GPA.1', { sku: 'osmand_pro_annual_full_v1', orderId: 'GPA.1', expiry: app.clock.now() + 100 * day });
  shop.sellOnce('GPA.2', 'net.osmand.contourlines', 'GPA.2', app.clock.now() - day);
  await buy('osmand_pro_annual_full_v1', 'GPA.1', 'subscription');
  await buy('net.osmand.contourlines', 'GPA.2', 'inapp');
  const list = async () => PurchasesAnswer.parse((await app.call('GET', '/api/v1/purchases', undefined, bearer(token))).json);
  expect(await list()).toMatchObject({
    ...{ plan: 'pro', grace: null, unlimitedMaps: ['android', 'ios', 'web'] },
    purchases: [
      {
        ...{ order: 'GPA.1', name: 'OsmAnd Pro', store: 'google', level: 'pro', period: { count: 1, unit: 'year' }, state: 'active' },
        ...{ counts: true, reason: 'everywhere', crossPlatform: true, nextBilling: app.clock.now() + 100 * day },
        manage: 'https://play.google.com/store/account/subscriptions',
      },
      {
        order: 'GPA.2',
        kind: 'in-app',
        state: 'active',
        counts: false,
        reason: 'nothing-here',
        expires: null,
        nextBilling: null,
        manage: null,
      },
    ],
  });
  const info = (await app.call('GET', '/mapapi/get-account-info', undefined, bearer(token))).json as { info: Record<string, string> };
  expect(info.info).toMatchObject({ name: 'OsmAnd Pro', state: 'active', maxAccSize: '3145728000', inAppPurchases: '[]' });
  expect(JSON.parse(info.info['subscriptions'] ?? '')).toMatchObject([{ store: 'Google Play', type: 'annual' }]);
  expect((await app.call('GET', '/mapapi/get-account-info')).status).toBe(400);
  await app.clock.skip(day);
  shop.change('GPA.1', { refused: 'refunded' });
  await app.clock.skip(20 * day);
  await app.app.jobs.runNow('check-purchases');
  const after = await list();
  expect(after).toMatchObject({
    plan: 'grace',
    purchases: [{ counts: false, reason: 'refunded', state: 'expired', nextBilling: null }, {}],
  });
  expect(after.grace?.until).toBeGreaterThan(app.clock.now());
  // P1: Start is for who has nothing.
  expect((await app.call('POST', '/api/v1/account/plan/start', undefined, bearer(token))).error).toBe('plan-active');
});

test('W6 P5 a purchase of every store leads to where it is managed, in the state that its store told; bought once or given, nowhere', async () => {
  const { app, shop } = await open({ FASTSPRING_PAGE: 'https://shop.example.org/account' });
  const { token, device, account } = await app.register('ana@example.org', phone);
  const at = app.clock.now();
  const far = at + 100 * day;
  const sold = [
    ['osmand_pro_annual_full_v1', { expiry: far }, 'active', 'https://play.google.com/store/account/subscriptions'],
    [
      'net.osmand.maps.subscription.pro.monthly_v1',
      { expiry: far, autoRenewing: false },
      'cancelled',
      'https://apps.apple.com/account/subscriptions',
    ],
    [
      ...(['net.osmand.huawei.annual.maps_v1', { expiry: far, payment: 'pending' }, 'in_grace_period'] as const),
      'https://consumer.huawei.com/en/support/content/en-us00729195/',
    ],
    [
      ...(['net.osmand.amazon.pro.annual', { expiry: at - day, payment: 'pending' }, 'on_hold'] as const),
      'https://www.amazon.com/gp/mas/your-account/myapps/yoursubscriptions',
    ],
    ['net.osmand.fastspring.subscription.pro.annual', { expiry: at - day }, 'paused', 'https://shop.example.org/account'],
    [
      'osm_live_subscription_2',
      { expiry: at - day, autoRenewing: false },
      'expired',
      'https://play.google.com/store/account/subscriptions',
    ],
  ] as const;
  const identity = { deviceid: String(device), accessToken: token };
  for (const [sku, facts] of sold) {
    shop.sell(sku, { sku, orderId: sku, start: at - 10 * day, ...facts });
    const said = { sku, orderId: sku, purchaseToken: sku, payload: sku, ...identity };
    await app.call('POST', `/subscription/purchased?${new URLSearchParams(said).toString()}`);
  }
  const once = 'net.osmand.fastspring.inapp.maps.plus';
  shop.sellOnce(once, once, once);
  const bought = { sku: once, orderId: once, purchaseToken: once, purchaseType: 'inapp', ...identity };
  await app.call('POST', `/subscription/purchased?${new URLSearchParams(bought).toString()}`);
  await app.store.recordPurchase({
    purchase: {
      ...{ orderId: 'gift', sku: 'promo_gift', source: 'grant', kind: 'subscription', token: 'manually-validated', note: '' },
      ...{ start: at, expiry: null, autoRenewing: false, payment: 'received', asOf: at },
    },
    ...{ link: { account, take: true }, replaces: null, givesPro: false, nextCheck: null, now: at },
  });
  const { purchases } = PurchasesAnswer.parse((await app.call('GET', '/api/v1/purchases', undefined, bearer(token))).json);
  const seen = new Map(purchases.map((row) => [row.sku, [row.state, row.manage]]));
  for (const [sku, , state, manage] of sold) expect([sku, seen.get(sku)]).toEqual([sku, [state, manage]]);
  expect(seen.get(once)).toEqual(['active', null]);
  expect(seen.get('promo_gift')).toEqual(['active', null]);
  expect(seen.size).toBe(sold.length + 2);
});

test('the operator gives Pro and takes it back, runs campaigns, and sees why a purchase counts; nobody else may', async () => {
  const { app } = await open();
  const token = await administrator(app);
  const fresh = await app.restart();
  const { token: member, account } = await fresh.register('ana@example.org', phone);
  const asked = async (method: string, url: string, body?: unknown, who = token) => fresh.call(method, url, body, bearer(who));
  const base = `/api/v1/admin/accounts/${account}`;
  expect((await asked('GET', `${base}/purchases`, undefined, member)).error).toBe('forbidden');
  expect((await asked('POST', `${base}/grants`, { until: null }, member)).error).toBe('forbidden');
  const given = await asked('POST', `${base}/grants`, { until: fresh.clock.now() + 10 * day, note: 'a friend' });
  const { order } = GrantAnswer.parse(given.json);
  const seen = OperatorPurchasesAnswer.parse((await asked('GET', `${base}/purchases`)).json);
  expect(seen).toMatchObject({ plan: 'pro', purchases: [{ order, store: 'grant', note: 'a friend', counts: true, reason: 'everywhere' }] });
  await fresh.clock.skip(day);
  expect((await asked('POST', `${base}/grants/withdraw`, { order })).status).toBe(200);
  expect((await asked('POST', `${base}/grants/withdraw`, { order })).error).toBe('not-found');
  expect((await asked('GET', `${base}/purchases`)).json).toMatchObject({
    plan: 'grace',
    purchases: [{ counts: false, reason: 'withdrawn' }],
  });
  expect((await asked('GET', '/api/v1/admin/accounts/999/purchases')).error).toBe('not-found');

  const campaign = { name: 'summer', start: fresh.clock.now(), end: fresh.clock.now() + 10 * day, limit: 2 };
  expect(CampaignsAnswer.parse((await asked('POST', '/api/v1/admin/campaigns', campaign)).json).campaigns).toMatchObject([
    { used: 0, months: null },
  ]);
  expect((await asked('POST', '/api/v1/admin/campaigns', campaign)).error).toBe('name-taken');
  expect((await fresh.call('POST', '/api/promo-add-user?promoKey=summer&userEmail=ana%40example.org')).status).toBe(200);
  expect((await asked('DELETE', '/api/v1/admin/campaigns/summer')).json).toMatchObject({
    campaigns: [{ used: 1, end: fresh.clock.now() }],
  });
  expect((await asked('DELETE', '/api/v1/admin/campaigns/winter')).error).toBe('not-found');
  // Its code can be typed by who has it, and by nobody else.
  const [promo] = PurchasesAnswer.parse((await asked('GET', '/api/v1/purchases', undefined, member)).json).purchases.filter(
    (row) => row.store === 'promo',
  );
  const { token: other } = await fresh.register('bob@example.org', phone);
  expect((await asked('POST', '/api/v1/purchases/promo', { code: promo?.order }, other)).error).toBe('promo-refused');
  expect((await asked('POST', '/api/v1/purchases/promo', { code: 'x' }, other)).error).toBe('promo-refused');
  expect((await asked('POST', '/api/v1/purchases/promo', { code: promo?.order }, member)).status).toBe(200);
});
