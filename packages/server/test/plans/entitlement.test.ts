import { describe, expect, test } from 'vitest';
import { freeTypes } from '@cairn/protocol';
import { Catalogue } from '../../src/plans/catalogue.ts';
import { entitlementOf } from '../../src/plans/entitlement.ts';
import type { Entitlement, PlanSettings } from '../../src/plans/entitlement.ts';
import { productOf, stateOf } from '../../src/plans/purchase-state.ts';
import type { HeldPurchase, PlanFacts } from '../../src/ports/plan-store.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 21);
const settings: PlanSettings = {
  ...{
    plan: 'start',
    quotaStart: 100,
    quotaPro: 1000,
    fileLimitStart: 20,
    fileLimit: 50,
    filesLimitStart: 10,
    historyLimit: null,
    deviceLimit: 6,
  },
};
const subscription = { kind: 'subscription', period: { count: 1, unit: 'year' }, features: [], name: 'x' };
const catalogue = new Catalogue({
  products: [
    { ...subscription, sku: 'pro', store: 'google', level: 'pro', crossPlatform: true },
    { ...subscription, sku: 'pro of its store', store: 'google', level: 'pro', crossPlatform: false },
    { ...subscription, sku: 'maps', store: 'google', level: 'maps', crossPlatform: true },
    { ...subscription, sku: 'live', store: 'google', level: 'live', crossPlatform: false },
    { ...subscription, sku: 'region', store: 'apple', level: 'region', crossPlatform: false },
    { ...subscription, sku: 'add-on', store: 'apple', level: 'add-on', crossPlatform: true },
    {
      ...{ sku: 'three years', store: 'fastspring', kind: 'in-app', level: 'pro', crossPlatform: true, features: [], name: 'x' },
      proFor: { count: 3, unit: 'year' },
    },
    { sku: 'once', store: 'apple', kind: 'in-app', level: 'pro', crossPlatform: true, features: [], name: 'x' },
  ],
});
const nobody: PlanFacts = {
  ...{ registered: 0, active: true, startSince: null, lostPro: null, quota: null },
  ...{ beyondStart: { files: 0, stored: 0 }, purchases: [] },
};
const pro: HeldPurchase = {
  ...{
    orderId: 'm',
    sku: 'pro',
    source: 'google',
    kind: 'subscription',
    account: 1,
    note: '',
    start: now - 300 * day,
    expiry: now + 65 * day,
  },
  ...{ autoRenewing: false, payment: 'received', asOf: now, ended: null },
};
const once: HeldPurchase = { ...pro, sku: 'once', source: 'apple', kind: 'in-app', expiry: null };
const over: HeldPurchase = { ...pro, expiry: now };
const year = Date.UTC(2027, 10, 21);

function at(time: number, facts: Partial<PlanFacts>, more: Partial<PlanSettings> = {}): Entitlement {
  return entitlementOf({ ...nobody, ...facts }, time, { settings: { ...settings, ...more }, catalogue });
}
const holding = (...purchases: HeldPurchase[]): Entitlement => at(now, { purchases });

