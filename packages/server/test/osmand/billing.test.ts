import fc from 'fast-check';
import { billingApi, billingRoutes } from '@cairn/protocol/schemas';
import type { BillingRouteName } from '@cairn/protocol/schemas';
import type { Route } from '@cairn/protocol';
import { describe, expect, test } from 'vitest';
import { requestsTo } from '../support/requests.ts';
import { platforms } from './phone.ts';
import type { Params, Phone, Reply } from './phone.ts';
import { startPhones } from './world.ts';
import type { PhoneWorld } from './world.ts';

const json = (reply: Reply): unknown => JSON.parse(reply.text);
const faultIn = (reply: Reply): [number, string] => [reply.status, billingApi.BillingFault.parse(json(reply)).error];
/** As both apps name themselves to `/api`: with a capital I, unlike everywhere else (device-api 1.15). */
const named = (app: Phone): Params => ({ deviceId: app.deviceid, accessToken: app.token, os: app.platform, version: '5.1.0' });
/** Everything in the database, but what counts requests. */
function stateOf({ app }: PhoneWorld): string {
  const tables = app.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'tally' ORDER BY name")
    .pluck()
    .all() as string[];
  return JSON.stringify(tables.map((table) => app.db.prepare(`SELECT * FROM ${table}`).all()));
}
interface Entry {
  readonly sku: string;
  readonly valid: string;
  readonly state: string;
  readonly start_time: string;
  readonly expire_time: string;
}

