import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fastSpringStore } from '../../src/adapters/stores/fastspring.ts';
import type { NotifyingStoreApi, PurchaseReference, StoreRequest } from '../../src/ports/stores.ts';
import { VirtualClock } from '../support/world.ts';
import { StandIn } from './support/stand-in.ts';
import type { Reply } from './support/stand-in.ts';

const day = 86_400_000;
const host = 'api.fastspring.com';
const sku = 'net.osmand.fastspring.subscription.pro.annual';
const once = 'net.osmand.fastspring.inapp.maps.plus';
const orderId = 'WS6Y8Jt_RtGxIiGimQqBWg';
const reference: PurchaseReference = { kind: 'subscription', sku, orderId, token: '' };
const inApp: PurchaseReference = { kind: 'in-app', sku: once, orderId, token: '' };

let standIn: StandIn;
let clock: VirtualClock;
let store: NotifyingStoreApi;
/** By path. */
let things: Map<string, Reply>;
beforeEach(async () => {
  standIn = await StandIn.open();
  clock = new VirtualClock();
  things = new Map();
  store = open();
  standIn.on(host, ({ path, headers }) => {
    if (headers['authorization'] !== `Basic ${Buffer.from('cairn:pass:word').toString('base64')}`) return { status: 401, json: {} };
    const [, kind = '', id = ''] = path.split('/');
    // https://developer.fastspring.com/reference/retrieve-an-order
    return things.get(path) ?? { status: 400, json: { action: `${kind}.get`, order: id, result: 'error', error: { order: 'Not found' } } };
  });
});
afterEach(async () => {
  await standIn.close();
});
function open(sandbox = false, webhookSecret = 'hook'): NotifyingStoreApi {
  const credentials = { user: 'cairn', password: 'pass:word', webhookSecret };
  return fastSpringStore({ clock, gateway: standIn.url, sandbox, ...credentials, questionMs: 60_000 });
}
const items = [
  { product: 'osmand-pro-annual', quantity: 1, display: 'OsmAnd Pro', sku, subtotal: 29.99, subscription: 'AmYzjmPbSbWYkESv7MnwwA' },
  { product: 'osmand-maps-plus', quantity: 1, display: 'OsmAnd+', sku: once, subtotal: 24.99, subscription: null },
];
/** https://developer.fastspring.com/reference/retrieve-an-order */
function order(change: object = {}): object {
  const about = { order: orderId, id: orderId, reference: 'OSM251121-1746-44115', buyerReference: null, completed: true, live: true };
  const money = { currency: 'EUR', total: 54.98, totalDisplay: '€54.98', tax: 0, subtotal: 54.98 };
  const tags = { userEmail: 'anna@example.org' };
  return { ...about, changed: clock.now() - 40 * day, language: 'en', account: 'acc', ...money, tags, items, ...change };
}
/** https://fastspring.com/docs/subscriptions/ */
function subscription(change: object = {}): object {
  const now = clock.now();
  const about = { id: 'AmYzjmPbSbWYkESv7MnwwA', subscription: 'AmYzjmPbSbWYkESv7MnwwA', active: true, state: 'active', live: true };
  const product = { product: 'osmand-pro-annual', sku, display: 'OsmAnd Pro', quantity: 1, adhoc: false, autoRenew: true };
  return {
    ...about,
    changed: now - day,
    currency: 'EUR',
    account: 'acc',
    ...product,
    begin: now - 40 * day,
    nextChargeDate: now + 325 * day,
    end: null,
    ...change,
  };
}

