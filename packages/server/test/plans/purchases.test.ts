import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addPeriod } from '../../src/plans/catalogue.ts';
import { faultOf } from '../osmand/phone.ts';
import type { Params, Phone, Platform, Reply } from '../osmand/phone.ts';
import { startPhones } from '../osmand/world.ts';
import type { PhoneWorld } from '../osmand/world.ts';
import { Shop } from '../support/shop.ts';
import { VirtualClock } from '../support/world.ts';

const day = 86_400_000;
const proAndroid = 'osmand_pro_annual_full_v1';
const proIos = 'net.osmand.maps.subscription.pro.annual_v1';
const ana = 'ana@example.org';
const bob = 'bob@example.org';
const json = (reply: Reply): unknown => JSON.parse(reply.text);
type Entries = readonly Readonly<Record<string, string>>[];

interface Market extends PhoneWorld {
  readonly shop: Shop;
  /** Time of the server's clock. */
  readonly now: () => number;
}
/** A server that runs plans, with every store open. */
async function openMarket(settings: Record<string, string> = {}): Promise<Market> {
  const clock = new VirtualClock();
  let time: () => number = () => clock.now();
  const shop = new Shop({ now: () => time() });
  const world = await startPhones({ PLAN: 'start', ...settings }, shop.apis());
  time = () => world.app.clock.now();
  return { ...world, shop, now: () => time() };
}
const named = (app: Phone, version = '5.3.0'): Params => ({ deviceId: app.deviceid, accessToken: app.token, os: app.platform, version });
const proOf = (app: Phone): Params =>
  app.platform === 'android'
    ? { sku: proAndroid, orderId: 'GPA.1', purchaseToken: 'token' }
    : { sku: proIos, purchaseToken: 'GPA.1', payload: 'token' };
function sellPro({ shop, now }: Market, platform: Platform, until = 300 * day): void {
  shop.sell('token', { sku: platform === 'android' ? proAndroid : proIos, orderId: 'GPA.1', expiry: now() + until });
}
const restore = (app: Phone, more: Params = {}): Promise<Reply> =>
  app.form('/subscription/purchased', { ...proOf(app), deviceid: app.deviceid, accessToken: app.token, ...more });
const all = async (app: Phone, version?: string): Promise<Entries> =>
  json(await app.get('/api/subscriptions/getAll', named(app, version))) as Entries;
async function planOf({ app: world }: Market, app: Phone): Promise<string> {
  const answer = await world.call('GET', '/api/v1/account', undefined, { authorization: `Bearer ${app.token}` });
  return (answer.json as { plan: string }).plan;
}
const rowsOf = ({ app }: Market): unknown[] =>
  app.db.prepare('SELECT sku, order_id, token, account FROM purchase ORDER BY order_id, sku').all();

