import { X509Certificate, createPublicKey, verify } from 'node:crypto';
import { AppStoreServerAPIClient, Environment, PromotionalOfferSignatureCreator } from '@apple/app-store-server-library';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appleRootG3 } from '../../src/adapters/stores/apple-root.ts';
import { appleStore } from '../../src/adapters/stores/apple.ts';
import type { AppleOptions } from '../../src/adapters/stores/apple.ts';
import type { AppleApi, PurchaseReference, StoreRequest } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import {
  AppStore,
  appId,
  bundle,
  chain,
  day,
  notification,
  once,
  plusSku,
  proSku,
  renewal,
  signedBy,
  statuses,
  transaction,
} from './support/apple.ts';
import type { Chain } from './support/apple.ts';
import { StandIn } from './support/stand-in.ts';

let standIn: StandIn;
let appStore: AppStore;
let clock: VirtualClock;
let ours: Chain;
let foreign: Chain;
const subscriptions = '/inApps/v1/subscriptions/2000000100000001';
const reference: PurchaseReference = { kind: 'subscription', sku: proSku, orderId: '2000000100000001', token: '' };
const inApp: PurchaseReference = { kind: 'in-app', sku: plusSku, orderId: '2000000200000001', token: '' };

beforeAll(() => {
  ours = chain();
  foreign = chain();
});
beforeEach(async () => {
  standIn = await StandIn.open();
  appStore = new AppStore(standIn);
  clock = new VirtualClock();
});
afterEach(async () => {
  await standIn.close();
});
async function open(change: Partial<AppleOptions> = {}): Promise<AppleApi> {
  const key = { key: appStore.pem, keyId: appStore.keyId, issuer: appStore.issuer };
  const common = { clock, gateway: standIn.url, sandbox: false, bundle, appId, roots: [ours.root.der], secret: '', questionMs: 60_000 };
  return await appleStore({ ...common, key, ...change });
}

test("the built-in root is Apple's (apple.com/certificateauthority)", () => {
  const root = new X509Certificate(appleRootG3);
  expect(root.fingerprint256).toBe('63:34:3A:BF:B8:9A:6A:03:EB:B5:7E:9B:3F:5F:A7:BE:7C:4F:5C:75:6F:30:17:B3:A8:C4:88:C3:65:3E:91:79');
  expect(root.subject).toContain('CN=Apple Root CA - G3');
});

