import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppStore, bundle, chain, day, notification, proSku, receipt, renewal, signedBy, statuses, transaction } from './support/apple.ts';
import { pem } from './support/certificates.ts';
import { keyFile } from './support/credentials.ts';
import { Google, product, pushed, subscription } from './support/google.ts';
import { startShops } from './support/shop-world.ts';
import type { ShopWorld } from './support/shop-world.ts';
import { StandIn } from './support/stand-in.ts';

/** The whole way: what an app sends, the adapter, its store on loopback, the account's plan; and the notices of the store through HTTP. */
let standIn: StandIn;
let google: Google;
let appStore: AppStore;
let world: ShopWorld;
const ours = chain();
const sku = 'osmand_pro_annual_free_v1';
const place = 'net.osmand/purchases/subscriptionsv2/tokens/play-token';

beforeEach(async () => {
  standIn = await StandIn.open();
  google = new Google(standIn);
  appStore = new AppStore(standIn);
  world = await startShops(standIn, {
    CAIRN_GOOGLE_SERVICE_ACCOUNT: keyFile('through.json', JSON.stringify(google.account)),
    CAIRN_APPLE_KEY: keyFile('through.p8', appStore.pem),
    CAIRN_APPLE_KEY_ID: appStore.keyId,
    CAIRN_APPLE_ISSUER: appStore.issuer,
    CAIRN_APPLE_ROOTS: keyFile('through.pem', pem(ours.root)),
  });
});
afterEach(async () => {
  await world.app.app.close();
  await standIn.close();
});
const now = (): number => world.app.clock.now();

