import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { huaweiPublicKey } from '../../src/adapters/stores/huawei-signature.ts';
import { huaweiStore } from '../../src/adapters/stores/huawei.ts';
import type { NotifyingStoreApi, PurchaseReference, StoreRequest } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import { StandIn } from './support/stand-in.ts';
import type { Reply } from './support/stand-in.ts';

const day = 86_400_000;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const sku = 'net.osmand.huawei.annual.pro_v1';
const token = `00000173${'b'.repeat(76)}.1.5`;
const reference: PurchaseReference = { kind: 'subscription', sku, orderId: '1598.subscription', token };
const inApp: PurchaseReference = { kind: 'in-app', sku: 'net.osmand.huawei.full', orderId: '2020-order', token };
const [orders, subscriptions, login] = ['orders-dre.iap.cloud.huawei.eu', 'subscr-dre.iap.cloud.huawei.eu', 'oauth-login.cloud.huawei.com'];

let standIn: StandIn;
let clock: VirtualClock;
let store: NotifyingStoreApi;
beforeEach(async () => {
  standIn = await StandIn.open();
  clock = new VirtualClock();
  store = open();
  // https://developer.huawei.com/consumer/en/doc/HMSCore-Guides/open-platform-oauth-0000001050123437
  standIn.on(login, ({ method, path, body }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    const right = method === 'POST' && path === '/oauth2/v3/token' && form['client_id'] === '101' && form['client_secret'] === 's3cret';
    return right
      ? { json: { access_token: 'CF/at+1=', expires_in: 3600, token_type: 'Bearer' } }
      : { status: 400, json: { error: 1101, sub_error: 20_304 } };
  });
});
afterEach(async () => {
  await standIn.close();
});
function open(sandbox = false): NotifyingStoreApi {
  const credentials = { clientId: '101', clientSecret: 's3cret', publicKey: huaweiPublicKey(publicKey), site: 'europe' } as const;
  return huaweiStore({ clock, gateway: standIn.url, sandbox, ...credentials, questionMs: 60_000 });
}

/** https://developer.huawei.com/consumer/en/doc/HMSCore-References/server-data-model-0000001050986133 */
function subscriptionData(change: object = {}): object {
  const now = clock.now();
  return {
    ...{
      autoRenewing: true,
      subIsvalid: true,
      orderId: '2021-order',
      lastOrderId: '2020-order',
      packageName: 'net.osmand.huawei',
      applicationId: 101,
    },
    ...{
      productId: sku,
      kind: 2,
      productName: 'OsmAnd Pro',
      productGroup: 'G',
      purchaseTime: now - 65 * day,
      oriPurchaseTime: now - 430 * day,
    },
    ...{
      purchaseState: 0,
      purchaseToken: token,
      currency: 'EUR',
      price: 2999,
      country: 'DE',
      payType: '4',
      subscriptionId: '1598.subscription',
    },
    ...{
      quantity: 1,
      daysLasted: 365,
      numOfPeriods: 2,
      expirationDate: now + 300 * day,
      retryFlag: 0,
      introductoryFlag: 0,
      trialFlag: 0,
      renewStatus: 1,
    },
    ...change,
  };
}
function orderData(change: object = {}): object {
  return {
    ...{
      autoRenewing: false,
      orderId: '2020-order',
      packageName: 'net.osmand.huawei',
      applicationId: 101,
      kind: 1,
      productId: 'net.osmand.huawei.full',
    },
    ...{ purchaseTime: clock.now() - 30 * day, purchaseState: 0, purchaseToken: token, currency: 'EUR', price: 999, country: 'DE' },
    ...change,
  };
}
function signature(data: string, key = keys.privateKey): string {
  return sign('sha256', Buffer.from(data), key).toString('base64');
}
/** https://developer.huawei.com/consumer/en/doc/HMSCore-References/api-order-verify-purchase-token-0000001050746113 */
function order(data: object, key = keys.privateKey): Reply {
  const purchaseTokenData = JSON.stringify(data);
  return { json: { responseCode: '0', purchaseTokenData, dataSignature: signature(purchaseTokenData, key) } };
}
/** https://developer.huawei.com/consumer/en/doc/HMSCore-References/api-subscription-verify-purchase-token-0000001050706080 */
function subscription(data: object): Reply {
  return { json: { responseCode: '0', inappPurchaseData: JSON.stringify(data) } };
}