describe('App Store: asking the App Store Server API (P3)', () => {
  test.each([
    ['active', 1, 300, {}, 300, true, 'received'],
    ['cancelled', 1, 20, { autoRenewStatus: 0 }, 20, false, 'received'],
    ['expired', 2, -3, { autoRenewStatus: 1 }, -3, false, 'received'],
    ['on hold', 3, -3, { isInBillingRetryPeriod: true }, -3, true, 'pending'],
    ['in grace period', 4, -3, { isInBillingRetryPeriod: true, gracePeriod: 13 }, 13, true, 'pending'],
  ] as const)('purchases 3.1: a subscription that is %s', async (_state, status, days, next, ends, autoRenewing, payment) => {
    const now = clock.now();
    const { gracePeriod, ...change } = { gracePeriod: undefined, ...next };
    const grace = gracePeriod === undefined ? {} : { gracePeriodExpiresDate: now + gracePeriod * day };
    const last = transaction(now, { expiresDate: now + days * day });
    appStore.answers.set(subscriptions, statuses(ours, status, last, renewal(now, { ...change, ...grace })));
    const store = await open();
    expect(await store.confirm(reference)).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{ kind: 'subscription', sku: proSku, orderId: '2000000100000001', token: '', replaces: '2000000100000001', asOf: now },
        ...{ start: now - 430 * day, expiry: now + ends * day, autoRenewing, payment },
      },
    });
    const [asked] = standIn.seen;
    expect(asked !== undefined && (await appStore.signedWithKey(asked, now))).toBe(true);
  });

  test('a refunded subscription, one that went over to another product, an unknown and a foreign one', async () => {
    const now = clock.now();
    const store = await open();
    const reasonOf = async (asked: PurchaseReference): Promise<string> => {
      const answer = await store.confirm(asked);
      return answer.outcome === 'refused' ? answer.reason : answer.outcome;
    };
    appStore.answers.set(
      subscriptions,
      statuses(ours, 5, transaction(now, { revocationDate: now - day, revocationReason: 0 }), renewal(now)),
    );
    expect(await reasonOf(reference)).toBe('refunded');
    appStore.answers.set(subscriptions, statuses(ours, 1, transaction(now), renewal(now)));
    expect(await reasonOf({ ...reference, sku: 'net.osmand.maps.subscription.plus.annual_v1' })).toBe('expired');
    expect(await reasonOf({ ...reference, orderId: '2000000999999999' })).toBe('invalid');
    expect(await reasonOf({ ...reference, orderId: '..' })).toBe('invalid');
    appStore.answers.set(subscriptions, { status: 404, json: { errorCode: 4_040_001, errorMessage: 'Account not found.' } });
    expect(await reasonOf(reference)).toBe('gone');
    appStore.answers.set(subscriptions, { json: { environment: 'Production', bundleId: bundle, data: [] } });
    expect(await reasonOf(reference)).toBe('empty');
  });

  test('the id of a renewal leads to its subscription: one purchase, one id', async () => {
    const now = clock.now();
    const middle = '2000000100000005';
    appStore.answers.set(`/inApps/v1/subscriptions/${middle}`, statuses(ours, 1, transaction(now), renewal(now)));
    const info = { signedTransactionInfo: signedBy(ours, transaction(now, { transactionId: middle })) };
    appStore.answers.set(`/inApps/v1/transactions/${middle}`, { json: info });
    const store = await open();
    expect(await store.confirm({ ...reference, orderId: middle })).toMatchObject({ purchase: { orderId: '2000000100000001' } });
  });

  test('a one-time purchase: bought, refunded, and a subscription that is passed off as one', async () => {
    const now = clock.now();
    const path = '/inApps/v1/transactions/2000000200000001';
    const store = await open();
    appStore.answers.set(path, { json: { signedTransactionInfo: signedBy(ours, once(now)) } });
    expect(await store.confirm(inApp)).toMatchObject({
      outcome: 'confirmed',
      purchase: { kind: 'in-app', sku: plusSku, orderId: '2000000200000001', bought: now - 50 * day },
    });
    appStore.answers.set(path, { json: { signedTransactionInfo: signedBy(ours, once(now, { revocationDate: now - 1 })) } });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'refunded' });
    appStore.answers.set(path, { json: { signedTransactionInfo: signedBy(ours, transaction(now, { productId: plusSku })) } });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
  });

  test('R63: an answer that the trusted root did not sign decides nothing', async () => {
    const now = clock.now();
    appStore.answers.set(subscriptions, statuses(foreign, 1, transaction(now), renewal(now)));
    const store = await open();
    expect(await store.confirm(reference)).toMatchObject({
      outcome: 'unavailable',
      detail: expect.stringContaining('CAIRN_APPLE_ROOTS') as string,
    });
  });

  test('the sandbox is asked only where test purchases count', async () => {
    const now = clock.now();
    const sandboxStore = new AppStore(standIn, 'api.storekit-sandbox.apple.com');
    const key = { key: sandboxStore.pem, keyId: sandboxStore.keyId, issuer: sandboxStore.issuer };
    const test = { environment: 'Sandbox' };
    sandboxStore.answers.set(subscriptions, statuses(ours, 1, transaction(now, test), renewal(now, test)));
    expect(await (await open({ key })).confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    expect(standIn.pathsAt('api.storekit-sandbox.apple.com')).toEqual([]);
    expect(await (await open({ key, sandbox: true })).confirm(reference)).toMatchObject({ outcome: 'confirmed' });
  });

  test.each([4_040_002, 4_040_004, 4_040_006, 4_000_000, 4_040_003])(
    'code %i speaks of a moment or of our set-up: unavailable',
    async (errorCode) => {
      appStore.answers.set(subscriptions, { status: errorCode >= 4_040_000 ? 404 : 400, json: { errorCode, errorMessage: '…' } });
      expect(await (await open()).confirm(reference)).toMatchObject({ outcome: 'unavailable' });
    },
  );

  test("the stand-in answers Apple's own client as it answers us", async () => {
    const now = Date.now();
    appStore.answers.set(subscriptions, statuses(ours, 1, transaction(now), renewal(now)));
    standIn.plainHost = 'api.storekit.apple.com';
    const client = new AppStoreServerAPIClient(appStore.pem, appStore.keyId, appStore.issuer, bundle, Environment.PRODUCTION);
    Reflect.set(client, 'urlBase', standIn.url);
    const found = await client.getAllSubscriptionStatuses('2000000100000001');
    expect(found.data?.[0]?.lastTransactions?.[0]?.status).toBe(1);
    await expect(client.getTransactionInfo('1')).rejects.toMatchObject({ httpStatusCode: 404, apiError: 4_040_010 });
  });
});

