import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Phone } from '../osmand/phone.ts';
import { startShops } from './support/shop-world.ts';
import type { ShopWorld } from './support/shop-world.ts';
import { StandIn } from './support/stand-in.ts';
import type { Reply } from './support/stand-in.ts';

/**
 * Huawei, Amazon and FastSpring on the whole way that `through.test.ts` goes with Google and Apple: what an app sends, the adapter, its
 * store on loopback, the plan of the account, notices through HTTP. The answers are those of the tests of each adapter.
 */
const day = 86_400_000;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let standIn: StandIn;
let world: ShopWorld;
const now = (): number => world.app.clock.now();

beforeEach(async () => {
  standIn = await StandIn.open();
  standIn.on('oauth-login.cloud.huawei.com', () => ({ json: { access_token: 'at', expires_in: 3600, token_type: 'Bearer' } }));
  world = await startShops(standIn, {
    CAIRN_HUAWEI_PUBLIC_KEY: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  });
});
afterEach(async () => {
  await world.app.app.close();
  await standIn.close();
});

/** How a purchase stands at its store. */
type Standing = 'paid' | 'refunded' | 'test' | 'unknown';
interface Shop {
  readonly name: string;
  /** What the app sends. */
  readonly said: Readonly<Record<string, string>>;
  readonly stand: (standing: Standing) => void;
  /** A notice of the store about it, and the same without its proof; null where the store sends none. */
  readonly notice: (() => { readonly path: string; readonly body: string; readonly headers: Record<string, string> }) | null;
}

const huawei: Shop = {
  name: 'Huawei',
  said: { sku: 'net.osmand.huawei.annual.pro_v1', orderId: '1598.subscription', purchaseToken: `00000173${'b'.repeat(76)}.1.5` },
  stand(standing) {
    const { sku, orderId, purchaseToken } = huawei.said;
    const data = {
      ...{ autoRenewing: standing !== 'refunded', subIsvalid: standing !== 'refunded', subscriptionId: orderId, productId: sku, kind: 2 },
      ...{ packageName: 'net.osmand.huawei', applicationId: 101, purchaseToken, orderId: '2021', lastOrderId: '2020' },
      ...{ purchaseTime: now() - 65 * day, oriPurchaseTime: now() - 65 * day, quantity: 1, retryFlag: 0, renewStatus: 1 },
      ...{ purchaseState: standing === 'refunded' ? 2 : 0, expirationDate: now() + (standing === 'refunded' ? -1 : 300 * day) },
      ...(standing === 'refunded' ? { cancelTime: now(), cancelReason: 1 } : {}),
      ...(standing === 'test' ? { purchaseType: 0 } : {}),
    };
    const reply: Reply =
      standing === 'unknown' ? { json: { responseCode: '8' } } : { json: { responseCode: '0', inappPurchaseData: JSON.stringify(data) } };
    standIn.on('subscr-dre.iap.cloud.huawei.eu', ({ body }) =>
      body.includes('1598.subscription') ? reply : { json: { responseCode: '8' } },
    );
  },
  notice() {
    const text = JSON.stringify({
      ...{
        environment: 'PROD',
        notificationType: 1,
        subscriptionId: huawei.said['orderId'],
        orderId: '2021',
        productId: huawei.said['sku'],
      },
      ...{ latestReceipt: huawei.said['purchaseToken'], autoRenewStatus: 0, applicationId: '101' },
    });
    const notifycationSignature = sign('sha256', Buffer.from(text), keys.privateKey).toString('base64');
    return {
      path: '/api/stores/huawei/notices',
      body: JSON.stringify({ statusUpdateNotification: text, notifycationSignature }),
      headers: {},
    };
  },
};

const amazon: Shop = {
  name: 'Amazon',
  said: { sku: 'net.osmand.amazon.pro.annual', orderId: 'q1YqVbJSyjH28DGPKChw9c0o', purchaseToken: 'l3HL7XppEMhrOGDnur9=' },
  stand(standing) {
    const { sku, orderId } = amazon.said;
    const receipt = {
      ...{
        autoRenewing: true,
        betaProduct: false,
        cancelDate: standing === 'refunded' ? now() - 1 : null,
        deferredDate: null,
        deferredSku: null,
      },
      ...{ freeTrialEndDate: null, gracePeriodEndDate: null, parentProductId: null, productId: sku, productType: 'SUBSCRIPTION' },
      ...{
        cancelReason: standing === 'refunded' ? 2 : null,
        promotions: null,
        purchaseDate: Date.UTC(2024, 4, 17),
        quantity: 1,
        receiptId: orderId,
      },
      ...{ renewalDate: now() + 100 * day, term: '1 Year', termSku: `${sku}_term`, testTransaction: standing === 'test' },
    };
    const reply: Reply =
      standing === 'unknown' ? { status: 400, json: { message: 'Invalid receiptID', status: false } } : { json: receipt };
    standIn.on('appstore-sdk.amazon.com', ({ path }) =>
      path.endsWith(orderId ?? '') ? reply : { status: 400, json: { message: 'Invalid receiptID', status: false } },
    );
  },
  notice: null,
};

