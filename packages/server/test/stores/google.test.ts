import { generateKeyPairSync } from 'node:crypto';
import { androidpublisher } from '@googleapis/androidpublisher';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { googleStore, packageOf } from '../../src/adapters/stores/google.ts';
import type { NotifyingStoreApi, PurchaseReference, StoreRequest } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import { Google, day, fault, product, pushed, subscription } from './support/google.ts';
import type { Subscription } from './support/google.ts';
import { StandIn } from './support/stand-in.ts';

let standIn: StandIn;
let google: Google;
let clock: VirtualClock;
let store: NotifyingStoreApi;
const sku = 'osmand_pro_annual_free_v1';
const place = 'net.osmand/purchases/subscriptionsv2/tokens/play-token';
const reference: PurchaseReference = { kind: 'subscription', sku, orderId: 'GPA.3345-1111-2222-33333', token: 'play-token' };
const inApp: PurchaseReference = { kind: 'in-app', sku: 'osmand_full_version_price', orderId: 'GPA.9999-8888-7777-66666', token: 'once' };
const inAppPlace = 'net.osmand/purchases/products/osmand_full_version_price/tokens/once';

beforeEach(async () => {
  standIn = await StandIn.open();
  google = new Google(standIn);
  clock = new VirtualClock();
  store = open(false);
});
afterEach(async () => {
  await standIn.close();
});
function open(sandbox: boolean): NotifyingStoreApi {
  const push = { audience: 'cairn', account: 'push@project.iam.gserviceaccount.com' };
  return googleStore({ clock, gateway: standIn.url, account: google.account, push, sandbox, questionMs: 60_000 });
}
function sells(change: Partial<Subscription>): void {
  google.purchases.set(place, { json: subscription(clock.now(), change) });
}