describe.each(['android', 'ios'] as const)('as %s buys', (platform) => {
  test('purchases 2, 3, 6: a purchase is kept once, linked to the device that sent it, and makes the account Pro', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    sellPro(market, platform);
    expect(await planOf(market, app)).toBe('start');
    for (let again = 0; again < 3; again += 1) {
      const reply = await restore(app);
      expect([reply.status, json(reply)]).toEqual([200, { res: 'OK', type: 'subscription' }]);
    }
    const { sku } = proOf(app);
    expect(rowsOf(market)).toEqual([{ sku, order_id: 'GPA.1', token: 'token', account: app.userid }]);
    expect(await planOf(market, app)).toBe('pro');
    expect(await all(app)).toMatchObject([{ sku, platform: platform === 'android' ? 'google' : 'apple', valid: 'true', state: 'active' }]);
    // A store is not asked anew each time that an app starts.
    expect(market.shop.asked).toBe(1);
    expect(json(await app.get('user-validate-sub', app.auth))).toMatchObject({ orderid: 'GPA.1' });
    expect(json(await app.get('/api/subscriptions/get', { orderId: 'GPA.1' }))).toMatchObject([
      { sku, state: 'active', feature_pro: 'true' },
    ]);
  });

  test('purchases 6: with a wrong token the answer is the same, and the purchase belongs to nobody', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    sellPro(market, platform);
    expect(json(await restore(app, { accessToken: 'x' }))).toEqual({ res: 'OK', type: 'subscription' });
    await market.app.clock.advance(0);
    expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: null }]);
    expect(await planOf(market, app)).toBe('start');
    await restore(app);
    expect(await planOf(market, app)).toBe('pro');
  });

  test('R63 what the store does not confirm counts for nothing: forged, of another order, of another product, refunded, sandbox', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    sellPro(market, platform);
    const forged: Params[] =
      platform === 'android'
        ? [{ purchaseToken: 'forged' }, { orderId: 'GPA.2' }, { sku: 'osmand_pro_monthly_full_v1' }]
        : [{ payload: 'forged' }, { purchaseToken: 'GPA.2' }, { sku: 'net.osmand.maps.subscription.pro.monthly_v1' }];
    for (const change of forged) expect((await restore(app, change)).status).toBe(200);
    for (const refused of ['refunded', 'sandbox', 'invalid', 'expired'] as const) {
      market.shop.change('token', { refused });
      expect((await restore(app)).status).toBe(200);
    }
    expect(rowsOf(market)).toEqual([]);
    expect(await planOf(market, app)).toBe('start');
  });

  test('P4 purchases 7: signing in with the order id moves that licence, and only that one, and tells who lost it', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, platform);
    sellPro(market, platform);
    await restore(a);
    market.shop.sellOnce('maps', 'net.osmand.fastspring.inapp.maps.plus', 'fs-1');
    const more = { sku: 'net.osmand.fastspring.inapp.maps.plus', orderId: 'fs-1', purchaseToken: 'maps', purchaseType: 'inapp' };
    await a.form('/subscription/purchased', { ...more, payload: 'maps', deviceid: a.deviceid, accessToken: a.token });
    await a.uploaded({ name: 'a.gpx', content: '<gpx/>' });

    const b = market.phone(platform, 'the other account');
    await b.registerUser(bob, true, { orderid: 'GPA.1' });
    // Nothing follows from a word that anybody can say: only the right code moves it.
    expect(await planOf(market, a)).toBe('pro');
    await b.registerDevice(bob, await market.codeOf(bob));
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['grace', 'pro']);
    expect(rowsOf(market)).toMatchObject([
      { order_id: 'GPA.1', account: b.userid },
      { order_id: 'fs-1', account: a.userid },
    ]);
    await market.app.clock.advance(0);
    expect(market.app.mailbox.to(ana).at(-1)?.text).toContain('“OsmAnd Pro” now counts for another Cairn account');
    expect(market.app.mailbox.to(bob).filter((mail) => mail.subject.includes('moved'))).toEqual([]);
    // The files stay; and signing in as A again brings the licence back.
    expect(await a.downloaded('a.gpx')).toBe('<gpx/>');
    await restore(a);
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['pro', 'grace']);
  });

  test('purchases 5: the paid app itself is answered with OK, never stored, never asked about', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    const said = { sku: 'osmand_full_version_price', orderId: 'OSMAND_PLUS_APP', purchaseToken: 'x', purchaseType: 'inapp' };
    const reply = await app.form('/subscription/purchased', { ...said, deviceid: app.deviceid, accessToken: app.token });
    expect([json(reply), rowsOf(market), market.shop.asked]).toEqual([{ res: 'OK', type: 'inapp' }, [], 0]);
  });

  test('P4 with the store off or down nothing moves; once it answers, it does', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, platform);
    sellPro(market, platform);
    await restore(a);
    market.shop.down = true;
    const b = market.phone(platform, 'the other account');
    await b.registerUser(bob, true, { orderid: 'GPA.1' });
    await b.registerDevice(bob, await market.codeOf(bob));
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['pro', 'start']);
    await market.app.clock.skip(3_600_000);
    await market.app.app.jobs.runNow('check-purchases');
    expect(await planOf(market, b)).toBe('start');
    market.shop.down = false;
    await market.app.clock.skip(12 * 3_600_000);
    await market.app.app.jobs.runNow('check-purchases');
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['grace', 'pro']);
  });

  test('P4 a wrong code moves nothing, and an order id that came with an earlier request is forgotten with it', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, platform);
    sellPro(market, platform);
    await restore(a);
    const b = market.phone(platform, 'the other account');
    await b.registerUser(bob, true, { orderid: 'GPA.1' });
    await market.codeOf(bob);
    expect((await b.registerDevice(bob, '11111111')).status).toBe(400);
    expect(await planOf(market, a)).toBe('pro');
    await b.registerUser(bob, true);
    await b.registerDevice(bob, await market.codeOf(bob));
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['pro', 'start']);
  });

  test('purchases 8: a deleted account frees its purchase, and a new one with the order id becomes Pro', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, platform);
    sellPro(market, platform);
    await restore(a);
    await a.json('send-code', a.auth, { action: 'delete' });
    expect((await a.json('delete-account', a.auth, { token: await market.codeOf(ana) })).status).toBe(200);
    expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: null }]);
    const b = market.phone(platform, 'another');
    await b.registerUser(bob, true, { orderid: 'GPA.1' });
    await b.registerDevice(bob, await market.codeOf(bob));
    expect(await planOf(market, b)).toBe('pro');
  });

  test('purchases 11: only active ones are listed, and version 5.1 reads cancelled as active', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    sellPro(market, platform, 30 * day);
    market.shop.change('token', { autoRenewing: false });
    await restore(app);
    expect(await all(app)).toMatchObject([{ state: 'cancelled', valid: 'true' }]);
    expect(await all(app, '5.1.8')).toMatchObject([{ state: 'active' }]);
    expect(await all(app, '5.10.0')).toMatchObject([{ state: 'cancelled' }]);
    await market.app.clock.skip(31 * day);
    expect(await all(app)).toEqual([]);
    expect(await all(app, '5.1.8')).toEqual([]);
  });

  test('purchases 14, 21, P6: after Pro all can be listed and downloaded, a track is refused with 102, favourites are taken', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    sellPro(market, platform, 30 * day);
    market.shop.change('token', { autoRenewing: false });
    await restore(app);
    const track = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 251));
    for (const name of ['a.gpx', 'b.gpx']) await app.uploaded({ name, content: Buffer.concat([Buffer.from(name), track]) });
    await market.app.clock.skip(31 * day);
    expect(await planOf(market, app)).toBe('grace');
    expect(faultOf(await app.get('user-validate-sub', app.auth))).toMatchObject({ status: 400, code: 102 });
    expect((await app.list()).allFiles.map((row) => row.name)).toContain('a.gpx');
    expect((await app.download('a.gpx', 'GPX')).status).toBe(200);
    expect(faultOf(await app.upload({ name: 'c.gpx', content: '<gpx/>' }))).toMatchObject({ status: 400, code: 102 });
    await app.uploaded({ name: 'favorites.gpx', type: 'FAVOURITES', content: '<gpx/>' });
    await app.uploaded({ name: 'favorites.gpx', type: 'FAVOURITES', content: '<gpx></gpx>' });
    expect((await app.deleteFile('a.gpx')).status).toBe(200);
  });

  test('purchases 10, 13, 15, P8: plug-ins and in-app Pro are given back; every value is a text', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    const buy = async (sku: string, orderId: string): Promise<void> => {
      market.shop.sellOnce(orderId, sku, orderId);
      const said = { sku, orderId, purchaseToken: platform === 'ios' ? orderId : orderId, payload: orderId, purchaseType: 'inapp' };
      await app.form('/subscription/purchased', { ...said, deviceid: app.deviceid, accessToken: app.token });
    };
    expect(json(await app.get('/api/inapps/get', named(app)))).toEqual([]);
    await buy(platform === 'android' ? 'net.osmand.contourlines' : 'net.osmand.maps.inapp.addon.srtm', 'o-1');
    expect(await planOf(market, app)).toBe('start');
    await buy('net.osmand.fastspring.inapp.pro.15y', 'o-2');
    expect(await planOf(market, app)).toBe('pro');
    const listed = json(await app.get('/api/inapps/get', named(app))) as Entries;
    expect(listed).toMatchObject([
      { feature_contours: 'true', 'cross-platform': 'false', feature_pro: 'false' },
      { feature_pro: 'true', 'cross-platform': 'true', platform: 'fastspring' },
    ]);
    const subscriptions = await all(app);
    expect(subscriptions).toMatchObject([{ sku: 'promo_website', state: 'active' }]);
    for (const entry of [...listed, ...subscriptions]) for (const value of Object.values(entry)) expect(value).toBeTypeOf('string');
    await market.app.clock.skip(addPeriod(market.now(), { count: 15, unit: 'year' }) - market.now());
    expect(json(await app.get('/api/inapps/get', named(app)))).toMatchObject([{ feature_pro: 'false' }, { feature_pro: 'false' }]);
    expect(await planOf(market, app)).toBe('grace');
  });
});

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

  test('R40 purchases 3: checks go on through an outage, Pro with them, and what the store then says counts', async () => {
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
    market.shop.down = false;
    market.shop.change('token', { autoRenewing: false });
    expect(await check(day)).toBe('grace');
    // Bought again.
    market.shop.change('token', { autoRenewing: true, expiry: market.now() + 365 * day });
    expect(await check(14 * day)).toBe('pro');
  });

  test('purchases 3: a start that moves by more than 40 days is not believed', async () => {
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

  test('P4 raced from two devices: one account has the licence, the other has none, and one mail is written', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, 'android');
    const b = await market.signedIn(bob, 'android', 'other');
    sellPro(market, 'android');
    for (let round = 0; round < 10; round += 1) {
      await market.app.clock.skip(13 * 3_600_000);
      await Promise.all([restore(a), restore(b), restore(a), restore(b)]);
      expect([await planOf(market, a), await planOf(market, b)].filter((plan) => plan === 'pro')).toHaveLength(1);
      expect(rowsOf(market)).toHaveLength(1);
    }
    await market.app.clock.advance(0);
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

describe('the year after Pro (P6)', () => {
  async function ended(): Promise<{ market: Market; app: Phone }> {
    const market = await openMarket();
    const app = await market.signedIn(ana, 'android');
    sellPro(market, 'android', 30 * day);
    market.shop.change('token', { autoRenewing: false });
    await restore(app);
    await app.uploaded({ name: 'a.gpx', content: '<gpx/>' });
    await app.uploaded({ name: 'favorites.gpx', type: 'FAVOURITES', content: '<gpx/>' });
    await market.app.clock.skip(30 * day);
    return { market, app };
  }
  async function watch({ market }: { market: Market }, days: number): Promise<void> {
    for (let at = 0; at < days; at += 1) {
      await market.app.clock.skip(day);
      await market.app.app.jobs.runNow('watch-years-after-pro');
      await market.app.clock.advance(0);
    }
  }
  const subjects = (market: Market): string[] =>
    market.app.mailbox
      .to(ana)
      .map((mail) => mail.subject)
      .filter((subject) => subject.includes('Pro'));

  test('mails 30 and 7 days before and at the end; then tracks go to the trash, and what Start covers stays', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(330 * day);
    await watch(world, 4);
    expect(subjects(market)).toEqual([]);
    await watch(world, 2);
    expect(subjects(market)).toEqual(['Your data from Pro will be removed from the cloud']);
    expect(market.app.mailbox.last(ana).text).toContain('on 2027-12-2');
    await watch(world, 20);
    expect(subjects(market)).toHaveLength(1);
    await watch(world, 4);
    expect(subjects(market)).toHaveLength(2);
    await watch(world, 3);
    expect((await app.list()).uniqueFiles.map((row) => row.name).sort()).toEqual(['a.gpx', 'favorites.gpx']);
    await watch(world, 5);
    expect(subjects(market).at(-1)).toBe('Your data from Pro was removed from the cloud');
    expect((await app.list()).uniqueFiles.map((row) => row.name)).toEqual(['favorites.gpx']);
    await watch(world, 10);
    expect(subjects(market)).toHaveLength(3);
    // Until the trash is purged it can be brought back by who has Pro again.
    const trash = await market.app.call('GET', '/api/v1/trash', undefined, { authorization: `Bearer ${app.token}` });
    expect(JSON.stringify(trash.json)).toContain('a.gpx');
  });

  test('who has Pro again in time loses nothing, up to the last moment', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(334 * day);
    await watch(world, 28);
    expect(subjects(market)).toHaveLength(2);
    await market.app.clock.skip(2 * day);
    market.shop.change('token', { autoRenewing: true, expiry: market.now() + 365 * day });
    await restore(app);
    await watch(world, 20);
    expect((await app.list()).uniqueFiles).toHaveLength(2);
    expect(await planOf(market, app)).toBe('pro');
  });

  test('after a server that was off for two years nothing goes before the notices went', async () => {
    const world = await ended();
    const { market, app } = world;
    await market.app.clock.skip(800 * day);
    await watch(world, 28);
    expect(subjects(market).length).toBeLessThan(3);
    expect((await app.list()).uniqueFiles).toHaveLength(2);
    await watch(world, 10);
    expect(subjects(market)).toHaveLength(3);
    expect((await app.list()).uniqueFiles).toHaveLength(1);
  });
});