describe('Huawei AppGallery (P3)', () => {
  test('a subscription, asked for with its id, its token and the access token of the app', async () => {
    standIn.on(subscriptions, () => subscription(subscriptionData({ oriSubscriptionId: 'older' })));
    const now = clock.now();
    expect(await store.confirm(reference)).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{ kind: 'subscription', sku, orderId: '1598.subscription', token, replaces: 'older', asOf: now },
        ...{ start: now - 430 * day, expiry: now + 300 * day, autoRenewing: true, payment: 'received' },
      },
    });
    const asked = standIn.seen.at(-1);
    expect(asked).toMatchObject({ method: 'POST', path: '/sub/applications/v2/purchases/get' });
    expect(asked?.headers['authorization']).toBe(`Basic ${Buffer.from('APPAT:CF/at+1=').toString('base64')}`);
    expect(JSON.parse(asked?.body ?? '')).toEqual({ subscriptionId: '1598.subscription', purchaseToken: token });
    await store.confirm(reference);
    expect(standIn.pathsAt(login)).toHaveLength(1);
  });

  test.each([
    ['cancelled', { autoRenewing: false }, 300, 300, false, 'received'],
    ['in grace period', { grace: 13 }, -3, 13, true, 'pending'],
    ['on hold', { retryFlag: 1 }, -3, -3, true, 'pending'],
    ['paused', { resume: 10 }, -3, -3, true, 'received'],
    ['expired', { autoRenewing: true, expirationIntent: 4 }, -3, -3, false, 'received'],
  ] as const)('purchases 3.1: %s', async (_state, flags, days, ends, autoRenewing, payment) => {
    const now = clock.now();
    const { grace, resume, ...change } = { grace: undefined, resume: undefined, ...flags };
    const until = grace === undefined ? {} : { graceExpirationTime: now + grace * day };
    const again = resume === undefined ? {} : { resumeTime: now + resume * day };
    standIn.on(subscriptions, () => subscription(subscriptionData({ expirationDate: now + days * day, ...change, ...until, ...again })));
    expect(await store.confirm(reference)).toMatchObject({
      outcome: 'confirmed',
      purchase: { expiry: now + ends * day, autoRenewing, payment },
    });
  });

  test('a one-time purchase; refunded, cancelled and unpaid ones', async () => {
    standIn.on(orders, ({ path }) => (path === '/applications/purchases/tokens/verify' ? order(orderData()) : undefined));
    expect(await store.confirm(inApp)).toMatchObject({
      outcome: 'confirmed',
      purchase: { kind: 'in-app', orderId: '2020-order', bought: clock.now() - 30 * day },
    });
    for (const [purchaseState, reason] of [
      [1, 'refunded'],
      [2, 'refunded'],
      [-1, 'pending'],
    ] as const) {
      standIn.on(orders, () => order(orderData({ purchaseState })));
      expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason });
    }
    standIn.on(subscriptions, () => subscription(subscriptionData({ cancelTime: clock.now() - day })));
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'refunded' });
  });

  test('R63: data that Huawei did not sign decides nothing; both kinds of its signature are taken', async () => {
    standIn.on(orders, () => order(orderData(), foreign.privateKey));
    expect(await store.confirm(inApp)).toMatchObject({
      outcome: 'unavailable',
      detail: expect.stringContaining('CAIRN_HUAWEI_PUBLIC_KEY') as string,
    });
    standIn.on(orders, () => ({ json: { responseCode: '0', purchaseTokenData: JSON.stringify(orderData()) } }));
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'unavailable' });
    const data = JSON.stringify(orderData());
    const pss = { key: keys.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    const dataSignature = sign('sha256', Buffer.from(data), pss).toString('base64');
    standIn.on(orders, () => ({
      json: { responseCode: '0', purchaseTokenData: data, dataSignature, signatureAlgorithm: 'SHA256WithRSA/PSS' },
    }));
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed' });
    const inappPurchaseData = JSON.stringify(subscriptionData());
    standIn.on(subscriptions, () => ({
      json: { responseCode: '0', inappPurchaseData, dataSignature: signature(inappPurchaseData, foreign.privateKey) },
    }));
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'unavailable' });
  });

  test('R63: another product, another token, another order, the wrong kind, a test purchase', async () => {
    const reasonOf = async (data: object, asked = reference): Promise<string> => {
      standIn.on(subscriptions, () => subscription(data));
      const answer = await store.confirm(asked);
      return answer.outcome === 'refused' ? answer.reason : answer.outcome;
    };
    expect(await reasonOf(subscriptionData({ productId: 'other' }))).toBe('invalid');
    expect(await reasonOf(subscriptionData({ purchaseToken: 'other' }))).toBe('invalid');
    expect(await reasonOf(subscriptionData({ subscriptionId: 'other' }))).toBe('invalid');
    expect(await reasonOf(subscriptionData({ kind: 1 }))).toBe('invalid');
    expect(await reasonOf(subscriptionData({ purchaseType: 0 }))).toBe('sandbox');
    expect(await reasonOf(subscriptionData(), { ...reference, orderId: null })).toBe('invalid');
    expect(await reasonOf(subscriptionData(), { ...reference, token: '' })).toBe('invalid');
    store = open(true);
    expect(await reasonOf(subscriptionData({ purchaseType: 0 }))).toBe('confirmed');
  });

  test('purchases, section 3: codes 8 and 11 (subscription), 8 and 12 (in-app) are gone; every other code decides nothing', async () => {
    for (const [asked, host, gone] of [
      [reference, subscriptions, ['8', '11']],
      [inApp, orders, ['8', '12']],
    ] as const)
      for (const responseCode of ['5', '6', '8', '9', '11', '12', '-1', 8]) {
        standIn.on(host, () => ({ json: { responseCode, responseMessage: '…' } }));
        const answer = await store.confirm(asked);
        const isGone = gone.some((code) => code === String(responseCode));
        expect([responseCode, answer.outcome]).toEqual([responseCode, isGone ? 'refused' : 'unavailable']);
      }
  });

  test('client credentials that Huawei does not take are an outage, told without them', async () => {
    standIn.on(login, () => ({ status: 400, json: { error: 1101, error_description: 'invalid client' } }));
    const answer = await store.confirm(reference);
    expect(answer).toMatchObject({ outcome: 'unavailable', detail: expect.stringContaining('no access token') as string });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  test('a public key that is none is seen at the start', () => {
    expect(() => huaweiPublicKey('AAAA')).toThrow();
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
    expect(() => huaweiPublicKey(curve.toString('base64'))).toThrow(/RSA/);
  });
});