describe('Google Play: asking about a purchase (P3, section 3 of purchases)', () => {
  test('an active subscription is confirmed with its first order, its end, and what it took the place of', async () => {
    sells({ linkedPurchaseToken: 'older-token' });
    expect(await store.confirm({ ...reference, orderId: 'GPA.3345-1111-2222-33333..2' })).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{
          kind: 'subscription',
          sku,
          orderId: 'GPA.3345-1111-2222-33333',
          token: 'play-token',
          replaces: 'older-token',
          asOf: clock.now(),
        },
        ...{ start: clock.now() - 400 * day, expiry: clock.now() + 300 * day, autoRenewing: true, payment: 'received' },
      },
    });
  });

  test.each([
    ['SUBSCRIPTION_STATE_ACTIVE', true, 300, true, 'received'],
    ['SUBSCRIPTION_STATE_CANCELED', false, 20, false, 'received'],
    ['SUBSCRIPTION_STATE_IN_GRACE_PERIOD', true, 2, true, 'pending'],
    ['SUBSCRIPTION_STATE_ON_HOLD', true, -3, true, 'pending'],
    ['SUBSCRIPTION_STATE_PAUSED', true, -3, true, 'received'],
    ['SUBSCRIPTION_STATE_EXPIRED', true, -3, false, 'received'],
    ['SUBSCRIPTION_STATE_OF_TOMORROW', true, 20, true, 'other'],
  ] as const)('purchases 3.1: %s', async (subscriptionState, enabled, days, autoRenewing, payment) => {
    const expiry = clock.now() + days * day;
    sells({
      subscriptionState,
      lineItems: [{ productId: sku, expiryTime: new Date(expiry).toISOString(), autoRenewingPlan: { autoRenewEnabled: enabled } }],
    });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed', purchase: { expiry, autoRenewing, payment } });
  });

  test('times with nanoseconds, or of another zone, are read', async () => {
    const at = Date.UTC(2027, 0, 2, 3, 4, 5, 678);
    for (const expiryTime of ['2027-01-02T03:04:05.678901234Z', '2027-01-02T08:34:05.678+05:30']) {
      sells({ lineItems: [{ productId: sku, expiryTime, autoRenewingPlan: {} }] });
      expect(await store.confirm(reference)).toMatchObject({ purchase: { expiry: at } });
    }
  });

  test('a subscription that was never paid, of another product or another order does not count', async () => {
    google.purchases.set(place, {
      json: { ...subscription(clock.now()), subscriptionState: 'SUBSCRIPTION_STATE_PENDING', startTime: undefined },
    });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'pending' });
    const later = { lineItems: [{ productId: sku, autoRenewingPlan: { autoRenewEnabled: true } }] };
    google.purchases.set(place, { json: { ...subscription(clock.now(), later), latestOrderId: undefined } });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'pending' });
    sells({ subscriptionState: 'SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    sells({});
    expect(await store.confirm({ ...reference, sku: 'osmand_pro_monthly_free_v1' })).toMatchObject({
      outcome: 'refused',
      reason: 'invalid',
    });
    expect(await store.confirm({ ...reference, orderId: 'GPA.0000-0000-0000-00000' })).toMatchObject({
      outcome: 'refused',
      reason: 'invalid',
    });
  });

  test('R63: a test purchase counts only where the operator lets it', async () => {
    sells({ testPurchase: {} });
    google.purchases.set(inAppPlace, { json: product(clock.now(), { purchaseType: 0 }) });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'sandbox' });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'sandbox' });
    store = open(true);
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed' });
  });

  test('a one-time purchase: bought, refunded, pending, forged, forgotten', async () => {
    const reasonOf = async (): Promise<string> => {
      const answer = await store.confirm(inApp);
      return answer.outcome === 'refused' ? answer.reason : answer.outcome;
    };
    google.purchases.set(inAppPlace, { json: product(clock.now()) });
    expect(await store.confirm(inApp)).toMatchObject({
      outcome: 'confirmed',
      purchase: { kind: 'in-app', orderId: 'GPA.9999-8888-7777-66666', bought: clock.now() - 30 * day },
    });
    google.purchases.set(inAppPlace, { json: product(clock.now(), { purchaseState: 1 }) });
    expect(await reasonOf()).toBe('refunded');
    google.purchases.set(inAppPlace, { json: product(clock.now(), { purchaseState: 2 }) });
    expect(await reasonOf()).toBe('pending');
    google.purchases.set(inAppPlace, fault(400, 'purchaseTokenDoesNotMatchProductId'));
    expect(await reasonOf()).toBe('invalid');
    google.purchases.set(inAppPlace, fault(410, 'purchaseTokenNoLongerValid'));
    expect(await reasonOf()).toBe('gone');
    google.purchases.delete(inAppPlace);
    expect(await reasonOf()).toBe('invalid');
  });

  test('an app that the account may not see is our fault, not that of the purchase', async () => {
    google.purchases.set(place, fault(404, 'applicationNotFound'));
    expect(await store.confirm(reference)).toMatchObject({
      outcome: 'unavailable',
      detail: expect.stringContaining('Play console') as string,
    });
    google.purchases.set(place, { status: 404, text: '<html>not Google</html>' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'unavailable' });
  });

  test('a purchase without an order (a promo code of Play) is known by its token, whatever order the app names', async () => {
    google.purchases.set(inAppPlace, { json: { ...product(clock.now()), orderId: undefined } });
    const [one, other] = [await store.confirm({ ...inApp, orderId: null }), await store.confirm({ ...inApp, orderId: 'of somebody else' })];
    expect(one).toEqual(other);
    expect(one).toMatchObject({ purchase: { orderId: expect.stringMatching(/^token-[0-9a-f]{32}$/) as string } });
  });

  test('a token that no store gave out is refused unasked', async () => {
    for (const token of ['', '..', '.', 'a\nb', '\ud800', 'x'.repeat(2001)])
      expect(await store.confirm({ ...reference, token })).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    expect(standIn.seen).toEqual([]);
  });

  test('a token changes nothing but its own place in the address', async () => {
    await store.confirm({ ...reference, token: '../../x?alt=media#/%2e' });
    expect(standIn.pathsAt('androidpublisher.googleapis.com')).toEqual([
      '/androidpublisher/v3/applications/net.osmand/purchases/subscriptionsv2/tokens/..%2F..%2Fx%3Falt%3Dmedia%23%2F%252e',
    ]);
  });

  test.each([
    ['subscription', 'osm_live_subscription_2', 'net.osmand.plus'],
    ['subscription', 'osm_free_live_subscription_2', 'net.osmand'],
    ['subscription', 'osmand_pro_monthly_full_v1', 'net.osmand.plus'],
    ['subscription', 'osmand_maps_annual_free_v1', 'net.osmand'],
    ['in-app', 'osmand_full_version_price', 'net.osmand'],
    ['in-app', 'net.osmand.seadepth_plus', 'net.osmand.plus'],
    ['in-app', 'net.osmand.contourlines', 'net.osmand'],
  ] as const)('purchases 3: the package of the %s %s is %s', (kind, name, expected) => {
    expect(packageOf({ kind, sku: name })).toBe(expected);
  });
});