describe.each(platforms)('as %s asks', (platform) => {
  test('C80 purchases 12: an account on Pro looks like Pro, by the chain that iOS walks', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { orderid } = json(await app.get('user-validate-sub', app.auth)) as { orderid: string };
    expect(orderid).toBeTypeOf('string');
    const reply = await app.get('/api/subscriptions/get', { orderId: orderid });
    expect(reply.status).toBe(200);
    const [entry, ...more] = json(reply) as Entry[];
    expect(more).toEqual([]);
    // What iOS keeps: valid, a SKU and an active state.
    expect(entry).toMatchObject({ valid: 'true', state: 'active', sku: 'promo_website' });
    expect(Number(entry!.start_time)).toBeLessThanOrEqual(world.clock.now());
    expect(Number(entry!.expire_time)).toBeGreaterThan(world.clock.now());
    // What makes it count on another platform than that of its store (purchases 1.8).
    expect(entry).toMatchObject({ 'cross-platform': 'true', duration_unit: 'year', feature_pro: 'true' });
    expect(json(await app.get('/api/subscriptions/get', named(app)))).toEqual([entry]);
    expect(json(await app.get('/api/subscriptions/getAll', named(app)))).toEqual([entry]);
  });

  test('C80 an account on Start looks like Start, and its device is known', async () => {
    const { signedIn } = await startPhones({ PLAN: 'start' });
    const app = await signedIn('ana@example.org', platform);
    expect(json(await app.get('user-validate-sub', app.auth))).not.toHaveProperty('orderid');
    expect(json(await app.get('/api/subscriptions/get', named(app)))).toEqual({});
    expect(json(await app.get('/api/subscriptions/getAll', named(app)))).toEqual([]);
    expect(json(await app.get('/api/inapps/get', named(app)))).toEqual([]);
  });

  test('C80 purchases 10: /api/inapps/get is never {} for a known device, and {} for a wrong token', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const other = await signedIn('b@example.org', platform);
    expect(json(await app.get('/api/inapps/get', named(app)))).toEqual([]);
    expect(json(await app.get('/api/inapps/get', { ...named(app), userId: '1', userToken: '1' }))).toEqual([]);
    const wrong: Params[] = [
      {},
      { ...named(app), accessToken: 'x' },
      { ...named(app), accessToken: other.token, deviceId: app.deviceid + 100 },
      { ...named(app), deviceId: 'x' },
      { userId: '12', userToken: '345678' },
    ];
    for (const params of wrong) {
      const replies = [await app.get('/api/inapps/get', params), await app.get('/api/subscriptions/getAll', params)];
      replies.push(await app.get('/api/subscriptions/get', params));
      for (const reply of replies) expect([reply.status, json(reply)]).toEqual([200, {}]);
    }
  });

  test('purchases 20: a supporter has a numeric text and six digits, is known again and grants nothing', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const path of ['/subscription/register', '/subscription/register.php']) {
      const made = json(await app.form(path, { email: 'a@b.org', visibleName: 'Ana & Bob', os: 'android' })) as Record<string, string>;
      expect(made).toEqual({
        ...{ userid: expect.stringMatching(/^\d+$/) as string, token: expect.stringMatching(/^\d{6}$/) as string },
        ...{ visibleName: 'Ana & Bob', email: 'a@b.org', preferredCountry: 'null' },
      });
      const { userid, token } = made;
      expect(json(await app.get('/api/inapps/get', { userId: userid, userToken: token }))).toEqual([]);
      expect(json(await app.get('/api/subscriptions/getAll', { userId: userid, userToken: token }))).toEqual({});
      const update = path.replace('register', 'update');
      expect(json(await app.form(update, { userid, token, visibleName: 'Ana' }))).toMatchObject({ userid, token, visibleName: 'Ana' });
      expect(faultIn(await app.form(update, { token }))).toEqual([400, 'Please validate user id..']);
      expect(faultIn(await app.form(update, { userid }))).toEqual([400, 'Token is not present..']);
      expect(faultIn(await app.form(update, { userid: 'x', token }))).toEqual([400, "Couldn't find your user id: x."]);
      const other = token === '100000' ? '100001' : '100000';
      expect(faultIn(await app.form(update, { userid, token: other }))).toEqual([400, `Couldn't validate the token: ${other}.`]);
    }
  });

  test('purchases 2, 3, 6: a purchase is answered alike each time, with a right token, a wrong one and none', async () => {
    const world = await startPhones();
    const app = await world.signedIn('ana@example.org', platform);
    const purchase: Params =
      platform === 'android'
        ? { sku: 'osmand_pro_annual_full_v1', orderId: 'GPA.1', purchaseToken: 'token' }
        : { sku: 'net.osmand.maps.subscription.pro.annual_v1', purchaseToken: '1000', payload: 'r'.repeat(200_000) };
    const before = stateOf(world);
    for (const path of ['/subscription/purchased', '/subscription/purchased.php', '/subscription/restore-purchased']) {
      for (const identity of [app.auth, app.auth, { ...app.auth, accessToken: 'x' }, {}, { userid: '1', token: '2' }]) {
        const reply = await app.form(path, { ...purchase, ...identity });
        expect([reply.status, json(reply)]).toEqual([200, { res: 'OK', type: 'subscription' }]);
      }
    }
    const inApp = await app.form('/subscription/purchased', { ...purchase, purchaseType: 'inapp', ...app.auth });
    expect(json(inApp)).toEqual({ res: 'OK', type: 'inapp' });
    expect(stateOf(world)).toBe(before);
  });

  test('purchases 4: what is missing of a purchase is said as the original says it', async () => {
    const { phone } = await startPhones();
    const app = phone(platform);
    const text = 'Purchase details (orderId/transactionId, purchaseToken/payload, sku) are incomplete..';
    const whole = { sku: 'osmand_pro_annual_full_v1', orderId: 'GPA.1', purchaseToken: 'token' };
    const apple = { sku: 'net.osmand.maps.subscription.pro.annual_v1', purchaseToken: '1', payload: 'receipt' };
    for (const path of ['/subscription/purchased', '/subscription/restore-purchased']) {
      for (const missing of ['sku', 'purchaseToken'])
        expect(faultIn(await app.form(path, { ...whole, [missing]: undefined }))).toEqual([400, text]);
      for (const missing of ['sku', 'purchaseToken', 'payload'])
        expect(faultIn(await app.form(path, { ...apple, [missing]: undefined }))).toEqual([400, text]);
    }
    expect(faultIn(await app.form('/subscription/purchased', { ...whole, purchaseType: 'gift' }))).toEqual([
      400,
      'Invalid purchaseType specified: gift.',
    ]);
  });

  test('purchases 5: the paid app itself is answered with OK, and nothing is stored', async () => {
    const world = await startPhones();
    const app = world.phone(platform);
    const before = stateOf(world);
    const params = { purchaseType: 'inapp', sku: 'osmand_full_version_price', orderId: 'OSMAND_PLUS_APP', purchaseToken: 'x' };
    expect(json(await app.form('/subscription/purchased', params))).toEqual({ res: 'OK', type: 'inapp' });
    expect(stateOf(world)).toBe(before);
  });

  test('purchases 7, C12: no purchase and no order id of another account moves or grants anything', async () => {
    const world = await startPhones({ PLAN: 'start' });
    const app = await world.signedIn('ana@example.org', platform);
    const before = stateOf(world);
    for (const orderId of ['GPA.1', 'manually-validated', 'promo', `cairn-1-${'0'.repeat(32)}`]) {
      expect(json(await app.get('/api/subscriptions/get', { orderId }))).toEqual([]);
      await app.form('/subscription/purchased', { sku: 'osmand_pro_annual_full_v1', orderId, purchaseToken: 'x', ...app.auth });
      await app.form('user-update-orderid', { email: 'ana@example.org', orderid: orderId });
    }
    expect(stateOf(world)).toBe(before);
    expect(json(await app.get('/api/subscriptions/getAll', named(app)))).toEqual([]);
    expect(json(await app.get('user-validate-sub', app.auth))).not.toHaveProperty('orderid');
  });

  test('purchases 8: after the account was deleted its order id stands for nothing', async () => {
    const { signedIn, codeOf } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { orderid } = json(await app.get('user-validate-sub', app.auth)) as { orderid: string };
    await app.json('send-code', app.auth, { action: 'delete' });
    expect((await app.json('delete-account', app.auth, { token: await codeOf('ana@example.org') })).status).toBe(200);
    expect(json(await app.get('/api/subscriptions/get', { orderId: orderid }))).toEqual([]);
    expect(json(await app.get('/api/inapps/get', named(app)))).toEqual({});
  });

  test('purchases 13: every value is a text', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const path of ['/api/subscriptions/get', '/api/subscriptions/getAll', '/api/inapps/get']) {
      for (const entry of json(await app.get(path, named(app))) as object[]) {
        for (const value of Object.values(entry)) expect(value).toBeTypeOf('string');
      }
    }
    expect(json(await app.get('/api/subscriptions/active', { os: platform, version: '5.1' }))).toEqual({});
  });

  test('purchases 19: the mailing list answers the same address each time, and keeps none', async () => {
    const world = await startPhones();
    const app = world.phone(platform);
    const before = stateOf(world);
    for (const path of ['/subscription/register_email', '/subscription/register_email', '/subscription/register_email.php']) {
      const reply = json(await app.form(path, { aid: 'x', email: 'Ana+1@Example.org', os: platform }));
      expect(reply).toEqual({ email: 'Ana+1@Example.org', message: expect.any(String) as string, time: expect.any(Number) as number });
    }
    expect(faultIn(await app.form('/subscription/register_email', { email: 'nobody' }))[0]).toBe(400);
    expect(stateOf(world)).toBe(before);
  });

  test('purchases 22: a receipt that cannot be checked is an error, so that the app keeps its purchases; an empty one is none', async () => {
    const { phone } = await startPhones();
    const app = phone(platform);
    expect(faultIn(await app.form('/subscription/ios-receipt-validate', { receipt: 'x'.repeat(300_000), os: 'ios' }))).toEqual([
      400,
      'Cannot load receipt..',
    ]);
    expect(json(await app.form('/subscription/ios-receipt-validate', { receipt: '' }))).toMatchObject({
      ...{ result: false, status: 0, eligible_for_introductory_price: 'true' },
    });
  });
});

