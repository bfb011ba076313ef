import { describe, expect, test } from 'vitest';
import { day, proAndroid, ana, bob, openMarket, sellPro, restore, all, planOf, rowsOf } from '../support/market.ts';

describe('stores that change their mind', () => {
  test('R63 notices: forged is refused, refunded ends Pro, twice and late changes nothing', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android');
    await restore(app);
    const notice = (id: string, signature: string, path = '/api/stores/google/notices') =>
      market.app.call('POST', path, JSON.stringify({ id, sku: proAndroid, token: 'token' }), { 'x-signature': signature });
    expect((await notice('1', 'forged')).status).toBe(401);
    expect((await notice('1', 'signed')).status).toBe(200);
    await market.app.clock.advance(0);
    expect(await planOf(market, app)).toBe('pro');
    await market.app.clock.skip(day);
    market.shop.change('token', { refused: 'refunded' });
    expect((await notice('2', 'signed')).status).toBe(200);
    await market.app.clock.advance(0);
    expect(await planOf(market, app)).toBe('grace');
    const before = JSON.stringify(rowsOf(market));
    for (const id of ['1', '2', '1']) expect((await notice(id, 'signed')).status).toBe(200);
    await market.app.clock.advance(0);
    expect(JSON.stringify(rowsOf(market))).toBe(before);
    expect(await planOf(market, app)).toBe('grace');
    market.shop.down = true;
    expect((await notice('3', 'signed')).status).toBe(503);
    expect((await notice('3', 'signed', '/api/stores/amazon/notices')).status).toBe(404);
  });

  test('purchases 24: a purchase of the web shop comes with a signed notice, for the address it names, and takes it from nobody', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'ios');
    const other = await market.signedIn(bob, 'ios', 'other');
    const sku = 'net.osmand.fastspring.subscription.pro.annual';
    market.shop.sell('ref', { sku, orderId: 'fs-9', expiry: market.now() + 365 * day });
    const order = (id: string, address: string) => JSON.stringify({ id, sku, orderId: 'fs-9', token: 'ref', address });
    expect((await market.app.call('POST', '/fs/order-completed', order('1', ana), {})).status).toBe(401);
    expect((await market.app.call('POST', '/fs/order-completed', order('1', ana), { 'x-signature': 'signed' })).text).toBe('OK');
    // FastSpring knows an order only a while after it was made (purchases 3).
    await market.app.clock.advance(0);
    expect(await planOf(market, app)).toBe('start');
    await market.app.clock.skip(15 * 60_000);
    await market.app.app.jobs.runNow('check-purchases');
    expect(await planOf(market, app)).toBe('pro');
    await market.app.call('POST', '/fs/order-completed', order('2', bob), { 'x-signature': 'signed' });
    await market.app.call('POST', '/fs/order-completed', order('3', 'nobody at all'), { 'x-signature': 'signed' });
    await market.app.clock.skip(15 * 60_000);
    await market.app.app.jobs.runNow('check-purchases');
    expect([await planOf(market, app), await planOf(market, other)]).toEqual(['pro', 'start']);
  });

  test('P4 a purchase that is paid later belongs to who bought it, though the store told of it first', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android');
    market.shop.change('token', { refused: 'pending' });
    await restore(app);
    expect(await planOf(market, app)).toBe('start');
    await market.app.clock.skip(3_600_000);
    market.shop.change('token', { refused: null });
    const notice = JSON.stringify({ id: '1', sku: proAndroid, token: 'token' });
    await market.app.call('POST', '/api/stores/google/notices', notice, { 'x-signature': 'signed' });
    await market.app.clock.advance(0);
    expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: null }]);
    await market.app.clock.skip(3_600_000);
    await market.app.app.jobs.runNow('check-purchases');
    expect(await planOf(market, app)).toBe('pro');
  });

  test('R40 purchases, section 3: checks go on through an outage, Pro with them, and what the store then says counts', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android', 30 * day);
    await restore(app);
    const check = async (ms: number): Promise<string> => {
      await market.app.clock.skip(ms);
      await market.app.app.jobs.runNow('check-purchases');
      return planOf(market, app);
    };
    // Renewed in time: the next end is known before the old one passed.
    market.shop.change('token', { expiry: market.now() + 395 * day });
    expect(await check(14 * day)).toBe('pro');
    market.shop.change('token', { expiry: market.now() + 20 * day });
    expect(await check(14 * day)).toBe('pro');
    market.shop.down = true;
    expect(await check(20 * day)).toBe('pro');
    // The app would take it for gone if it read `paused`.
    const [{ valid, state, expire_time: until } = {}] = await all(app);
    expect([valid, state, Number(until) > market.now()]).toEqual(['true', 'active', true]);
    market.shop.down = false;
    market.shop.change('token', { autoRenewing: false });
    expect(await check(day)).toBe('grace');
    // Bought again.
    market.shop.change('token', { autoRenewing: true, expiry: market.now() + 365 * day });
    expect(await check(14 * day)).toBe('pro');
  });

  test('purchases, section 3: a start that moves by more than 40 days is not believed', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android');
    await restore(app);
    market.shop.change('token', { start: market.now() - 100 * day });
    await market.app.clock.skip(15 * day);
    await market.app.app.jobs.runNow('check-purchases');
    const [entry] = await all(app);
    expect(Number(entry?.['start_time'])).toBeGreaterThan(market.now() - 16 * day);
  });

  test('P4 raced from two devices: one account has the licence, the other has none, and each loss is told once', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, 'android');
    const b = await market.signedIn(bob, 'android', 'other');
    sellPro(market, 'android');
    await restore(a);
    const told = (address: string): number => market.app.mailbox.to(address).filter((mail) => mail.subject.includes('moved')).length;
    for (let round = 0; round < 10; round += 1) {
      await market.app.clock.skip(13 * 3_600_000);
      await Promise.all([restore(a), restore(b), restore(a), restore(b)]);
      expect([await planOf(market, a), await planOf(market, b)].filter((plan) => plan === 'pro')).toHaveLength(1);
      expect(rowsOf(market)).toHaveLength(1);
      await market.app.clock.advance(0);
      // It goes to and fro between two, and began with the first: who has it not now has lost it once more.
      expect(told(ana) - told(bob)).toBe((await planOf(market, a)) === 'pro' ? 0 : 1);
    }
    expect(told(ana)).toBeGreaterThan(0);
    expect(market.app.db.prepare('SELECT count(*) FROM plan_notice').pluck().get()).toBe(0);
  });

  test('R69 neither order ids nor tokens reach the log', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    market.shop.sell('TOKENMARK', { sku: proAndroid, orderId: 'ORDERMARK', expiry: market.now() + day });
    await restore(app, { orderId: 'ORDERMARK', purchaseToken: 'TOKENMARK' });
    market.shop.down = true;
    await market.app.clock.skip(2 * day);
    await market.app.app.jobs.runNow();
    market.shop.down = false;
    market.shop.change('TOKENMARK', { refused: 'refunded' });
    await market.app.clock.skip(2 * day);
    await market.app.app.jobs.runNow();
    for (const secret of ['ORDERMARK', 'TOKENMARK']) expect(JSON.stringify(market.app.log.lines)).not.toContain(secret);
  });
});