describe('a purchase on its whole way (P3, R63)', () => {
  test('Google Play: bought, then refunded by a notice; a forged notice does nothing', async () => {
    google.purchases.set(place, { json: subscription(now()) });
    const app = await world.signedIn('ana@example.org', 'android');
    const bought = { sku, orderId: 'GPA.3345-1111-2222-33333', purchaseToken: 'play-token' };
    expect((await app.form('/subscription/purchased', { ...bought, deviceid: app.deviceid, accessToken: app.token })).status).toBe(200);
    expect(await world.planOf(app)).toBe('pro');

    const over = [
      { productId: sku, expiryTime: new Date(now() - 1000).toISOString(), latestSuccessfulOrderId: 'GPA.3345-1111-2222-33333' },
    ];
    google.purchases.set(place, { json: subscription(now(), { subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED', lineItems: over }) });
    const voided = { purchaseToken: 'play-token', orderId: 'GPA.3345-1111-2222-33333', productType: 1, refundType: 1 };
    const body = pushed({ voidedPurchaseNotification: voided });
    const post = async (token: string) =>
      await world.app.call('POST', '/api/stores/google/notices', body, { authorization: `Bearer ${token}` });
    expect((await post(await google.pushToken(now(), { aud: 'other' }))).status).toBe(401);
    const before = standIn.pathsAt('androidpublisher.googleapis.com').length;
    await world.app.clock.advance(1_000);
    expect(standIn.pathsAt('androidpublisher.googleapis.com')).toHaveLength(before);
    expect((await post(await google.pushToken(now()))).status).toBe(200);
    await world.until(app, 'grace');
  });

  test('App Store: a receipt makes Pro; a signed refund ends it; the older renewal that comes after it brings nothing back', async () => {
    // The API is down: the signed transaction has to speak for itself.
    standIn.on('api.storekit.apple.com', () => ({ status: 503, json: {} }));
    standIn.on('buy.itunes.apple.com', () => ({ json: receipt(now()) }));
    const app = await world.signedIn('ana@example.org', 'ios');
    const bought = { sku: proSku, purchaseToken: '2000000100000001', payload: Buffer.from('receipt').toString('base64') };
    expect((await app.form('/subscription/purchased', { ...bought, deviceid: app.deviceid, accessToken: app.token })).status).toBe(200);
    expect(await world.planOf(app)).toBe('pro');

    const row = { product_id: proSku, transaction_id: '2000000100000009', original_transaction_id: '2000000100000001' };
    const refunded = {
      ...row,
      purchase_date_ms: String(now() - 65 * day),
      expires_date_ms: String(now()),
      cancellation_date_ms: String(now()),
    };
    const content = { latest_receipt_info: [refunded], receipt: { bundle_id: bundle, in_app: [] } };
    standIn.on('buy.itunes.apple.com', () => ({ json: receipt(now(), content) }));
    await world.app.clock.advance(60_000);
    const signedAt = { signedDate: now() };
    const refund = notification(now(), ours, transaction(now(), { ...signedAt, revocationDate: now() }), { notificationType: 'REFUND' });
    const renewed = notification(now(), ours, transaction(now(), { signedDate: now() - 2 * day }));
    for (const body of [refund, renewed, refund]) {
      expect((await world.app.call('POST', '/api/stores/apple/notices', body)).status).toBe(200);
      await world.until(app, 'grace');
    }
  });

  test('App Store: a subscription that becomes another product stays with its account, without the app', async () => {
    const monthly = 'net.osmand.maps.subscription.pro.monthly_v1';
    const before = transaction(now(), { productId: monthly, transactionId: '2000000100000001', expiresDate: now() + 20 * day });
    const path = '/inApps/v1/subscriptions/2000000100000001';
    appStore.answers.set(path, statuses(ours, 1, before, renewal(now(), { productId: monthly })));
    const app = await world.signedIn('ana@example.org', 'ios');
    const bought = { sku: monthly, purchaseToken: '2000000100000001', payload: signedBy(ours, before) };
    await app.form('/subscription/purchased', { ...bought, deviceid: app.deviceid, accessToken: app.token });
    expect(await world.planOf(app)).toBe('pro');

    await world.app.clock.advance(60_000);
    const after = transaction(now(), { signedDate: now() });
    appStore.answers.set(path, statuses(ours, 1, after, renewal(now())));
    appStore.answers.set('/inApps/v1/subscriptions/2000000100000009', statuses(ours, 1, after, renewal(now())));
    const changed = notification(now(), ours, after, { notificationType: 'DID_CHANGE_RENEWAL_PREF', subtype: 'UPGRADE' });
    expect((await world.app.call('POST', '/api/stores/apple/notices', changed)).status).toBe(200);
    const held = (): unknown =>
      world.app.db.prepare('SELECT sku, account FROM purchase WHERE account IS NOT NULL AND ended_at IS NULL').all();
    for (let turn = 0; turn < 1_000 && !JSON.stringify(held()).includes(proSku); turn += 1) {
      await world.app.clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(held()).toEqual([{ sku: proSku, account: app.userid }]);
    expect(await world.planOf(app)).toBe('pro');
  });

  test('R40: a store that is down neither grants nor takes; what waited counts once it answers', async () => {
    standIn.failure = { status: 503, json: {} };
    google.purchases.set('net.osmand/purchases/products/osmand_full_version_price/tokens/once', { json: product(now()) });
    const app = await world.signedIn('ana@example.org', 'android');
    const bought = { sku: 'osmand_full_version_price', orderId: 'GPA.9999-8888-7777-66666', purchaseToken: 'once', purchaseType: 'inapp' };
    expect((await app.form('/subscription/purchased', { ...bought, deviceid: app.deviceid, accessToken: app.token })).status).toBe(200);
    expect(await world.planOf(app)).toBe('start');
    standIn.failure = null;
    const listed = async (): Promise<string> => (await app.get('/api/inapps/get', { deviceId: app.deviceid, accessToken: app.token })).text;
    let text = await listed();
    for (let turn = 0; turn < 1_000 && !text.includes('osmand_full_version_price'); turn += 1) {
      await world.app.clock.advance(turn < 20 ? 3_600_000 : 1_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
      text = await listed();
    }
    expect(JSON.parse(text)).toMatchObject([{ sku: 'osmand_full_version_price', platform: 'google' }]);
  });
});