describe('what a plan allows', () => {
  const left = { files: 3, stored: 7 };
  const [own, ceiling] = [{ quota: 40 }, { historyLimit: 5 }];
  const start = { quota: 107, fileLimit: 20, filesLimit: 13, historyLimit: 300, types: freeTypes };
  const none = { ...start, quota: 7, historyLimit: 0, types: [] };
  const all = { quota: 1000, fileLimit: 50, filesLimit: null, historyLimit: 3000, types: null };
  test.each<[what: string, time: number, facts: Partial<PlanFacts>, more: Partial<PlanSettings>, plan: string, allowance: object]>([
    ['P1 nothing: what is left over can stay', now, {}, {}, 'none', none],
    ['P1 Start, on top of what is left over', now, { startSince: 1 }, {}, 'start', start],
    [
      'P1 the limit of a file is never above that of the server',
      now,
      { startSince: 1 },
      { fileLimit: 15 },
      'start',
      { ...start, fileLimit: 15 },
    ],
    [
      'a quota of an administrator takes the place of that of Start',
      now,
      { startSince: 1, ...own },
      {},
      'start',
      { ...start, quota: 47, historyLimit: 120 },
    ],
    ['it holds without a plan too', now, own, {}, 'none', { ...none, quota: 47, historyLimit: 120 }],
    ['the operator may set the ceiling of trash and history', now, { startSince: 1 }, ceiling, 'start', { ...start, historyLimit: 5 }],
    ['P2 Maps+ is Start for the cloud', now, { purchases: [{ ...pro, sku: 'maps' }] }, {}, 'maps', start],
    ['P2 so is Live', now, { purchases: [{ ...pro, sku: 'live' }] }, {}, 'maps', start],
    ['P6 Pro: everything', now, { purchases: [pro] }, {}, 'pro', all],
    ['Pro for all: everything', now, {}, { plan: 'pro' }, 'pro', all],
    ['with a quota of its own', now, { purchases: [pro], ...own }, {}, 'pro', { ...all, quota: 40, historyLimit: 120 }],
    ['and with a ceiling', now, { purchases: [pro] }, ceiling, 'pro', { ...all, historyLimit: 5 }],
    ['P6 the year after Pro: Start with the ceiling of Pro', now, { purchases: [over] }, {}, 'grace', { ...start, historyLimit: 3000 }],
    ['P6 also beside Maps+', now, { purchases: [over, { ...pro, sku: 'maps' }] }, {}, 'grace', { ...start, historyLimit: 3000 }],
    ['P6 to its last moment', year - 1, { purchases: [over] }, {}, 'grace', { ...start, historyLimit: 3000 }],
    ['P6 then nothing, and the trash is given 90 days', year, { purchases: [over] }, {}, 'none', { ...none, historyLimit: 3000 }],
    ['P6 to their last moment', year + 90 * day - 1, { purchases: [over], startSince: 1 }, {}, 'start', { ...start, historyLimit: 3000 }],
    ['P6 then Start is Start again', year + 90 * day, { purchases: [over], startSince: 1 }, {}, 'start', start],
    ['P4 Pro that was moved away: the year after it', now, { lostPro: now }, {}, 'grace', { ...start, historyLimit: 3000 }],
  ])('%s', (_what, time, facts, more, plan, allowance) => {
    const answer = at(time, { beyondStart: left, ...facts }, more);
    expect({ plan: answer.plan, allowance: answer.allowance }).toEqual({
      plan,
      allowance: answer.plan === 'pro' ? allowance : { ...allowance },
    });
    expect(answer.deviceLimit).toBe(6);
  });
});

test('P1 what activating Start would give is what it gives, and is offered to nobody who has a plan', () => {
  for (const facts of [{}, { quota: 40 }, { beyondStart: { files: 3, stored: 7 } }]) {
    expect(at(now, facts).offer).toEqual(at(now, { ...facts, startSince: 1 }).allowance);
    for (const more of [{ startSince: 1 }, { purchases: [pro] }, { purchases: [over] }, { purchases: [{ ...pro, sku: 'maps' }] }])
      expect(at(now, { ...facts, ...more }).offer).toBeNull();
  }
  expect(at(now, {}, { plan: 'pro' }).offer).toBeNull();
});

