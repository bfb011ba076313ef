import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { amazonStore } from '../../src/adapters/stores/amazon.ts';
import type { PurchaseReference, StoreApi } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import { StandIn } from './support/stand-in.ts';
import type { Reply } from './support/stand-in.ts';

const day = 86_400_000;
const host = 'appstore-sdk.amazon.com';
const sku = 'net.osmand.amazon.pro.annual';
const user = 'l3HL7XppEMhrOGDnur9-ulvqomrSg6qyODKmah76lJU=';
const receiptId = 'q1YqVbJSyjH28DGPKChw9c0o8nd3ySststQtzSkrzM8tCk43K6z0d';
const reference: PurchaseReference = { kind: 'subscription', sku, orderId: receiptId, token: user };
const inApp: PurchaseReference = { ...reference, kind: 'in-app', sku: 'net.osmand.amazon.maps.inapp' };

let standIn: StandIn;
let clock: VirtualClock;
let store: StoreApi;
beforeEach(async () => {
  standIn = await StandIn.open();
  clock = new VirtualClock();
  store = open();
});
afterEach(async () => {
  await standIn.close();
});
function open(sandbox = false): StoreApi {
  return amazonStore({ clock, gateway: standIn.url, sandbox, secret: '2:smXBjZkWC/DMSB', questionMs: 60_000 });
}
/** https://developer.amazon.com/docs/in-app-purchasing/iap-rvs-examples.html */
function answers(change: object, status = 200): void {
  const bought = Date.UTC(2024, 4, 17);
  const receipt = {
    ...{ autoRenewing: true, betaProduct: false, cancelDate: null, cancelReason: null, deferredDate: null, deferredSku: null },
    ...{ freeTrialEndDate: null, gracePeriodEndDate: null, parentProductId: null, productId: sku, productType: 'SUBSCRIPTION' },
    ...{ promotions: null, purchaseDate: bought, quantity: 1, receiptId, renewalDate: clock.now() + 100 * day, term: '1 Year' },
    ...{ termSku: `${sku}_term`, testTransaction: false },
    ...change,
  };
  standIn.on(host, ({ path }) => (path.startsWith('/sandbox/') ? undefined : { status, json: receipt }));
}

describe('Amazon Appstore (P3)', () => {
  test('an older subscription is confirmed and can be moved to another platform', async () => {
    answers({});
    expect(await store.confirm(reference)).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{ kind: 'subscription', sku, orderId: receiptId, token: user, replaces: null, asOf: clock.now() },
        ...{ start: Date.UTC(2024, 4, 17), expiry: clock.now() + 100 * day, autoRenewing: true, payment: 'received' },
      },
    });
    const place = `developer/2%3AsmXBjZkWC%2FDMSB/user/${encodeURIComponent(user)}/receiptId/${receiptId}`;
    expect(standIn.pathsAt(host)).toEqual([`/version/1.0/verifyReceiptId/${place}`]);
  });

  test('nothing bought after Amazon closed on 20 August 2025 counts', async () => {
    answers({ purchaseDate: Date.UTC(2025, 7, 20, 23) });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    answers({ purchaseDate: Date.UTC(2025, 7, 22) });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
  });

  test.each([
    ['cancelled', { autoRenewing: false, days: 20 }, 20, false, 'received'],
    ['expired', { cancel: -3, days: 20, autoRenewing: false }, -3, false, 'received'],
    ['in grace period', { days: -3, grace: 10 }, 10, true, 'pending'],
  ] as const)('purchases 3.1: %s', async (_state, flags, ends, autoRenewing, payment) => {
    const now = clock.now();
    const { days, cancel, grace, ...change } = { cancel: undefined, grace: undefined, ...flags };
    const cancelDate = cancel === undefined ? null : now + cancel * day;
    const gracePeriodEndDate = grace === undefined ? null : now + grace * day;
    answers({ ...change, renewalDate: now + days * day, cancelDate, gracePeriodEndDate });
    expect(await store.confirm(reference)).toMatchObject({
      outcome: 'confirmed',
      purchase: { expiry: now + ends * day, autoRenewing, payment },
    });
  });

  test('a one-time purchase, and a refunded one', async () => {
    const once = { productId: 'net.osmand.amazon.maps.inapp', productType: 'ENTITLED', renewalDate: null, term: null, termSku: null };
    answers(once);
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed', purchase: { kind: 'in-app', bought: Date.UTC(2024, 4, 17) } });
    answers({ ...once, cancelDate: clock.now() - day });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'refunded' });
  });

  test('R63: another product, another receipt, the wrong kind, nothing to ask with', async () => {
    answers({ productId: 'other', termSku: 'other_term' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    answers({ receiptId: 'other' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    answers({ productType: 'ENTITLED' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    const before = standIn.seen.length;
    for (const asked of [
      { ...reference, token: '..' },
      { ...reference, orderId: null },
      { ...reference, orderId: '.' },
    ])
      expect(await store.confirm(asked)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    expect(standIn.seen).toHaveLength(before);
  });

  test('the SKU of a term is as good as that of its subscription', async () => {
    answers({ productId: 'net.osmand.amazon.pro', termSku: sku });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed', purchase: { sku } });
  });

  test('R63: purchases of the sandbox count only where the operator lets them', async () => {
    answers({ testTransaction: true });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'sandbox' });
    expect(await open(true).confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    standIn.on(host, ({ path }): Reply => ({ status: path.startsWith('/sandbox/') ? 497 : 400, json: { status: false } }));
    expect(await open(true).confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'gone' });
    expect(standIn.pathsAt(host).at(-1)).toMatch(/^\/sandbox\/version\/1\.0\/verifyReceiptId\/developer\//);
  });

  test.each([
    [400, 'refused'],
    [410, 'refused'],
    [497, 'refused'],
    [496, 'unavailable'],
    [404, 'unavailable'],
    [418, 'unavailable'],
  ] as const)('status %i is %s, told without the shared secret', async (status, outcome) => {
    standIn.on(host, () => ({ status, json: { message: '…', status: false } }));
    const answer = await store.confirm(reference);
    expect(answer).toMatchObject({ outcome });
    expect(JSON.stringify(answer)).not.toMatch(/smXB|l3HL/);
  });
});