test('R63 no path leads from what a client says to a plan: whatever is sent, nothing that no store confirms counts', async () => {
  const market = await openMarket();
  const owner = await market.signedIn(ana, 'android');
  const thief = await market.signedIn(bob, 'android', 'other');
  sellPro(market, 'android');
  await restore(owner);
  const words = fc.constantFrom(
    'GPA.1',
    'token',
    proAndroid,
    proIos,
    'promo_website',
    'manually-validated',
    'OSMAND_PLUS_APP',
    '',
    'x',
    '1',
    'true',
    'gift',
  );
  const names = ['sku', 'orderId', 'payload', 'purchaseType', 'platform', 'valid', 'feature_pro', 'account', 'userid', 'token'];
  const params = fc.dictionary(fc.constantFrom(...names), words, { maxKeys: 8 });
  // The one word that proves a purchase, its token, is what the thief does not have.
  const token = words.filter((word) => word !== 'token');
  const paths = [
    '/subscription/purchased',
    '/subscription/restore-purchased',
    'user-update-orderid',
    '/api/purchase-complete',
    '/subscription/update',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), params, token, token, async (path, said, purchaseToken, payload) => {
      const reply = await thief.form(path, { email: bob, ...said, purchaseToken, payload, ...thief.auth });
      expect(reply.status).toBeLessThan(500);
    }),
    { numRuns: 300, seed: 20261121 },
  );
  await market.app.clock.skip(day);
  await market.app.app.jobs.runNow('check-purchases');
  expect([await planOf(market, owner), await planOf(market, thief)]).toEqual(['pro', 'start']);
  expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: owner.userid }]);
}, 60_000);