describe('the year after Pro', () => {
  test.each<[what: string, facts: Partial<PlanFacts>, since: number | null]>([
    ['begins when Pro ended', { purchases: [over] }, now],
    ['begins when the last one did', { purchases: [over, { ...over, expiry: now - day }] }, now],
    ['begins when it was moved away, if that was later', { purchases: [{ ...over, expiry: now - day }], lostPro: now - 5 }, now - 5],
    ['begins when it ended, if that was later', { purchases: [over], lostPro: now - 5 }, now],
    ['is not for Maps+', { purchases: [{ ...over, sku: 'maps' }] }, null],
    ['is not for a purchase that ended before it began', { purchases: [{ ...over, start: now + 1 }] }, null],
    ['nor for one that ended as it began', { purchases: [{ ...over, start: now }] }, null],
    ['is for one that began a moment earlier', { purchases: [{ ...over, start: now - 1 }] }, now],
    ['is for one that this server gave', { purchases: [{ ...over, source: 'grant', sku: 'whatever' }] }, now],
    ['has not begun while there is Pro', { purchases: [over, pro] }, null],
    ['does not begin in the future', { lostPro: now + 1 }, null],
    ['is not for an account that never had Pro', {}, null],
  ])('P6 %s', (_what, facts, since) => {
    const { afterPro } = at(now, facts);
    expect(afterPro?.since ?? null).toBe(since);
    if (since === now) expect(afterPro?.until).toBe(year);
  });

  test('P6 with Pro for all there is none', () => {
    expect(at(now, { purchases: [over] }, { plan: 'pro' }).afterPro).toBeNull();
  });
});

describe('why a purchase counts, or does not', () => {
  test.each<[what: string, purchase: HeldPurchase, counts: boolean, reason: string, end: number | null]>([
    ['Pro', pro, true, 'everywhere', now + 65 * day],
    ['Live, not transferable', { ...pro, sku: 'live' }, true, 'store-only', now + 65 * day],
    ['a region', { ...pro, sku: 'region' }, false, 'nothing-here', now + 65 * day],
    ['an add-on', { ...pro, sku: 'add-on' }, false, 'nothing-here', now + 65 * day],
    ['a product that nobody knows', { ...pro, sku: 'gold' }, false, 'unknown-product', now + 65 * day],
    ['a promo', { ...pro, source: 'promo', sku: 'promo_x' }, true, 'everywhere', now + 65 * day],
    ['a grant without an end', { ...pro, source: 'grant', sku: '', expiry: null }, true, 'everywhere', null],
    ['a promo without an end', { ...pro, source: 'promo', sku: '', expiry: null }, true, 'everywhere', null],
    ['what was bought once and nobody knows', { ...once, sku: 'gold' }, false, 'unknown-product', null],
    ['what was bought once for three years', { ...once, sku: 'three years', start: now }, true, 'everywhere', Date.UTC(2029, 10, 21)],
    ['its end', over, false, 'over', now],
    ['the moment before its end', { ...pro, expiry: now + 1 }, true, 'everywhere', now + 1],
    ['for ever', once, true, 'everywhere', null],
    ['refunded while it lasted', { ...pro, ended: { reason: 'refunded', at: now - 1 } }, false, 'refunded', now - 1],
    ['refunded though it was for ever', { ...once, ended: { reason: 'refunded', at: now - 1 } }, false, 'refunded', now - 1],
    ['refunded from tomorrow on', { ...pro, ended: { reason: 'refunded', at: now + 1 } }, true, 'everywhere', now + 1],
    ['taken back when it was over already', { ...over, ended: { reason: 'withdrawn', at: now + 1 } }, false, 'over', now],
    ['a subscription whose store knows no end', { ...pro, expiry: null }, false, 'over', pro.start],
  ])('P2 %s', (_what, purchase, counts, reason, end) => {
    expect(holding(purchase).purchases).toEqual([{ purchase, counts, reason, end }]);
  });
});

describe('unlimited maps', () => {
  test.each<[source: HeldPurchase['source'], platforms: string[]]>([
    ['google', ['android']],
    ['huawei', ['android']],
    ['amazon', ['android']],
    ['apple', ['ios']],
    ['fastspring', ['web']],
  ])('P7 of %s, not transferable: on %s', (source, platforms) => {
    expect(holding({ ...pro, sku: 'live', source }).unlimitedMaps).toEqual(platforms);
  });
  test('P7 with what is transferable, and with Pro, everywhere; without a plan nowhere', () => {
    const everywhere = ['android', 'ios', 'web'];
    expect(holding({ ...pro, sku: 'maps' }).unlimitedMaps).toEqual(everywhere);
    expect(holding({ ...pro, sku: 'pro of its store' }).unlimitedMaps).toEqual(everywhere);
    expect(holding({ ...pro, sku: 'live' }, { ...pro, sku: 'live', source: 'apple' }).unlimitedMaps).toEqual(['android', 'ios']);
    expect([holding().unlimitedMaps, holding({ ...pro, sku: 'add-on' }).unlimitedMaps, holding(over).unlimitedMaps]).toEqual([[], [], []]);
  });
});