describe('Huawei AppGallery: notices about subscriptions (R63)', () => {
  /** https://developer.huawei.com/consumer/en/doc/HMSCore-References/api-notifications-about-subscription-events-v2-0000001385268541 */
  const update = (change: object = {}): string =>
    JSON.stringify({
      ...{ environment: 'PROD', notificationType: 2, subscriptionId: '1598.subscription', orderId: '2021-order', productId: sku },
      ...{ latestReceipt: token, autoRenewStatus: 1, applicationId: '101' },
      ...change,
    });
  const request = (content: object): StoreRequest => ({ headers: {}, query: {}, body: Buffer.from(JSON.stringify(content)) });
  const first = (text: string, sealed = signature(text)): StoreRequest =>
    request({ statusUpdateNotification: text, notifycationSignature: sealed });
  const second = (text: string, sealed = signature(text)): StoreRequest =>
    request({
      ...{ version: 'v2', eventType: 'SUBSCRIPTION', notifyTime: clock.now(), applicationId: '101' },
      subNotification: {
        version: 'v2',
        statusUpdateNotification: text,
        notificationSignature: sealed,
        signatureAlgorithm: 'SHA256WithRSA',
      },
    });

  test('both versions say which subscription to look at; the same notice has the same id', async () => {
    const subjects = [{ reference: { kind: 'subscription', sku, orderId: '1598.subscription', token }, address: null }];
    for (const notice of [first(update()), second(update()), second(update())])
      expect(await store.notification(notice)).toEqual({ outcome: 'accepted', id: '1598.subscription/2/2021-order', subjects });
    expect(standIn.seen).toEqual([]);
  });

  test('forged, unsigned, unreadable and sandbox notices are refused', async () => {
    const forged = signature(update(), foreign.privateKey);
    const order = request({
      version: 'v2',
      eventType: 'ORDER',
      orderNotification: { notificationType: 2, purchaseToken: token, productId: sku },
    });
    for (const notice of [
      first(update(), forged),
      second(update(), forged),
      first(update(), signature('other')),
      order,
      request([]),
      request({}),
    ])
      expect(await store.notification(notice)).toEqual({ outcome: 'refused', reason: 'signature' });
    expect(await store.notification({ headers: {}, query: {}, body: Buffer.from('{') })).toEqual({
      outcome: 'refused',
      reason: 'signature',
    });
    expect(await store.notification(first('{}'))).toEqual({ outcome: 'refused', reason: 'malformed' });
    expect(await store.notification(first(update({ environment: 'SandBox' })))).toEqual({ outcome: 'refused', reason: 'sandbox' });
    expect(await open(true).notification(first(update({ environment: 'SandBox' })))).toMatchObject({ outcome: 'accepted' });
  });
});
