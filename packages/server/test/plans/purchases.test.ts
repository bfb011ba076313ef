import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addPeriod } from '../../src/plans/catalogue.ts';
import { faultOf } from '../osmand/phone.ts';
import type { Params, Reply } from '../osmand/phone.ts';
import { day, proIos, ana, bob, json, openMarket, named, proOf, sellPro, restore, all, planOf, rowsOf } from '../support/market.ts';
import type { Entries } from '../support/market.ts';

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
    const free = await app.get('user-validate-sub', app.auth);
    expect([free.status, Object.hasOwn(json(free) as object, 'orderid')]).toEqual([200, false]);
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
    // Within 5 MB on top of what is left over, 2 MB a file.
    const unpackable = (name: string, size: number): Buffer => {
      const pieces = Array.from({ length: Math.ceil(size / 32) }, (_, index) => createHash('sha256').update(`${name} ${index}`).digest());
      return Buffer.concat(pieces).subarray(0, size);
    };
    const put = (name: string, size: number) => app.upload({ name, type: 'FAVOURITES', content: unpackable(name, size) });
    expect(faultOf(await put('favorites-x.gpx', 2 * 1024 * 1024 + 1))).toMatchObject({ status: 400, code: 108 });
    expect((await put('favorites-1.gpx', 2_090_000)).status).toBe(200);
    expect((await put('favorites-2.gpx', 2_090_000)).status).toBe(200);
    expect(faultOf(await put('favorites-3.gpx', 2_090_000))).toMatchObject({ status: 400, code: 108 });
    expect((await put('favorites-3.gpx', 1_000_000)).status).toBe(200);
  });

  test('P4 who loses Maps+ to another account is on Start again, and told so', async () => {
    const market = await openMarket();
    const a = await market.signedIn(ana, platform);
    const b = await market.signedIn(bob, platform, 'the other account');
    const sku = platform === 'android' ? 'osmand_maps_annual_free_v1' : 'net.osmand.maps.subscription.plus.annual_v1';
    market.shop.sell('token', { sku, orderId: 'GPA.1', expiry: market.now() + 300 * day });
    await restore(a, { sku });
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['maps', 'start']);
    await restore(b, { sku });
    expect([await planOf(market, a), await planOf(market, b)]).toEqual(['start', 'maps']);
    await market.app.clock.advance(0);
    expect(market.app.mailbox.to(ana).at(-1)?.subject).toContain('moved');
  });

  test('purchases 20: a supporter holds no purchase: it waits for the account of the device that shows it', async () => {
    const market = await openMarket();
    const app = await market.signedIn(ana, platform);
    const supporter = json(await app.form('/subscription/register', { os: platform })) as { userid: string; token: string };
    const { userid, token } = supporter;
    sellPro(market, platform);
    const reply = await app.form('/subscription/purchased', { ...proOf(app), userid, token });
    expect(json(reply)).toEqual({ res: 'OK', type: 'subscription' });
    await market.app.clock.advance(0);
    expect(rowsOf(market)).toMatchObject([{ order_id: 'GPA.1', account: null }]);
    const named = { userId: userid, userToken: token };
    expect(json(await app.get('/api/subscriptions/get', named))).toEqual({});
    expect(json(await app.get('/api/inapps/get', named))).toEqual([]);
    // Naming a supporter at sign-up gives nothing: six digits prove nothing.
    const b = market.phone(platform, 'another');
    await b.registerUser(bob, true, named);
    await b.registerDevice(bob, await market.codeOf(bob));
    expect(await planOf(market, b)).toBe('start');
    // The app reads it by its order, and restoring it on the device links it.
    expect(json(await app.get('/api/subscriptions/get', { orderId: 'GPA.1' }))).toMatchObject([{ valid: 'true', state: 'active' }]);
    await restore(app);
    expect(await planOf(market, app)).toBe('pro');
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

test('purchases, section 5.1: offers of Apple are signed for subscriptions of the catalogue that the operator makes, and without a store for none', async () => {
  const market = await openMarket();
  const app = await market.signedIn(ana, 'ios');
  const asked = { productIdentifiers: `${proIos};net.osmand.maps.inapp.maps.plus;made.up`, userId: '12' };
  const discounts = {
    [`${proIos}_discounts`]: 'back;unknown',
    'net.osmand.maps.inapp.maps.plus_discounts': 'back',
    'made.up_discounts': 'back',
  };
  const answer = json(await app.form('/subscription/ios-fetch-signatures', { ...asked, ...discounts }));
  expect(answer).toEqual({
    signatures: [
      {
        ...{ appBundleId: 'net.osmand.maps', keyIdentifier: 'KEY', productIdentifier: proIos, offerIdentifier: 'back', userId: '12' },
        ...{ usernameHash: 'c20ad4d76fe97759aa27a0c99bff6710', nonce: 'n', timestamp: market.now(), signature: 's' },
      },
    ],
    status: 0,
  });
  expect(json(await app.form('/subscription/ios-fetch-signatures', asked))).toEqual({ signatures: [], status: 0 });
  expect(json(await app.form('/subscription/ios-fetch-signatures', { userId: '12' }))).toEqual({
    error: 'Product identifiers are not defined..',
  });
  expect(rowsOf(market)).toEqual([]);
});

test('purchases 25, A8: the seventh device is refused with 113, as we decided otherwise than the source', async () => {
  const market = await openMarket();
  for (let number = 1; number <= 6; number += 1) await market.signedIn(ana, 'android', `phone ${number}`);
  const seventh = market.phone('ios');
  await seventh.registerUser(ana, true);
  const reply = await seventh.registerDevice(ana, await market.codeOf(ana));
  expect(faultOf(reply)).toMatchObject({ status: 400, code: 113 });
});
