import { CampaignsAnswer, DownloadsAnswer, GrantAnswer, OperatorPurchasesAnswer, PurchasesAnswer } from '@cairn/protocol/schemas';
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
const iphone = { name: 'iPhone', brand: 'Apple', model: 'iPhone', platform: 'ios' };
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

test('P7 seven free downloads on Android, five on iOS; the same download again counts once, and the last is not taken twice', async () => {
  const { app } = await open();
  const android = await app.register('ana@example.org', phone);
  const ios = await app.register('ana@example.org', iphone);
  const use = (token: string, key: string) => app.call('POST', '/api/v1/downloads', { key }, bearer(token));
  expect((await use(android.token, 'Germany')).json).toEqual({ unlimited: false, allowed: 7, used: 1, remaining: 6 });
  expect((await use(android.token, 'Germany')).json).toEqual({ unlimited: false, allowed: 7, used: 1, remaining: 6 });
  const raced = await Promise.all(Array.from({ length: 20 }, (_, index) => use(android.token, `map ${index}`)));
  expect(raced.filter((answer) => answer.status === 200)).toHaveLength(6);
  expect(raced.find((answer) => answer.status !== 200)?.error).toBe('downloads-used-up');
  for (let number = 0; number < 5; number += 1) expect((await use(ios.token, `map ${number}`)).status).toBe(200);
  expect((await use(ios.token, 'one more')).status).toBe(403);
  const listed = DownloadsAnswer.parse((await app.call('GET', '/api/v1/downloads', undefined, bearer(ios.token))).json);
  expect(listed).toMatchObject({
    ...{ bonus: 3, onList: false },
    devices: [
      { platform: 'android', allowed: 7, used: 7, remaining: 0, current: false, bonus: false },
      { platform: 'ios', allowed: 5, used: 5, remaining: 0, current: true },
    ],
  });
});

test('P7 joining the mailing list needs the link of the mail and its button, and gives three more once a device and once an address', async () => {
  const { app } = await open();
  const one = await app.register('ana@example.org', phone);
  const two = await app.register('ana@example.org', iphone);
  const join = async (token: string): Promise<string> => {
    expect((await app.call('POST', '/api/v1/mailing-list', {}, bearer(token))).status).toBe(200);
    await app.clock.advance(0);
    const link = /http\S+\/mailing-list\/confirm\S+/.exec(app.mailbox.last('ana@example.org').text)?.[0];
    return new URL(link ?? '').pathname + new URL(link ?? '').search;
  };
  const state = async (token: string) => DownloadsAnswer.parse((await app.call('GET', '/api/v1/downloads', undefined, bearer(token))).json);
  const link = await join(one.token);
  // Looking at the page joins nobody.
  const page = await app.call('GET', link);
  expect(page.text).toContain('<form method="post"');
  expect(page.headers['content-security-policy']).toContain("form-action 'self'");
  expect((await state(one.token)).onList).toBe(false);
  expect((await app.call('POST', link.replace(/word=.{5}/, 'word=wrong'))).status).toBe(403);
  expect((await app.call('POST', link)).text).toContain('3 more');
  expect(await state(one.token)).toMatchObject({
    onList: true,
    devices: [
      { allowed: 10, bonus: true },
      { allowed: 5, bonus: false },
    ],
  });
  expect((await app.call('POST', link)).status).toBe(403);
  // The other device of the same address, and the same device after leaving: on the list, without a bonus.
  expect((await app.call('POST', await join(two.token))).text).not.toContain('3 more');
  expect((await app.call('DELETE', '/api/v1/mailing-list', undefined, bearer(one.token))).status).toBe(200);
  expect((await state(one.token)).onList).toBe(false);
  const { word } = Object.fromEntries(new URL(await join(one.token), 'http://x').searchParams);
  expect((await app.call('POST', '/api/v1/mailing-list/confirm', { word })).json).toEqual({ status: 'ok', bonus: false });
  expect(await state(one.token)).toMatchObject({ onList: true, devices: [{ allowed: 10 }, { allowed: 5 }] });
  const late = await join(one.token);
  await app.clock.skip(8 * day);
  expect((await app.call('POST', late)).status).toBe(403);
});

test('P7 with unlimited downloads nothing is counted', async () => {
  const { app } = await open({ PLAN: 'pro' });
  const { token } = await app.register('ana@example.org', phone);
  for (let number = 0; number < 20; number += 1) {
    expect((await app.call('POST', '/api/v1/downloads', { key: `map ${number}` }, bearer(token))).json).toMatchObject({ unlimited: true });
  }
  expect((await app.call('GET', '/api/v1/downloads', undefined, bearer(token))).json).toMatchObject({
    devices: [{ unlimited: true, used: 0 }],
  });
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
