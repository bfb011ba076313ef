import { describe, expect, test } from 'vitest';
import { day, ana, bob, json, openMarket, all, planOf, rowsOf } from '../support/market.ts';
import type { Market } from '../support/market.ts';

describe('promos and grants', () => {
  const promo = async (market: Market, address: string, name = 'summer') =>
    market.app.call('POST', `/api/promo-add-user?promoKey=${name}&userEmail=${encodeURIComponent(address)}`);

  test('purchases 12, 17, 18: a campaign gives Pro once a person, until its number is used up', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'ios');
    await market.signedIn(bob, 'ios', 'other');
    const begin = market.now();
    expect((await promo(market, ana)).text).toBe("Promo campaign hasn't been created yet.");
    await market.app.store.addCampaign({ name: 'summer', start: begin, end: begin + 10 * day, limit: 1, months: 3 });
    expect((await promo(market, 'nobody@example.org')).status).toBe(400);
    expect((await promo(market, 'nobody')).text).toContain('(ERROR: please enter email only)');
    const given = await promo(market, ana);
    expect([given.status, given.text]).toEqual([200, '21/02/2027']);
    expect(await planOf(market, app)).toBe('pro');
    const before = JSON.stringify(rowsOf(market));
    expect((await promo(market, ana)).text).toContain('(ERROR: user already has PRO subscription)');
    expect((await promo(market, bob)).text).toBe('Unfortunately we ran out of available promocodes.');
    expect(JSON.stringify(rowsOf(market))).toBe(before);
    await market.app.clock.skip(10 * day);
    expect((await promo(market, bob)).text).toBe('Promo campaign already over. Valid only from 21/11/2026 to 01/12/2026.');
    const [{ order_id: code }] = rowsOf(market) as [{ order_id: string }];
    expect(json(await app.get('/api/subscriptions/get', { orderId: code }))).toMatchObject([
      { sku: 'promo_summer', valid: 'true', state: 'cancelled' },
    ]);
    expect(await all(app)).toHaveLength(1);
  });

  test('purchases 23: what the operator gave counts until its end without any store', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    market.shop.down = true;
    await market.app.store.recordPurchase({
      purchase: {
        ...{ orderId: 'gift', sku: 'promo_gift', source: 'grant', kind: 'subscription', token: 'manually-validated', note: 'a friend' },
        ...{ start: market.now(), expiry: market.now() + 100 * day, autoRenewing: false, payment: 'received', asOf: market.now() },
      },
      ...{ link: { account: app.userid, take: true }, replaces: null, givesPro: false, nextCheck: null, now: market.now() },
    });
    await market.app.clock.skip(99 * day);
    await market.app.app.jobs.runNow();
    expect(await planOf(market, app)).toBe('pro');
    await market.app.clock.skip(2 * day);
    expect(await planOf(market, app)).toBe('grace');
    expect(market.shop.asked).toBe(0);
    // It is the operator's to give: knowing its id moves nothing.
    const b = market.phone('android', 'other');
    await b.registerUser(bob, true, { orderid: 'gift' });
    await b.registerDevice(bob, await market.codeOf(bob));
    expect(await planOf(market, b)).toBe('start');
  });
});