describe('FastSpring: orders and subscriptions (P3)', () => {
  test('a subscription is found through its order', async () => {
    things.set(`/orders/${orderId}`, { json: order() });
    things.set('/subscriptions/AmYzjmPbSbWYkESv7MnwwA', { json: subscription() });
    const now = clock.now();
    expect(await store.confirm(reference)).toEqual({
      outcome: 'confirmed',
      purchase: {
        ...{ kind: 'subscription', sku, orderId, token: 'OSM251121-1746-44115', replaces: null, asOf: now },
        ...{ start: now - 40 * day, expiry: now + 325 * day, autoRenewing: true, payment: 'received' },
      },
    });
    things.set(`/orders/${orderId}`, { json: { action: 'order.get', result: 'success', orders: [order()] } });
    things.set('/subscriptions/AmYzjmPbSbWYkESv7MnwwA', {
      json: { action: 'subscription.get', result: 'success', subscriptions: [subscription()] },
    });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed' });
    expect(new Set(standIn.seen.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['cairn']));
  });

  test.each([
    ['trial', {}, 325, true, 'received'],
    ['canceled', { autoRenew: false, until: 20 }, 20, false, 'received'],
    ['overdue', { next: 5 }, 5, true, 'pending'],
  ] as const)('purchases 3.1: a subscription whose state is %s', async (state, flags, ends, autoRenewing, payment) => {
    const now = clock.now();
    const { until, next, ...change } = { until: undefined, next: undefined, ...flags };
    const over = until === undefined ? {} : { deactivationDate: now + until * day };
    const charge = next === undefined ? {} : { nextChargeDate: now + next * day };
    things.set(`/orders/${orderId}`, { json: order() });
    things.set('/subscriptions/AmYzjmPbSbWYkESv7MnwwA', { json: subscription({ state, ...change, ...over, ...charge }) });
    expect(await store.confirm(reference)).toMatchObject({
      outcome: 'confirmed',
      purchase: { expiry: now + ends * day, autoRenewing, payment },
    });
  });

  test('over, changed to another product, unknown, not paid, not in the order, a test', async () => {
    const path = '/subscriptions/AmYzjmPbSbWYkESv7MnwwA';
    const reasonOf = async (asked = reference): Promise<string> => {
      const answer = await store.confirm(asked);
      return answer.outcome === 'refused' ? answer.reason : answer.outcome;
    };
    expect(await reasonOf()).toBe('invalid');
    things.set(`/orders/${orderId}`, { json: order() });
    expect(await reasonOf()).toBe('gone');
    things.set(path, { json: subscription({ active: false, state: 'deactivated' }) });
    expect(await reasonOf()).toBe('expired');
    const maps = 'net.osmand.fastspring.subscription.maps.annual';
    things.set(path, { json: subscription({ sku: maps }) });
    expect(await reasonOf()).toBe('expired');
    expect(await store.confirm({ ...reference, sku: maps })).toMatchObject({ purchase: { sku: maps, replaces: orderId } });
    expect(await reasonOf({ ...reference, sku: 'net.osmand.fastspring.subscription.pro.monthly' })).toBe('empty');
    expect(await reasonOf({ ...inApp, sku: 'net.osmand.fastspring.inapp.pro.15y' })).toBe('empty');
    expect(await reasonOf({ ...inApp, sku })).toBe('invalid');
    things.set(`/orders/${orderId}`, { json: order({ completed: false }) });
    expect(await reasonOf()).toBe('pending');
    things.set(`/orders/${orderId}`, { json: order({ live: false }) });
    expect(await reasonOf()).toBe('sandbox');
    expect(await open(true).confirm(inApp)).toMatchObject({ outcome: 'confirmed' });
  });

  test('R63: the order of a renewal is the purchase of its first order, not another one', async () => {
    const first = 'first-order';
    things.set(`/orders/${orderId}`, { json: order() });
    things.set('/subscriptions/AmYzjmPbSbWYkESv7MnwwA', {
      json: subscription({ initialOrderId: first, initialOrderReference: 'OSM250101-1' }),
    });
    expect(await store.confirm(reference)).toMatchObject({ outcome: 'confirmed', purchase: { orderId: first } });
  });

  test('a one-time purchase ends when the whole price went back, not with a part of it', async () => {
    things.set(`/orders/${orderId}`, { json: order() });
    expect(await store.confirm(inApp)).toMatchObject({
      outcome: 'confirmed',
      purchase: { kind: 'in-app', bought: clock.now() - 40 * day },
    });
    // https://fastspring.com/docs/returns/
    const back = (totalReturn: number, completed = true): Reply => ({
      json: { returns: [{ return: 'QpMoe70', reference: 'X', completed, live: true, totalReturn }] },
    });
    things.set(`/orders/${orderId}`, { json: order({ returns: ['QpMoe70'] }) });
    things.set('/returns/QpMoe70', back(9.99));
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed' });
    things.set('/returns/QpMoe70', back(54.98, false));
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'confirmed' });
    things.set('/returns/QpMoe70', back(54.98));
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'refunded' });
  });

  test('R63: an order that is not the one that was asked for is not believed; wrong credentials are an outage', async () => {
    things.set(`/orders/${orderId}`, { json: order({ order: 'another' }) });
    expect(await store.confirm(inApp)).toMatchObject({ outcome: 'refused', reason: 'invalid' });
    things.set(`/orders/${orderId}`, { status: 401, json: {} });
    const answer = await store.confirm(inApp);
    expect(answer).toMatchObject({ outcome: 'unavailable' });
    expect(JSON.stringify(answer)).not.toContain('pass');
  });
});

