import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appleStore } from '../../src/adapters/stores/apple.ts';
import type { AppleApi, PurchaseReference } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import { appId, bundle, chain, day, plusSku, proSku, receipt } from './support/apple.ts';
import { StandIn } from './support/stand-in.ts';
import type { Reply } from './support/stand-in.ts';

let standIn: StandIn;
let clock: VirtualClock;
const { root } = chain();
const token = Buffer.from('an old receipt').toString('base64');
const reference: PurchaseReference = { kind: 'subscription', sku: proSku, orderId: '2000000100000009', token };
const inApp: PurchaseReference = { kind: 'in-app', sku: plusSku, orderId: '2000000200000001', token };

beforeEach(async () => {
  standIn = await StandIn.open();
  clock = new VirtualClock();
});
afterEach(async () => {
  await standIn.close();
});
async function open(sandbox = false, secret = 'shared'): Promise<AppleApi> {
  return await appleStore({
    clock,
    gateway: standIn.url,
    sandbox,
    bundle,
    appId,
    roots: [root.der],
    key: null,
    secret,
    questionMs: 60_000,
  });
}
/** https://developer.apple.com/documentation/appstorereceipts/verifyreceipt: what each environment answers. */
function endpoints(production: Reply, sandbox: Reply = { json: { status: 21_008 } }): void {
  standIn.on('buy.itunes.apple.com', ({ path, method }) => (path === '/verifyReceipt' && method === 'POST' ? production : undefined));
  standIn.on('sandbox.itunes.apple.com', () => sandbox);
}