describe('App Store: promotional offers (purchases, section 5.1)', () => {
  const offer = { sku: proSku, offer: 'back', user: '5F4DCC3B5AA765D61D8327DEB882CF99' };
  test('one that the operator makes is signed as Apple documents it, each with a nonce of its own; others are not', async () => {
    const store = await open({ offers: new Set(['back']) });
    const signed = store.signOffer(offer);
    if (signed === null) throw new Error('it was not signed');
    const { keyId, nonce, timestamp, signature } = signed;
    expect(signed).toMatchObject({ bundle, keyId: appStore.keyId, timestamp: clock.now() });
    // https://developer.apple.com/documentation/storekit/generating-a-signature-for-promotional-offers
    const text = [bundle, keyId, proSku, 'back', offer.user.toLowerCase(), nonce, String(timestamp)].join('\u2063');
    const key = createPublicKey(appStore.pem);
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify('sha256', Buffer.from(text.replace('back', 'free')), key, Buffer.from(signature, 'base64'))).toBe(false);
    // Apple's own library signs the same text.
    const library = new PromotionalOfferSignatureCreator(appStore.pem, keyId, bundle);
    const theirs = library.createSignature(proSku, 'back', offer.user, nonce, timestamp);
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(theirs, 'base64'))).toBe(true);
    expect(store.signOffer(offer)?.nonce).not.toBe(nonce);
    expect(store.signOffer({ ...offer, offer: 'free' })).toBeNull();
    expect((await open({ offers: new Set(['back']), key: null })).signOffer(offer)).toBeNull();
    expect((await open()).signOffer(offer)).toBeNull();
    expect(standIn.seen).toEqual([]);
  });
});