test('R69 neither tokens nor purchases reach the log', async () => {
  const { signedIn, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'ios');
  await app.get('/api/inapps/get', named(app));
  await app.form('/subscription/purchased', { ...app.auth, sku: 'x', orderId: 'ORDERMARK', purchaseToken: 'TOKENMARK' });
  const log = JSON.stringify(world.log.lines);
  for (const secret of [app.token, 'ORDERMARK', 'TOKENMARK']) expect(log).not.toContain(secret);
});

test('R47 every route of the billing under generated requests: no server error, no answer outside its schema, nothing changed', async () => {
  const world = await startPhones();
  const app = await world.signedIn('ana@example.org', 'ios');
  const auth = new URLSearchParams({ deviceId: String(app.deviceid), accessToken: app.token }).toString();
  const before = stateOf(world);
  for (const name of Object.keys(billingRoutes) as BillingRouteName[]) {
    const route: Route = billingRoutes[name];
    await fc.assert(
      fc.asyncProperty(requestsTo(route), fc.nat(), async ({ url, contentType }, way) => {
        const [path = '', query = ''] = url.split('?');
        const all = way % 3 === 0 ? query : `${query}&${auth}`;
        const inBody = route.method === 'POST' && way % 2 === 0;
        const kind = way % 7 === 0 ? contentType : 'application/x-www-form-urlencoded';
        const answer = await world.app.app.frame.inject({
          method: route.method as 'GET',
          url: inBody ? path : `${path}?${all}`,
          headers: inBody && kind !== undefined ? { 'content-type': kind } : {},
          ...(inBody ? { payload: all } : {}),
        });
        expect(answer.statusCode, answer.body).toBeLessThan(500);
        if (answer.statusCode === 200) expect(route.answer.safeParse(answer.json()).success).toBe(true);
        else expect(answer.json()).toHaveProperty('error');
      }),
      { numRuns: Number(process.env['CHECK_REQUESTS'] ?? '60'), seed: 20261121, endOnFailure: false },
    );
  }
  expect(stateOf(world)).toBe(before);
});