describe('Google Play: the access token', () => {
  test('one token serves until shortly before its end, also for questions at the same time', async () => {
    sells({});
    await Promise.all([store.confirm(reference), store.confirm(reference), store.confirm(reference)]);
    expect(google.tokensGiven).toBe(1);
    const [asked] = standIn.seen;
    expect(asked !== undefined && (await google.signedByAccount(asked, clock.now()))).toBe(true);
    clock.set(clock.now() + 3_530_000);
    await store.confirm(reference);
    expect(google.tokensGiven).toBe(1);
    clock.set(clock.now() + 20_000);
    await store.confirm(reference);
    expect(google.tokensGiven).toBe(2);
  });

  test('a token that Google no longer takes is replaced once, unnoticed', async () => {
    sells({});
    await store.confirm(reference);
    google.forgetTokens();
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    expect(google.tokensGiven).toBe(2);
  });

  test('an account that Google does not know is an outage, told without its secrets', async () => {
    standIn.on('oauth2.googleapis.com', () => ({ status: 400, json: { error: 'invalid_grant' } }));
    const answer = await store.confirm(reference);
    expect(answer).toMatchObject({ outcome: 'unavailable' });
    expect(JSON.stringify(answer)).not.toMatch(/PRIVATE|play-token|iam\.gserviceaccount/);
  });
});