describe('App Store: receipts of the older kind (section 3 of purchases)', () => {
  test('a subscription: from its first period to the end of its last, whichever of its transactions the app names', async () => {
    const now = clock.now();
    endpoints({ json: receipt(now) });
    const store = await open();
    const purchase = {
      ...{ kind: 'subscription', sku: proSku, orderId: '2000000100000001', token, replaces: '2000000100000001', asOf: now },
      ...{ start: now - 430 * day, expiry: now + 300 * day, autoRenewing: true, payment: 'received' },
    };
    for (const orderId of ['2000000100000009', '2000000100000001', null])
      expect(await store.confirm({ ...reference, orderId })).toEqual({ outcome: 'confirmed', purchase });
    expect(JSON.parse(standIn.seen[0]?.body ?? '')).toEqual({
      'receipt-data': token,
      password: 'shared',
      'exclude-old-transactions': false,
    });
  });

  test.each([
    ['cancelled', 20, { auto_renew_status: '0' }, 20, false, 'received'],
    ['expired', -3, { auto_renew_status: '1' }, -3, false, 'received'],
    ['on hold', -3, { auto_renew_status: '1', is_in_billing_retry_period: '1' }, -3, true, 'pending'],
    ['in grace period', -3, { is_in_billing_retry_period: '1', grace: 13 }, 13, true, 'pending'],
  ] as const)('purchases 3.1: %s', async (_state, days, next, ends, autoRenewing, payment) => {
    const now = clock.now();
    const { grace, ...flags } = { grace: undefined, ...next };
    const until = grace === undefined ? {} : { grace_period_expires_date_ms: String(now + grace * day) };
    const row = { product_id: proSku, transaction_id: '2000000100000009', original_transaction_id: '2000000100000001' };
    const times = { purchase_date_ms: String(now - 65 * day), expires_date_ms: String(now + days * day) };
    const latest_receipt_info = [{ ...row, ...times }];
    const pending_renewal_info = [{ original_transaction_id: '2000000100000001', ...flags, ...until }];
    endpoints({ json: receipt(now, { latest_receipt_info, pending_renewal_info, receipt: { bundle_id: bundle, in_app: [] } }) });
    expect(await (await open()).confirm(reference)).toMatchObject({ purchase: { expiry: now + ends * day, autoRenewing, payment } });
  });

  test('a subscription that went over to another product: the new one takes the place of the old one, never the other way', async () => {
    const now = clock.now();
    const plus = 'net.osmand.maps.subscription.plus.annual_v1';
    const original_transaction_id = '2000000100000001';
    const row = (product_id: string, transaction_id: string, bought: number, expires: number): object => ({
      ...{ product_id, transaction_id, original_transaction_id },
      ...{ purchase_date_ms: String(bought), expires_date_ms: String(expires) },
    });
    const latest_receipt_info = [row(plus, '1', now - 400 * day, now - 35 * day), row(proSku, '2', now - 35 * day, now + 330 * day)];
    endpoints({ json: receipt(now, { latest_receipt_info, receipt: { bundle_id: bundle, in_app: [] } }) });
    const store = await open();
    expect(await store.confirm({ ...reference, orderId: '1' })).toMatchObject({
      purchase: { sku: proSku, orderId: original_transaction_id, replaces: original_transaction_id },
    });
    expect(await store.confirm({ ...reference, orderId: '1', sku: plus })).toMatchObject({
      purchase: { sku: plus, orderId: original_transaction_id, replaces: null, expiry: now - 35 * day },
    });
  });

  test('a one-time purchase, one that is not in the receipt, one that was refunded', async () => {
    const now = clock.now();
    endpoints({ json: receipt(now) });
    const store = await open();
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed', purchase: { kind: 'in-app', bought: now - 50 * day } });
    expect(await store.confirm({ ...inApp, sku: 'net.osmand.maps.inapp.addon.srtm' })).toMatchObject({
      outcome: 'refused',
      reason: 'empty',
    });
    expect(await store.confirm({ ...inApp, orderId: '2000000999999999' })).toMatchObject({ outcome: 'refused', reason: 'empty' });
    const row = { product_id: plusSku, transaction_id: '2000000200000001', original_transaction_id: '2000000200000001' };
    const kept = { ...row, purchase_date_ms: String(now - 50 * day) };
    const refunded = { ...kept, cancellation_date_ms: String(now - day) };
    for (const [latest, inReceipt] of [
      [refunded, kept],
      [kept, refunded],
    ]) {
      endpoints({ json: receipt(now, { latest_receipt_info: [latest], receipt: { bundle_id: bundle, in_app: [inReceipt] } }) });
      expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'refunded' });
    }
  });

  test('R63: a receipt of another app, or of the sandbox, does not count', async () => {
    const now = clock.now();
    endpoints({ json: receipt(now, { receipt: { bundle_id: 'com.example', in_app: [] } }) });
    expect(await (await open()).confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    endpoints({ json: { status: 21_007 } }, { json: receipt(now, { environment: 'Sandbox' }) });
    expect(await (await open()).confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'sandbox' });
    expect(standIn.pathsAt('sandbox.itunes.apple.com')).toEqual([]);
    expect(await (await open(true)).confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    endpoints({ json: receipt(now, { environment: 'Sandbox' }) });
    expect(await (await open()).confirm(reference)).toMatchObject({ outcome: 'refused', reason: 'sandbox' });
  });

  test.each([
    [21_003, 'refused'],
    [21_010, 'refused'],
    [21_002, 'refused'],
    [21_004, 'unavailable'],
    [21_005, 'unavailable'],
    [21_009, 'unavailable'],
    [21_150, 'unavailable'],
  ] as const)('status %i is %s', async (status, outcome) => {
    endpoints({ json: { status } });
    const store = await open();
    expect(await store.confirm(reference)).toMatchObject({ outcome });
    expect(await store.readReceipt(token)).toMatchObject(outcome === 'refused' ? { outcome, status } : { outcome });
    endpoints({ json: { status, 'is-retryable': true } });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'unavailable' });
  });

  test('purchases, section 5.1: a whole receipt is read row by row, each transaction once', async () => {
    const now = clock.now();
    endpoints({ json: receipt(now) });
    const reading = await (await open()).readReceipt(token);
    expect(reading).toEqual({
      outcome: 'read',
      rows: [
        row('2000000100000009', now - 65 * day, now + 300 * day),
        row('2000000100000001', now - 430 * day, now - 65 * day),
        { ...row('2000000200000001', now - 50 * day, null), kind: 'in-app', sku: plusSku, originalTransactionId: '2000000200000001' },
      ],
    });
    function row(transactionId: string, bought: number, expiry: number | null): object {
      const ids = { transactionId, originalTransactionId: '2000000100000001' };
      return { kind: 'subscription', sku: proSku, ...ids, bought, expiry, introductory: false };
    }
  });

  test('purchases 22: without the shared secret no receipt can be read, and nothing is asked', async () => {
    const store = await open(false, '');
    expect(await store.readReceipt(token)).toMatchObject({ outcome: 'unavailable' });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'unavailable' });
    expect(standIn.seen).toEqual([]);
  });
});