describe('FastSpring: the webhook (R63, purchases 24)', () => {
  const signed = (events: unknown, secret = 'hook'): StoreRequest => {
    const body = Buffer.from(JSON.stringify({ events }));
    return { headers: { 'x-fs-signature': createHmac('sha256', secret).update(body).digest('base64') }, query: {}, body };
  };
  /** https://developer.fastspring.com/docs/ordercompleted */
  const completed = (change: object = {}): object => ({
    ...{ id: 'ev-1', processed: false, created: clock.now(), type: 'order.completed', live: true, data: order() },
    ...change,
  });

  test('an order says which purchases to look at, and for which account', async () => {
    expect(await store.notification(signed([completed()]))).toEqual({
      outcome: 'accepted',
      id: 'ev-1',
      subjects: [
        { reference: { kind: 'subscription', sku, orderId, token: '' }, address: 'anna@example.org' },
        { reference: { kind: 'in-app', sku: once, orderId, token: '' }, address: 'anna@example.org' },
      ],
    });
    expect(standIn.seen).toEqual([]);
  });

  test('with webhook expansion, returns, subscriptions and events that concern nothing of ours', async () => {
    const expanded = order({ items: [{ ...items[0], product: { product: 'osmand-pro-annual' }, subscription: subscription() }] });
    const subject = { reference: { kind: 'subscription', sku, orderId } };
    expect(await store.notification(signed([completed({ data: expanded })]))).toMatchObject({ subjects: [subject] });
    const returned = { return: 'QpMoe70', items, original: { id: orderId, order: orderId, reference: 'OSM251121-1746-44115' } };
    expect(await store.notification(signed([completed({ type: 'return.created', data: returned })]))).toMatchObject({
      subjects: [subject, {}],
    });
    const deactivated = subscription({ state: 'deactivated', active: false, initialOrderId: orderId });
    expect(await store.notification(signed([completed({ type: 'subscription.deactivated', data: deactivated })]))).toMatchObject({
      subjects: [subject],
    });
    const other = [
      completed({ type: 'mailingListEntry.updated', data: { id: 'x' } }),
      completed({ type: 'subscription.updated', data: subscription() }),
    ];
    expect(await store.notification(signed(other))).toMatchObject({ outcome: 'accepted', subjects: [] });
  });

  test('several events in one post have one id, in whatever order they come, and each purchase is named once', async () => {
    const [first, second] = [completed(), completed({ id: 'ev-2' })];
    const notice = await store.notification(signed([first, second]));
    expect(notice).toMatchObject({ outcome: 'accepted', id: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(notice.outcome === 'accepted' && notice.subjects).toHaveLength(2);
    expect(await store.notification(signed([second, first]))).toEqual(notice);
  });

  test('no signature, one with another secret, over another body, none configured: refused', async () => {
    const good = signed([completed()]);
    const refused = { outcome: 'refused', reason: 'signature' };
    expect(await store.notification({ ...good, headers: {} })).toEqual(refused);
    expect(await store.notification({ ...good, headers: { 'x-fs-signature': '' } })).toEqual(refused);
    expect(await store.notification({ ...good, headers: { 'x-fs-signature': 'AAAA' } })).toEqual(refused);
    expect(await store.notification(signed([completed()], 'guess'))).toEqual(refused);
    expect(await store.notification({ ...good, body: Buffer.concat([good.body, Buffer.from(' ')]) })).toEqual(refused);
    expect(await open(false, '').notification(signed([completed()], ''))).toEqual(refused);
    expect(await store.notification(good)).toMatchObject({ outcome: 'accepted' });
  });

  test('test orders and what cannot be read are refused', async () => {
    expect(await store.notification(signed([completed({ live: false })]))).toEqual({ outcome: 'refused', reason: 'sandbox' });
    expect(await open(true).notification(signed([completed({ live: false })]))).toMatchObject({ outcome: 'accepted' });
    expect(await store.notification(signed('none'))).toEqual({ outcome: 'refused', reason: 'malformed' });
    expect(await store.notification(signed([completed({ data: { items: [{ nothing: 1 }] } })]))).toEqual({
      outcome: 'refused',
      reason: 'malformed',
    });
  });
});