describe('the Pro of an account', () => {
  const named = (orderId: string, more: Partial<HeldPurchase> = {}): HeldPurchase => ({ ...pro, orderId, ...more });
  test.each<[what: string, purchases: HeldPurchase[], orderId: string | null]>([
    ['the one that lasts longest', [named('a'), named('b', { expiry: now + 66 * day })], 'b'],
    ['one that lasts for ever before any other', [named('a'), { ...once, orderId: 'b' }], 'b'],
    [
      'of two for ever the one that began last',
      [
        { ...once, orderId: 'a' },
        { ...once, orderId: 'b', start: now },
      ],
      'b',
    ],
    ['of two that end together the one that began last', [named('a'), named('b', { start: now })], 'b'],
    ['of two alike the first by name', [named('b'), named('a')], 'a'],
    ['of two of one order the first by product', [named('a', { sku: 'pro of its store' }), named('a')], 'a'],
    ['none where nothing counts as Pro', [named('a', { sku: 'maps' }), over], null],
  ])('purchases 4: %s', (_what, purchases, orderId) => {
    expect(holding(...purchases).pro?.orderId ?? null).toBe(orderId);
    expect(holding(...purchases.toReversed()).pro).toBe(holding(...purchases).pro);
  });
});

describe('R40 a renewal that could not be asked about', () => {
  const renewing: HeldPurchase = { ...pro, expiry: now, autoRenewing: true, asOf: now - 1 };
  test.each<[what: string, purchase: HeldPurchase, end: number]>([
    ['counts for 15 days more', renewing, now + 15 * day],
    ['also where the payment is of another kind', { ...renewing, payment: 'other' }, now + 15 * day],
    ['not if it does not renew by itself', { ...renewing, autoRenewing: false }, now],
    ['not if its payment is pending', { ...renewing, payment: 'pending' }, now],
    ['not if the store was heard at its end', { ...renewing, asOf: now }, now],
  ])('%s', (_what, purchase, end) => {
    expect(holding(purchase).purchases[0]?.end).toBe(end);
  });
});

test('purchases 9: the eight rows of the states', () => {
  const row = (ahead: boolean, payment: HeldPurchase['payment'], autoRenewing: boolean) =>
    stateOf({ expiry: ahead ? now + 1 : now, payment, autoRenewing }, now);
  expect(row(true, 'received', true)).toBe('active');
  expect(row(true, 'received', false)).toBe('cancelled');
  expect(row(true, 'pending', true)).toBe('in_grace_period');
  expect([row(true, 'other', true), row(true, 'other', false), row(true, 'pending', false)]).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ]);
  expect([row(false, 'pending', true), row(false, 'pending', false)]).toEqual(['on_hold', 'undefined']);
  expect(row(false, 'received', true)).toBe('paused');
  expect(row(false, 'received', false)).toBe('expired');
  expect([row(false, 'other', true), row(false, 'other', false)]).toEqual(['undefined', 'undefined']);
  expect(stateOf({ expiry: null, payment: 'received', autoRenewing: true }, now)).toBe('undefined');
});

test('P2 what this server gives is Pro with all that it unlocks, whatever it is called', () => {
  for (const source of ['promo', 'grant'] as const) {
    expect(productOf({ source, sku: 'live' }, catalogue)).toEqual({
      ...{ kind: 'subscription', level: 'pro', name: 'OsmAnd Pro', crossPlatform: true },
      features: ['pro', 'maps', 'contours', 'nautical', 'live_maps'],
    });
  }
  expect(productOf({ source: 'google', sku: 'live' }, catalogue)).toMatchObject({ level: 'live' });
});