const fastspring: Shop = {
  name: 'FastSpring',
  said: { sku: 'net.osmand.fastspring.subscription.pro.annual', orderId: 'WS6Y8Jt_RtGxIiGimQqBWg', purchaseToken: 'OSM251121' },
  stand(standing) {
    const { sku, orderId } = fastspring.said;
    const [live, over] = [standing !== 'test', standing === 'refunded'];
    const id = 'AmYzjmPbSbWYkESv7MnwwA';
    const item = { product: 'osmand-pro-annual', quantity: 1, display: 'OsmAnd Pro', sku, subtotal: 29.99, subscription: id };
    const order = {
      order: orderId,
      id: orderId,
      reference: 'OSM251121',
      completed: true,
      live,
      changed: now(),
      total: 29.99,
      items: [item],
    };
    const subscription = {
      ...{
        id,
        subscription: id,
        active: !over,
        state: over ? 'deactivated' : 'active',
        live,
        changed: now(),
        product: 'osmand-pro-annual',
        sku,
      },
      ...{ autoRenew: !over, begin: now() - 40 * day, nextChargeDate: over ? null : now() + 325 * day, end: over ? now() - 1 : null },
    };
    const missing: Reply = { status: 400, json: { action: 'order.get', order: orderId, result: 'error', error: { order: 'Not found' } } };
    standIn.on('api.fastspring.com', ({ path }) => {
      if (standing === 'unknown') return missing;
      return path === `/orders/${orderId ?? ''}` ? { json: order } : path === `/subscriptions/${id}` ? { json: subscription } : missing;
    });
  },
  notice() {
    const { sku, orderId } = fastspring.said;
    const items = [{ product: 'osmand-pro-annual', quantity: 1, sku, subscription: 'AmYzjmPbSbWYkESv7MnwwA' }];
    const data = { return: 'QpMoe70', items, original: { id: orderId, order: orderId, reference: 'OSM251121' } };
    const body = JSON.stringify({ events: [{ id: 'ev-9', processed: false, created: now(), type: 'return.created', live: true, data }] });
    const seal = createHmac('sha256', 'webhook-secret').update(body).digest('base64');
    return { path: '/fs/order-completed', body, headers: { 'x-fs-signature': seal, 'content-type': 'application/json' } };
  },
};

const send = (app: Phone, said: Readonly<Record<string, string>>) =>
  app.form('/subscription/purchased', { ...said, deviceid: app.deviceid, accessToken: app.token });
const holders = (): unknown[] => world.app.db.prepare('SELECT account, end_reason FROM purchase').all();

describe.each([huawei, amazon, fastspring])('a purchase of $name on its whole way (P3, R63)', (shop) => {
  test(`R63 ${shop.name}: forged, unknown and test purchases give nothing`, async () => {
    const app = await world.signedIn('ana@example.org', 'android');
    for (const [standing, said] of [
      ['unknown', shop.said],
      ['test', shop.said],
      ['paid', { ...shop.said, orderId: 'made-up', purchaseToken: 'guessed' }],
    ] as const) {
      shop.stand(standing);
      expect((await send(app, said)).status).toBe(200);
      expect([standing, await world.planOf(app)]).toEqual([standing, 'start']);
    }
    expect(holders()).toEqual([]);
  });

  test(`R63 P4 ${shop.name}: bought, sent again, sent by another account: one holds it, and a refund ends it wherever it is`, async () => {
    shop.stand('paid');
    const ana = await world.signedIn('ana@example.org', 'android');
    const bob = await world.signedIn('bob@example.org', 'android', 'another phone');
    for (const app of [ana, ana, bob]) expect((await send(app, shop.said)).status).toBe(200);
    expect([await world.planOf(ana), await world.planOf(bob)]).toEqual(['grace', 'pro']);
    expect(holders()).toEqual([{ account: bob.userid, end_reason: null }]);
    shop.stand('refunded');
    if (shop.notice === null) {
      // No notice comes: the next look of the server's own finds it.
      await world.app.clock.skip(14 * day);
      await world.app.app.jobs.runNow('check-purchases');
    } else {
      const { path, body, headers } = shop.notice();
      const post = async (text: string, heads = headers) =>
        (
          await world.app.app.frame.inject({
            method: 'POST',
            url: path,
            payload: text,
            headers: { 'content-type': 'application/json', ...heads },
          })
        ).statusCode;
      const before = standIn.seen.length;
      // Changed on the way, or without its proof: not even a question to the store.
      expect(await post(body.replace(/2021|ev-9/, '7'))).toBe(401);
      await world.app.clock.advance(1000);
      expect(standIn.seen).toHaveLength(before);
      expect(await post(body)).toBe(200);
      await world.until(bob, 'grace');
      // Twice, and late.
      expect(await post(body)).toBe(200);
      await world.app.clock.skip(5 * day);
      expect(await post(body)).toBe(200);
    }
    await world.app.clock.advance(60_000);
    expect([await world.planOf(ana), await world.planOf(bob)]).toEqual(['grace', 'grace']);
    expect(holders()).toHaveLength(1);
  });

  test(`R40 ${shop.name}: an outage takes nothing that was confirmed, and what came meanwhile counts once the store answers`, async () => {
    shop.stand('paid');
    const ana = await world.signedIn('ana@example.org', 'android');
    standIn.failure = { status: 503, json: {} };
    expect((await send(ana, shop.said)).status).toBe(200);
    expect(await world.planOf(ana)).toBe('start');
    const look = async (later: number): Promise<string> => {
      await world.app.clock.skip(later);
      await world.app.app.jobs.runNow('check-purchases');
      return world.planOf(ana);
    };
    expect(await look(3_600_000)).toBe('start');
    standIn.failure = null;
    expect(await look(12 * 3_600_000)).toBe('pro');
    standIn.failure = 'cut';
    expect(await look(40 * day)).toBe('pro');
  });
});