describe('App Store: signed transactions, checked offline (R63)', () => {
  const offline = async (change: Partial<AppleOptions> = {}) => await open({ key: null, ...change });
  const jws = (change: object = {}, from = ours, header: object = {}): string => signedBy(from, transaction(clock.now(), change), header);

  test('proves a subscription as of the moment it was signed, without asking anybody', async () => {
    const now = clock.now();
    const store = await offline();
    const token = jws({ signedDate: now - 5 * day });
    expect(await store.confirm({ ...reference, token })).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{ kind: 'subscription', sku: proSku, orderId: '2000000100000001', token, replaces: null, asOf: now - 5 * day },
        ...{ start: now - 430 * day, expiry: now + 300 * day, autoRenewing: false, payment: 'received' },
      },
    });
    expect(standIn.seen).toEqual([]);
  });

  test('forged: another root, a changed payload, no signature, another app, another order', async () => {
    const store = await offline();
    const good = jws();
    const [head = '', , tail = ''] = good.split('.');
    const changed = `${head}.${Buffer.from(JSON.stringify(transaction(clock.now(), { expiresDate: 9e12 }))).toString('base64url')}.${tail}`;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1] ?? ''}.x`;
    const swapped = signedBy({ ...foreign, root: ours.root }, transaction(clock.now()));
    for (const token of [
      jws({}, foreign),
      changed,
      unsigned,
      swapped,
      jws({ bundleId: 'com.example' }),
      jws({ productId: 'other' }),
      jws({ environment: 'Xcode' }),
    ])
      expect(await store.confirm({ ...reference, token })).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    expect(await store.confirm({ ...reference, orderId: '2000000900000000', token: good })).toMatchObject({ reason: 'invalid' });
    expect(await store.confirm({ ...reference, token: good })).toMatchObject({ outcome: 'confirmed' });
  });

  test("a chain that is not the App Store's is forged: without Apple's mark, over at the time, no authority", async () => {
    const now = clock.now();
    const chains = [chain({ leafMark: null }), chain({ leafTo: now - day }), chain({ intermediateAuthority: false })];
    for (const other of chains) {
      const store = await offline({ roots: [other.root.der] });
      expect(await store.confirm({ ...reference, token: jws({}, other) })).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    }
    const [, over] = chains;
    const store = await offline({ roots: over === undefined ? [] : [over.root.der] });
    const token = over === undefined ? '' : jws({ signedDate: now - 2 * day }, over);
    expect(await store.confirm({ ...reference, token })).toMatchObject({ outcome: 'confirmed' });
  });

  test('refunded, upgraded and sandbox transactions do not count, each as of its signing', async () => {
    const now = clock.now();
    const store = await offline();
    const signedDate = now - 3 * day;
    const reasons = [{ revocationDate: now - 4 * day }, { isUpgraded: true }, { environment: 'Sandbox' }].map((change) =>
      jws({ signedDate, ...change }),
    );
    const answers = await Promise.all(reasons.map(async (token) => await store.confirm({ ...reference, token })));
    expect(answers).toEqual(['refunded', 'expired', 'sandbox'].map((reason) => ({ outcome: 'refused', reason, asOf: signedDate })));
  });

  test('R40: the API tells how it stands today; when it does not answer, the transaction speaks for the moment it was signed', async () => {
    const now = clock.now();
    const store = await open();
    const token = jws({ transactionId: '2000000100000001', signedDate: now - day });
    appStore.answers.set(subscriptions, statuses(ours, 5, transaction(now, { revocationDate: now }), renewal(now)));
    expect(await store.confirm({ ...reference, token })).toEqual({ outcome: 'refused', reason: 'refunded', asOf: now });
    standIn.failure = { status: 503, json: {} };
    expect(await store.confirm({ ...reference, token })).toMatchObject({ outcome: 'confirmed', purchase: { asOf: now - day } });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'unavailable' });
  });
});

describe('App Store: server notifications V2 (R63)', () => {
  const request = (body: string): StoreRequest => ({ headers: {}, query: {}, body: Buffer.from(body) });

  test('says which purchase to look at, with the transaction as its proof; the same notice has the same id', async () => {
    const store = await open({ key: null });
    const body = notification(clock.now(), ours, transaction(clock.now()));
    const notice = await store.notification(request(body));
    expect(notice).toMatchObject({
      outcome: 'accepted',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      subjects: [{ reference: { kind: 'subscription', sku: proSku, orderId: '2000000100000001' }, address: null }],
    });
    expect(await store.notification(request(body))).toEqual(notice);
    const [subject] = notice.outcome === 'accepted' ? notice.subjects : [];
    expect(await store.confirm({ ...reference, token: subject?.reference.token ?? '' })).toMatchObject({ outcome: 'confirmed' });
    expect(standIn.seen).toEqual([]);
  });

  test('late and in the wrong order: what each proves is as old as its signature', async () => {
    const store = await open({ key: null });
    const now = clock.now();
    const older = notification(now, ours, transaction(now, { signedDate: now - 9 * day, expiresDate: now - 8 * day }));
    const newer = notification(now, ours, transaction(now, { signedDate: now - day, revocationDate: now - day }), {
      notificationType: 'REFUND',
    });
    const ages: number[] = [];
    for (const body of [newer, older]) {
      const notice = await store.notification(request(body));
      const token = notice.outcome === 'accepted' ? (notice.subjects[0]?.reference.token ?? '') : '';
      const answer = await store.confirm({ ...reference, token });
      ages.push(answer.outcome === 'confirmed' ? answer.purchase.asOf : answer.outcome === 'refused' ? answer.asOf : 0);
    }
    expect(ages).toEqual([now - day, now - 9 * day]);
  });

  test('a test notice and one about nothing are taken; forged, foreign, sandbox and unreadable ones are not', async () => {
    const now = clock.now();
    const store = await open();
    expect(await store.notification(request(notification(now, ours, null, { notificationType: 'TEST' })))).toMatchObject({
      outcome: 'accepted',
      subjects: [],
    });
    const refusals = [
      [notification(now, foreign, transaction(now)), 'signature'],
      [notification(now, ours, transaction(now), {}, { bundleId: 'com.example' }), 'signature'],
      [notification(now, ours, transaction(now), {}, { appAppleId: 1 }), 'signature'],
      [notification(now, ours, transaction(now), {}, { environment: 'Sandbox' }), 'sandbox'],
      [notification(now, ours, transaction(now), {}, { signedTransactionInfo: 'x' }).slice(0, -3), 'signature'],
      [
        JSON.stringify({ signedPayload: signedBy(ours, { data: { bundleId: bundle, appAppleId: appId, environment: 'Production' } }) }),
        'malformed',
      ],
      ['{"signedPayload":"a.b.c"}', 'signature'],
      ['[]', 'signature'],
      ['', 'signature'],
    ] as const;
    for (const [body, reason] of refusals) expect(await store.notification(request(body))).toEqual({ outcome: 'refused', reason });
    const inner = notification(now, ours, null, {}, { signedTransactionInfo: signedBy(foreign, transaction(now)) });
    expect(await store.notification(request(inner))).toEqual({ outcome: 'refused', reason: 'malformed' });
    const sandbox = await open({ sandbox: true });
    const test = { environment: 'Sandbox' };
    expect(await sandbox.notification(request(notification(now, ours, transaction(now, test), {}, test)))).toMatchObject({
      outcome: 'accepted',
    });
  });
});