test('purchases 22: a receipt is read through the store where that is configured, and no purchase is taken from anybody', async () => {
  const market = await openMarket();
  const app = market.phone('ios');
  const ask = async (): Promise<Reply> => app.form('/subscription/ios-receipt-validate', { receipt: 'abc' });
  expect([(await ask()).status, json(await ask())]).toEqual([400, { error: 'Cannot load receipt..' }]);
  const row = { transactionId: '2', originalTransactionId: '1', bought: 5, introductory: false };
  market.shop.receipt = { outcome: 'read', rows: [{ ...row, kind: 'subscription', sku: proIos, expiry: market.now() + 1 }] };
  expect(json(await ask())).toMatchObject({
    result: true,
    status: 0,
    in_apps: [],
    subscriptions: [{ product_id: proIos, original_transaction_id: '1' }],
  });
  market.shop.receipt = { outcome: 'read', rows: [{ ...row, kind: 'subscription', sku: proIos, expiry: market.now() }] };
  expect(json(await ask())).toMatchObject({ result: false, status: 100, subscriptions: [] });
  market.shop.receipt = { outcome: 'read', rows: [] };
  expect(json(await ask())).toMatchObject({ result: false, status: 110, eligible_for_introductory_price: 'true' });
  market.shop.receipt = { outcome: 'read', rows: [{ ...row, kind: 'in-app', sku: 'x', expiry: null }] };
  expect(json(await ask())).toMatchObject({ result: true, in_apps: ['x'], in_apps_detailed: [{ purchase_date_ms: '5' }] });
  market.shop.receipt = { outcome: 'refused', status: 21_010 };
  expect(json(await ask())).toMatchObject({ result: false, status: 21_010 });
});

test('purchases 25, A8: the seventh device is refused with 113, as we decided otherwise than the source', async () => {
  const market = await openMarket();
  for (let number = 1; number <= 6; number += 1) await market.signedIn(ana, 'android', `phone ${number}`);
  const seventh = market.phone('ios');
  await seventh.registerUser(ana, true);
  const reply = await seventh.registerDevice(ana, await market.codeOf(ana));
  expect(faultOf(reply)).toMatchObject({ status: 400, code: 113 });
});