describe('Google Play: real-time developer notifications (R63)', () => {
  const bought = { subscriptionNotification: { version: '1.0', notificationType: 4, purchaseToken: 'play-token', subscriptionId: sku } };
  const request = (body: string, token?: string): StoreRequest => ({
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    query: {},
    body: Buffer.from(body),
  });
  const post = async (body: string, change: Record<string, unknown> = {}) =>
    await store.notification(request(body, await google.pushToken(clock.now(), change)));

  test('says which purchase to look at again, and asks nothing about it', async () => {
    expect(await post(pushed(bought))).toEqual({
      outcome: 'accepted',
      id: '136969346945',
      subjects: [{ reference: { kind: 'subscription', sku, orderId: null, token: 'play-token' }, address: null }],
    });
    expect(standIn.pathsAt('androidpublisher.googleapis.com')).toEqual([]);
    const unnamed = { ...bought.subscriptionNotification, subscriptionId: undefined };
    expect(await post(pushed({ subscriptionNotification: unnamed }))).toMatchObject({
      subjects: [{ reference: { sku: null, token: 'play-token' } }],
    });
    expect(
      await post(pushed({ oneTimeProductNotification: { notificationType: 1, purchaseToken: 't', sku: 'osmand_full_version_price' } })),
    ).toMatchObject({
      subjects: [{ reference: { kind: 'in-app', sku: 'osmand_full_version_price', token: 't' } }],
    });
    const voided = { purchaseToken: 't', orderId: 'GPA.1..3', productType: 1, refundType: 1 };
    expect(await post(pushed({ voidedPurchaseNotification: voided }))).toMatchObject({
      subjects: [{ reference: { kind: 'subscription', sku: null, orderId: 'GPA.1', token: 't' } }],
    });
    expect(await post(pushed({ testNotification: { version: '1.0' } }))).toMatchObject({ outcome: 'accepted', subjects: [] });
  });

  test('a notice that is sent again has the same id', async () => {
    expect(await post(pushed(bought, '7'))).toEqual(await post(pushed(bought, '7')));
  });

  test.each([
    ['of another audience', { aud: 'somebody else' }],
    ['of another account', { email: 'evil@project.iam.gserviceaccount.com' }],
    ['of an address that is not verified', { email_verified: false }],
    ['of another issuer', { iss: 'https://accounts.example.org' }],
    ['that is over', { exp: 1_000_000_000 }],
    ['from the future', { nbf: 4_000_000_000 }],
    ['without an end', { exp: undefined }],
  ])('a token %s is refused', async (_name, change) => {
    expect(await post(pushed(bought), change)).toEqual({ outcome: 'refused', reason: 'signature' });
  });

  test('no token, an unsigned one, one of another key under a known name: refused', async () => {
    expect(await store.notification(request(pushed(bought)))).toEqual({ outcome: 'refused', reason: 'signature' });
    const unsigned = new UnsecuredJWT({ email: 'push@project.iam.gserviceaccount.com', email_verified: true })
      .setAudience('cairn')
      .encode();
    expect(await store.notification(request(pushed(bought), `${unsigned}x`))).toEqual({ outcome: 'refused', reason: 'signature' });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await google.pushToken(clock.now(), {}, 'key-1', privateKey);
    expect(await store.notification(request(pushed(bought), forged))).toEqual({ outcome: 'refused', reason: 'signature' });
    const symmetric = await new SignJWT({ email: 'push@project.iam.gserviceaccount.com', email_verified: true })
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .setAudience('cairn')
      .sign(Buffer.alloc(32));
    expect(await store.notification(request(pushed(bought), symmetric))).toEqual({ outcome: 'refused', reason: 'signature' });
  });

  test('a notice for another app, or that cannot be read, is refused', async () => {
    expect(await post(pushed({ ...bought, packageName: 'com.example' }))).toEqual({ outcome: 'refused', reason: 'signature' });
    for (const body of ['', 'null', '{}', '{"message":{"data":"!!","messageId":"1"}}', '{"message":{"data":"bnVsbA==","messageId":"1"}}'])
      expect(await post(body)).toEqual({ outcome: 'refused', reason: 'malformed' });
  });

  test('the keys are asked for once; a new key of Google is found, and made-up ones cost one question in five minutes', async () => {
    await post(pushed(bought));
    await post(pushed(bought));
    expect(standIn.pathsAt('www.googleapis.com')).toHaveLength(1);
    google.changeIdentityKey('key-2');
    clock.set(clock.now() + 300_001);
    expect(await post(pushed(bought))).toMatchObject({ outcome: 'accepted' });
    expect(standIn.pathsAt('www.googleapis.com')).toHaveLength(2);
    for (let number = 0; number < 5; number += 1) {
      const made = await google.pushToken(clock.now(), {}, `made-up-${number}`);
      expect(await store.notification(request(pushed(bought), made))).toEqual({ outcome: 'refused', reason: 'signature' });
    }
    expect(standIn.pathsAt('www.googleapis.com')).toHaveLength(2);
  });

  test('R40: keys that cannot be had make the notice wait, not be refused', async () => {
    standIn.failure = { status: 503, json: {} };
    expect(await post(pushed(bought))).toMatchObject({ outcome: 'unavailable' });
    standIn.failure = { json: { keys: [{ kty: 'RSA', kid: 'key-1', n: 'AA', e: '!!' }] } };
    expect(await post(pushed(bought))).toMatchObject({ outcome: 'unavailable' });
  });
});

test("the stand-in answers Google's own client as it answers us", async () => {
  sells({});
  google.purchases.set(inAppPlace, { json: product(clock.now()) });
  await store.confirm(reference);
  const bearer = standIn.seen.at(-1)?.headers['authorization'] ?? '';
  standIn.plainHost = 'androidpublisher.googleapis.com';
  const client = androidpublisher({ version: 'v3', rootUrl: standIn.url, headers: { authorization: bearer } });
  const { data } = await client.purchases.subscriptionsv2.get({ packageName: 'net.osmand', token: 'play-token' });
  expect(data).toEqual(subscription(clock.now()));
  const once = await client.purchases.products.get({ packageName: 'net.osmand', productId: 'osmand_full_version_price', token: 'once' });
  expect(once.data.orderId).toBe('GPA.9999-8888-7777-66666');
  await expect(client.purchases.subscriptionsv2.get({ packageName: 'net.osmand', token: 'unknown' })).rejects.toMatchObject({
    status: 404,
  });
});
