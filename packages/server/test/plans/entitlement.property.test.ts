import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { builtInCatalogue, Catalogue } from '../../src/plans/catalogue.ts';
import { entitlementOf } from '../../src/plans/entitlement.ts';
import type { Entitlement, PlanSettings } from '../../src/plans/entitlement.ts';
import { shownState } from '../../src/plans/purchase-state.ts';
import type { HeldPurchase, PlanFacts, Purchase, PurchaseSource } from '../../src/ports/plan-store.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 21);
export const settings: PlanSettings = {
  ...{ plan: 'start', quotaStart: 5_242_880, quotaPro: 3_145_728_000, fileLimitStart: 2_097_152, fileLimit: 2 ** 31 },
  ...{ filesLimitStart: 10_000, historyLimit: null, deviceLimit: 6 },
};
const terms = { settings, catalogue: builtInCatalogue };
const nobody: PlanFacts = {
  ...{ registered: 0, active: true, startSince: null, lostPro: null, quota: null },
  ...{ beyondStart: { files: 0, stored: 0 }, purchases: [] },
};
const skus = [...builtInCatalogue.products.map((product) => (product.versions === true ? `${product.sku}_v1` : product.sku)), 'unknown'];

const time = fc.integer({ min: -800, max: 800 }).map((days) => now + days * day);
const purchase: fc.Arbitrary<Purchase> = fc
  .record({
    number: fc.nat(50),
    sku: fc.constantFrom(...skus),
    given: fc.constantFrom<'promo' | 'grant' | null>(null, null, null, 'promo', 'grant'),
    start: time,
    expiry: fc.option(time),
    autoRenewing: fc.boolean(),
    payment: fc.constantFrom<Purchase['payment'][]>('received', 'pending', 'other'),
    asOf: time,
    ended: fc.option(fc.record({ reason: fc.constantFrom<'refunded'[]>('refunded'), at: time }), { freq: 4 }),
  })
  .map(({ number, given, sku, ...rest }) => {
    const product = builtInCatalogue.product(sku);
    const source: PurchaseSource = given ?? product?.store ?? 'google';
    const kind = given === null ? (product?.kind ?? 'subscription') : 'subscription';
    const facts = { orderId: `order ${number}`, sku, source, kind, token: 't', account: 1, note: '' };
    return { ...rest, ...facts, expiry: kind === 'in-app' ? null : rest.expiry };
  });
const facts: fc.Arbitrary<PlanFacts> = fc.record({
  registered: fc.constant(0),
  active: fc.constant(true),
  startSince: fc.option(time),
  lostPro: fc.option(time),
  quota: fc.constant(null),
  beyondStart: fc.record({ files: fc.nat(100), stored: fc.nat(1e9) }),
  purchases: fc.uniqueArray(purchase, { maxLength: 6, selector: ({ orderId, sku }) => `${orderId} ${sku}` }),
});

/** Whether `more` allows everything that `less` does. */
function covers(more: Entitlement, less: Entitlement): boolean {
  const a = more.allowance;
  const b = less.allowance;
  const types = a.types === null || (b.types?.every((type) => a.types?.includes(type)) ?? false);
  const files = a.filesLimit === null || (b.filesLimit !== null && a.filesLimit >= b.filesLimit);
  const sizes = a.quota >= b.quota && a.fileLimit >= b.fileLimit && a.historyLimit >= b.historyLimit;
  const maps = less.unlimitedMaps.every((platform) => more.unlimitedMaps.includes(platform));
  const kept = less.afterPro === null || more.plan === 'pro' || (more.afterPro?.until ?? 0) >= less.afterPro.until;
  return types && files && sizes && maps && kept;
}

describe('the rule of plans', () => {
  test('R63 more purchases never give less', () => {
    fc.assert(
      fc.property(facts, purchase, time, (before, more, at) => {
        const after = { ...before, purchases: [...before.purchases, more] };
        expect(covers(entitlementOf(after, at, terms), entitlementOf(before, at, terms))).toBe(true);
      }),
      { numRuns: 2000, seed: 20261121 },
    );
  });

  test('R63 a purchase that ended before gives nothing now, and its end never gives more', () => {
    fc.assert(
      fc.property(facts, fc.nat(5), time, (before, which, at) => {
        const ended = before.purchases.map((one, index): HeldPurchase =>
          index === which ? { ...one, ended: { reason: 'refunded', at: at - 1 } } : one,
        );
        const after = entitlementOf({ ...before, purchases: ended }, at, terms);
        const judged = after.purchases[which];
        if (judged !== undefined) expect(judged.counts).toBe(false);
        // Its end may begin a year after Pro, which keeps what is there; it allows no upload that was not allowed.
        const was = entitlementOf(before, at, terms);
        expect(after.plan === 'pro' && was.plan !== 'pro').toBe(false);
        for (const platform of after.unlimitedMaps) expect(was.unlimitedMaps).toContain(platform);
      }),
      { numRuns: 1000, seed: 20261121 },
    );
  });

  test('no purchase counts twice: the order of them, and one of them again, change nothing', () => {
    fc.assert(
      fc.property(facts, time, (before, at) => {
        const there = entitlementOf(before, at, terms);
        const back = entitlementOf({ ...before, purchases: [...before.purchases].reverse() }, at, terms);
        expect({ ...back, purchases: [] }).toEqual({ ...there, purchases: [] });
        const twice = entitlementOf({ ...before, purchases: [...before.purchases, ...before.purchases] }, at, terms);
        expect(twice.allowance).toEqual(there.allowance);
        expect(twice.plan).toBe(there.plan);
      }),
      { numRuns: 1000, seed: 20261121 },
    );
  });

  test('each purchase is judged once, with a reason, and Pro is of one that counts', () => {
    fc.assert(
      fc.property(facts, time, (before, at) => {
        const { purchases, pro, plan } = entitlementOf(before, at, terms);
        expect(purchases.map((judged) => judged.purchase)).toEqual(before.purchases);
        for (const { counts, reason } of purchases) expect(['everywhere', 'store-only'].includes(reason)).toBe(counts);
        expect(plan === 'pro').toBe(pro !== null);
        if (pro !== null) expect(purchases.find((judged) => judged.purchase === pro)?.counts).toBe(true);
      }),
      { numRuns: 1000, seed: 20261121 },
    );
  });

  test('R40 P5 a subscription that apps would take for gone is one that is over, and the other way round', () => {
    // As both apps read them (purchases 3.1).
    const usable = ['active', 'cancelled', 'in_grace_period'];
    fc.assert(
      fc.property(facts, time, (before, at) => {
        for (const { purchase, end } of entitlementOf(before, at, terms).purchases) {
          const { payment, autoRenewing, expiry } = purchase;
          // What fits none of the rows has no state.
          if (expiry === null || payment === 'other' || (payment === 'pending' && !autoRenewing)) continue;
          expect(usable.includes(shownState(purchase, end, at))).toBe(end === null || at < end);
        }
      }),
      { numRuns: 1000, seed: 20261121 },
    );
  });

  test('time moves only through the moment that is asked about: the clock of the machine changes nothing', () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    try {
      fc.assert(
        fc.property(facts, time, time, time, (before, at, one, other) => {
          vi.setSystemTime(one);
          const there = entitlementOf(before, at, terms);
          vi.setSystemTime(other);
          expect(entitlementOf(before, at, terms)).toEqual(there);
        }),
        { numRuns: 500, seed: 20261121 },
      );
    } finally {
      vi.useRealTimers();
    }
  });

  test('with Pro for all, no purchase matters to the plan', () => {
    const everybody = { ...terms, settings: { ...settings, plan: 'pro' as const } };
    fc.assert(
      fc.property(facts, time, (before, at) => {
        const { plan, allowance, unlimitedMaps, afterPro } = entitlementOf(before, at, everybody);
        expect({ plan, quota: allowance.quota, unlimitedMaps, afterPro }).toEqual({
          ...{ plan: 'pro', quota: settings.quotaPro, unlimitedMaps: ['android', 'ios', 'web'], afterPro: null },
        });
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});

const pro: Purchase = {
  ...{ orderId: 'GPA.1', sku: 'osmand_pro_annual_full_v1', source: 'google', kind: 'subscription', token: 't', account: 1, note: '' },
  ...{ start: now - 300 * day, expiry: now + 65 * day, autoRenewing: true, payment: 'received', asOf: now, ended: null },
};
const judgedAt = (at: number, ...purchases: Purchase[]): Entitlement => entitlementOf({ ...nobody, purchases }, at, terms);

describe('examples', () => {
  test('P1 no purchase and no activation: no plan; activated: Start with its limits', () => {
    expect(judgedAt(now)).toMatchObject({ plan: 'none', allowance: { quota: 0, types: [] } });
    const started = entitlementOf({ ...nobody, startSince: now }, now, terms);
    expect(started).toMatchObject({
      plan: 'start',
      allowance: { quota: 5_242_880, fileLimit: 2_097_152, filesLimit: 10_000 },
      unlimitedMaps: [],
    });
    expect(started.allowance.types).toContain('FAVOURITES');
    expect(started.allowance.types).not.toContain('GPX');
  });

  test('P2 Maps+ is Start for the cloud and unlimited maps everywhere; Live only on the devices of its store', () => {
    const maps = judgedAt(now, { ...pro, sku: 'osmand_maps_annual_free_v1' });
    expect(maps).toMatchObject({ plan: 'maps', unlimitedMaps: ['android', 'ios', 'web'], allowance: { quota: 5_242_880 } });
    const live = judgedAt(now, { ...pro, sku: 'osm_live_subscription_annual_full_v1' });
    expect(live).toMatchObject({ unlimitedMaps: ['android'], purchases: [{ counts: true, reason: 'store-only' }] });
    const addOn = judgedAt(now, { ...pro, sku: 'net.osmand.contourlines', kind: 'in-app', expiry: null });
    expect(addOn).toMatchObject({ plan: 'none', unlimitedMaps: [], purchases: [{ counts: false, reason: 'nothing-here' }] });
  });

  test('R40 a renewal that the store could not be asked about counts for 15 days more, one that it denied does not', () => {
    const unheard = { ...pro, expiry: now, asOf: now - day };
    expect(judgedAt(now + 15 * day - 1, unheard).plan).toBe('pro');
    expect(judgedAt(now + 15 * day, unheard).plan).toBe('grace');
    expect(judgedAt(now, { ...unheard, asOf: now }).plan).toBe('grace');
    expect(judgedAt(now, { ...unheard, autoRenewing: false }).plan).toBe('grace');
    expect(judgedAt(now, { ...unheard, payment: 'pending' }).plan).toBe('grace');
  });

  test('P6 the year after Pro keeps what is there and allows uploads as Start; then it is Start, or nothing', () => {
    const over = { ...pro, expiry: now, autoRenewing: false };
    const left = { ...nobody, purchases: [over], beyondStart: { files: 7, stored: 1e9 } };
    const year = Date.UTC(2027, 10, 21);
    const grace = entitlementOf(left, now, terms);
    expect(grace).toMatchObject({ plan: 'grace', afterPro: { since: now, until: year }, allowance: { quota: 5_242_880 + 1e9 } });
    expect(grace.allowance.types).not.toContain('GPX');
    expect(grace.allowance.types).toContain('FAVOURITES');
    expect(entitlementOf(left, year - 1, terms).plan).toBe('grace');
    expect(entitlementOf(left, year, terms)).toMatchObject({ plan: 'none', allowance: { types: [] } });
    expect(entitlementOf({ ...left, startSince: 1 }, year, terms).plan).toBe('start');
    // The purchase went to another account.
    expect(entitlementOf({ ...left, purchases: [], lostPro: now }, now, terms)).toMatchObject({ plan: 'grace', afterPro: { until: year } });
    expect(entitlementOf({ ...left, lostPro: now }, now, { ...terms, settings: { ...settings, plan: 'pro' } }).plan).toBe('pro');
  });

  test('purchases 15: in-app Pro for three years is Pro until then', () => {
    const catalogue = new Catalogue({
      products: [
        {
          sku: 'three',
          store: 'fastspring',
          kind: 'in-app',
          level: 'pro',
          name: 'x',
          proFor: { count: 3, unit: 'year' },
          crossPlatform: true,
          features: ['pro'],
        },
      ],
    });
    const bought: Purchase = { ...pro, sku: 'three', kind: 'in-app', source: 'fastspring', start: Date.UTC(2026, 0, 5), expiry: null };
    const at = (time: number): string => entitlementOf({ ...nobody, purchases: [bought] }, time, { settings, catalogue }).plan;
    expect(at(Date.UTC(2029, 0, 5) - 1)).toBe('pro');
    expect(at(Date.UTC(2029, 0, 5))).toBe('grace');
  });

  test('the Pro that lasts longest is the one of the account', () => {
    const short = { ...pro, orderId: 'short', expiry: now + day, asOf: now + day };
    const once = {
      ...pro,
      orderId: 'once',
      sku: 'net.osmand.fastspring.inapp.pro.15y',
      kind: 'in-app' as const,
      source: 'fastspring' as const,
      expiry: null,
    };
    expect(judgedAt(now, short, pro).pro?.orderId).toBe('GPA.1');
    expect(judgedAt(now, short, once, pro).pro?.orderId).toBe('once');
  });
});
