import { expect, test } from 'vitest';
import type { AccountStore } from '../../src/ports/account-store.ts';
import type { LogStore } from '../../src/ports/log-store.ts';
import type { NewClaim, PlanStore, PurchaseFacts } from '../../src/ports/plan-store.ts';
import { makeAccount } from './administration.contract.ts';
import { putTexts } from './log-store.contract.ts';

type Ports = PlanStore & AccountStore & LogStore;
export interface OpenPlanStore {
  readonly store: Ports;
  readonly close: () => Promise<void>;
}

const start = Date.UTC(2026, 10, 21);
const purchase = (facts: Partial<PurchaseFacts> = {}): PurchaseFacts => ({
  ...{ orderId: 'GPA.1', sku: 'pro', source: 'google', kind: 'subscription', token: 'token', note: '' },
  ...{ start, expiry: start + 1000, autoRenewing: true, payment: 'received', asOf: start },
  ...facts,
});
const key = { orderId: 'GPA.1', sku: 'pro' };
const sealed = (account: number) => ({ account, sealed: 's', expires: start + 1_000_000, silent: false });
interface Options {
  readonly account?: number | null;
  readonly take?: boolean;
  readonly replaces?: string | null;
  readonly givesPro?: boolean;
  readonly nextCheck?: number | null;
}
function record(store: PlanStore, facts: Partial<PurchaseFacts>, options: Options = {}) {
  const { account = null, take = true, replaces = null, givesPro = false, nextCheck = null } = options;
  const link = account === null ? null : { account, take };
  return store.recordPurchase({ purchase: purchase(facts), link, replaces, givesPro, nextCheck, now: start });
}

/** What every store of plans does (P1-P8). */
export function planStoreContract(name: string, open: () => Promise<OpenPlanStore>): void {
  const withStore = (title: string, body: (store: Ports) => Promise<void>): void =>
    test(`${title} · ${name}`, async () => {
      const { store, close } = await open();
      try {
        await body(store);
      } finally {
        await close();
      }
    });
  const only = async (store: PlanStore) => {
    const [found, ...more] = await store.purchasesOfOrder('GPA.1');
    if (found === undefined || more.length > 0) throw new Error(`${more.length} more`);
    return found;
  };

  withStore('R63 one purchase is one row, and older facts never take the place of newer ones', async (store) => {
    expect(await record(store, {})).toEqual({ account: null, from: null });
    expect(await only(store)).toEqual({ ...purchase(), account: null, ended: null });
    await record(store, { asOf: start + 10, expiry: start + 5000, token: 'newer', payment: 'pending', autoRenewing: false });
    await record(store, { asOf: start + 5, expiry: start + 2 });
    expect(await only(store)).toMatchObject({
      asOf: start + 10,
      expiry: start + 5000,
      token: 'newer',
      payment: 'pending',
      autoRenewing: false,
    });
    expect(await store.purchasesOfToken('google', 'newer')).toHaveLength(1);
    expect(await store.purchasesOfToken('google', 'token')).toEqual([]);
    expect(await store.purchasesOfToken('apple', 'newer')).toEqual([]);
    const end = { reason: 'refunded', now: start, nextCheck: null } as const;
    expect(await store.endPurchase(key, { ...end, asOf: start + 9 })).toBe(false);
    expect(await store.endPurchase(key, { ...end, asOf: start + 20 })).toBe(true);
    expect(await store.endPurchase(key, { ...end, reason: 'gone', asOf: start + 30 })).toBe(true);
    // How often it is heard does not move the end.
    expect((await only(store)).ended).toEqual({ reason: 'refunded', at: start + 20 });
    await record(store, { asOf: start + 25 });
    expect((await only(store)).ended).not.toBeNull();
    await record(store, { asOf: start + 40 });
    expect((await only(store)).ended).toBeNull();
    expect(await store.endPurchase({ orderId: 'x', sku: 'y' }, { ...end, asOf: start })).toBe(false);
    await record(store, { sku: 'another' });
    expect(await store.purchasesOfOrder('GPA.1')).toHaveLength(2);
  });

  withStore('P4 a purchase belongs to one account: taken, or filled in only where nobody has it; the loser is on record', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const bob = await makeAccount(store, 'bob@example.org');
    expect(await record(store, {}, { account: ana, take: false })).toEqual({ account: ana, from: null });
    expect(await record(store, {}, { account: bob, take: false })).toEqual({ account: ana, from: null });
    expect(await record(store, {}, { account: ana })).toEqual({ account: ana, from: null });
    expect(await store.planNotices(10)).toEqual([]);
    // Older facts do not hinder the link.
    expect(await record(store, { asOf: start - 5 }, { account: bob, givesPro: true })).toEqual({ account: bob, from: ana });
    expect(await store.planFacts(ana)).toMatchObject({ purchases: [], lostPro: start, active: true });
    expect(await store.planFacts(bob)).toMatchObject({ purchases: [{ account: bob, asOf: start }], lostPro: null });
    expect(await store.planNotices(10)).toMatchObject([{ account: ana, kind: 'licence-moved', sku: 'pro' }]);
    expect(await store.planAccounts(0, 10)).toEqual([ana, bob]);
    expect(await store.planAccounts(ana, 10)).toEqual([bob]);
    expect(await store.planAccounts(0, 1)).toEqual([ana]);
    expect(await record(store, {}, { account: 99_999 })).toEqual({ account: bob, from: null });
    await store.setBlocked(ana, true);
    expect(await record(store, {}, { account: ana })).toEqual({ account: bob, from: null });
    expect(await store.planFacts(99_999)).toBeNull();
  });

  withStore('P4 raced: whoever comes last has it, and each move left one notice', async (store) => {
    const accounts = [await makeAccount(store, 'ana@example.org'), await makeAccount(store, 'bob@example.org')];
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, index) => record(store, {}, { account: accounts[index % 2] ?? 0, givesPro: true })),
    );
    const held = await Promise.all(accounts.map((account) => store.planFacts(account)));
    expect(held.flatMap((facts) => facts?.purchases ?? [])).toHaveLength(1);
    const moves = taken.filter((one) => one.from !== null);
    expect(await store.planNotices(100)).toHaveLength(moves.length);
    for (const { account, from } of moves) expect(account).not.toBe(from);
  });

  withStore('P4 an upgrade takes the place of what it replaces, and stays with its account', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    await record(store, { orderId: 'old', sku: 'month', token: 'old token' }, { account: ana });
    await record(store, { orderId: 'other', source: 'apple', sku: 'x', token: 'old token' });
    expect(await record(store, { asOf: start + 9 }, { replaces: 'old token' })).toEqual({ account: ana, from: null });
    const [old] = await store.purchasesOfOrder('old');
    expect(old).toMatchObject({ account: ana, ended: { reason: 'replaced' } });
    expect((await store.purchasesOfOrder('other'))[0]?.ended).toBeNull();
  });

  withStore('P4 R73 an account that goes leaves its purchases free, and nothing else', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const bob = await makeAccount(store, 'bob@example.org');
    await record(store, {}, { account: ana });
    await record(store, { sku: 'lost' }, { account: ana });
    await record(store, { sku: 'lost' }, { account: bob, givesPro: true });
    await store.useDownload({ account: ana, device: 1, key: 'k', free: 7, bonus: 3, now: start });
    await store.markGrace(ana, { ends: start, step: 1 }, null, start);
    await store.dropAccount(ana);
    expect(await store.purchasesOfOrder('GPA.1')).toMatchObject([
      { sku: 'lost', account: bob },
      { sku: 'pro', account: null },
    ]);
    expect(await store.planNotices(9)).toEqual([]);
    expect(await store.planAccounts(0, 9)).toEqual([bob]);
    expect(await store.downloadCounts(ana)).toEqual([]);
    expect(await store.graceStep(ana, start)).toBeNull();
    expect(await record(store, {}, { account: bob })).toEqual({ account: bob, from: null });
  });

  withStore('what is due is taken once, soonest first, and comes again when it was not settled', async (store) => {
    for (let number = 0; number < 10; number += 1) await record(store, { orderId: `o${number}` }, { nextCheck: start + 10 - number });
    expect(await store.takeDuePurchases(start, 100, 5)).toEqual([]);
    const taken = (await Promise.all([1, 2, 3].map(() => store.takeDuePurchases(start + 10, 100, 4)))).flat().map((one) => one.orderId);
    expect(taken.toSorted()).toEqual(Array.from({ length: 10 }, (_, number) => `o${number}`));
    expect(taken[0]).toBe('o9');
    expect(await store.takeDuePurchases(start + 109, 100, 20)).toEqual([]);
    await store.scheduleCheck({ orderId: 'o1', sku: 'pro' }, null);
    expect(await store.takeDuePurchases(start + 200, 100, 20)).toHaveLength(9);
  });

  withStore('claims wait once each, are bounded, and are settled by the purchase', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const claim: NewClaim = { ...key, source: 'google', kind: 'subscription', token: 't', by: 'anybody', account: null };
    const times = { now: start, nextCheck: start + 100 };
    expect(await store.putClaim(claim, times, 2)).toBe('done');
    expect(await store.putClaim(claim, times, 1)).toBe('done');
    expect(await store.putClaim({ ...claim, by: 'device', account: ana }, { now: start, nextCheck: start + 50 }, 1)).toBe('done');
    expect(await store.putClaim({ ...claim, token: 'u' }, times, 1)).toBe('full');
    expect(await store.putClaim({ ...claim, orderId: 'other', token: 'u', by: 'shop' }, times, 2)).toBe('done');
    expect(await store.takeDueClaims(start + 49, 10, 9)).toEqual([]);
    const [mine] = await store.takeDueClaims(start + 50, 10, 9);
    expect(mine).toMatchObject({ ...claim, by: 'device', account: ana, made: start });
    expect(await store.takeDueClaims(start + 59, 10, 9)).toEqual([]);
    await store.delayClaim(mine?.id ?? 0, start + 200);
    expect((await store.takeDueClaims(start + 150, 1000, 9)).map((one) => one.orderId)).toEqual(['other']);
    // The store told of it by itself: who claims it still has to prove it.
    expect(await store.putClaim({ ...claim, token: 'v' }, { now: start, nextCheck: start + 200 }, 9)).toBe('done');
    await record(store, {});
    expect((await store.takeDueClaims(start + 300, 10, 9)).map((one) => one.by)).toEqual(['device']);
    await record(store, {}, { account: ana, take: false });
    expect(await store.takeDueClaims(start + 310, 10, 9)).toHaveLength(1);
    await record(store, {}, { account: ana });
    expect(await store.takeDueClaims(start + 320, 10, 9)).toEqual([]);
    const [shop] = await store.takeDueClaims(start + 5000, 10, 9);
    await store.dropClaim(shop?.id ?? 0);
    expect(await store.takeDueClaims(start + 9000, 10, 9)).toEqual([]);
  });

  withStore('an order id is remembered until it is asked for, replaced or over; a notice is new once', async (store) => {
    await store.rememberOrder('a', 'one', start + 10);
    await store.rememberOrder('a', 'two', start + 10);
    expect(await store.takeOrder('b', start)).toBeNull();
    expect(await store.takeOrder('a', start)).toBe('two');
    expect(await store.takeOrder('a', start)).toBeNull();
    await store.rememberOrder('a', 'one', start + 10);
    expect(await store.takeOrder('a', start + 10)).toBeNull();
    await store.rememberOrder('a', 'one', start + 10);
    await store.rememberOrder('a', null, start + 10);
    expect(await store.takeOrder('a', start)).toBeNull();
    expect(await store.hearNotice('google', '1', start)).toBe(true);
    expect(await store.hearNotice('google', '1', start)).toBe(false);
    expect(await store.hearNotice('apple', '1', start)).toBe(true);
    await store.prunePlans(start, start + 1);
    expect(await store.hearNotice('google', '1', start)).toBe(true);
  });

  withStore('a notice and its mail change places, both or none, and each step of the year after Pro is told once', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const bob = await makeAccount(store, 'bob@example.org');
    for (const account of [ana, bob, ana, bob]) await record(store, {}, { account });
    const notices = await store.planNotices(9);
    expect(notices.map((notice) => notice.account)).toEqual([ana, bob, ana]);
    for (const { id, account } of notices) {
      expect(await store.sendPlanNotice(id, sealed(account), start)).toBe('done');
      expect(await store.sendPlanNotice(id, sealed(account), start)).toBe('done');
    }
    const mails = (await store.takeMails(start, 10, 99)).filter((mail) => !mail.silent);
    expect(mails).toHaveLength(3);
    expect(await store.planNotices(9)).toEqual([]);

    expect(await store.graceStep(ana, start)).toBeNull();
    expect(await store.markGrace(ana, { ends: start, step: 1 }, sealed(ana), start + 1)).toBe('done');
    expect(await store.markGrace(ana, { ends: start, step: 1 }, sealed(ana), start + 2)).toBe('known');
    expect(await store.markGrace(ana, { ends: start, step: 2 }, null, start + 3)).toBe('done');
    expect(await store.graceStep(ana, start)).toEqual({ step: 2, first: start + 1, at: start + 3 });
    expect(await store.graceStep(ana, start + 1)).toBeNull();
    expect(await store.markGrace(ana, { ends: start + 1, step: 1 }, null, start + 4)).toBe('done');
    expect(await store.graceStep(ana, start + 1)).toEqual({ step: 1, first: start + 4, at: start + 4 });
    expect((await store.takeMails(start + 100, 10, 99)).filter((mail) => !mail.silent)).toHaveLength(4);
  });

  withStore('purchases 18 a campaign gives no more than its number, however many come at once, and one each', async (store) => {
    const accounts: number[] = [];
    for (let number = 0; number < 8; number += 1) accounts.push(await makeAccount(store, `a${number}@example.org`));
    expect(await store.addCampaign({ name: 'c', start, end: start + 100, limit: 5, months: null })).toBe(true);
    expect(await store.addCampaign({ name: 'c', start, end: start + 100, limit: 9, months: 1 })).toBe(false);
    const promo = (account: number, at = start, id = account) =>
      store.usePromo('c', purchase({ orderId: `promo ${id}`, sku: 'promo_c', source: 'promo' }), account, at);
    expect(await promo(accounts[0] ?? 0, start - 1)).toBe('over');
    const used = await Promise.all(accounts.map((account) => promo(account)));
    expect(used.filter((one) => one === 'done')).toHaveLength(5);
    expect(used.filter((one) => one === 'ran-out')).toHaveLength(3);
    expect(await store.campaign('c')).toEqual({ name: 'c', start, end: start + 100, limit: 5, used: 5, months: null });
    await store.addCampaign({ name: 'c2', start, end: start + 100, limit: 5, months: 2 });
    expect((await store.campaigns()).map((campaign) => campaign.months)).toEqual([null, 2]);
    const twice = async (id: number) =>
      store.usePromo('c2', purchase({ orderId: `again ${id}`, sku: 'promo_c2', source: 'promo' }), accounts[0] ?? 0, start);
    expect((await Promise.all([twice(1), twice(2)])).toSorted()).toEqual(['done', 'held']);
    expect(await store.endCampaign('c2', start + 5)).toBe(true);
    expect(await store.endCampaign('nothing', start)).toBe(false);
    expect(await promo(accounts[7] ?? 0, start + 100)).toBe('over');
    expect(await store.usePromo('nothing', purchase(), 1, start)).toBe('over');
  });

  withStore('P7 every device that an account ever had is known, with the time at which it was signed out', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const device = { name: 'Pixel', brand: 'Google', model: 'Pixel 8', platform: 'android', lang: 'en' };
    const add = async (now: number) =>
      store.addDevice({ account: ana, device, tokenHash: `hash ${now}`, deviceLimit: 0, signOut: null, now });
    const before = (await store.everyDevice(ana)).length;
    await add(start);
    const added = await add(start + 5);
    const number = added.outcome === 'registered' ? added.device : 0;
    await store.endDevice(ana, number, start + 9);
    const said = { name: 'Pixel', brand: 'Google', model: 'Pixel 8', platform: 'android' };
    expect((await store.everyDevice(ana)).slice(before)).toEqual([
      { ...said, device: number - 1, registered: start, ended: null },
      { ...said, device: number, registered: start + 5, ended: start + 9 },
    ]);
  });

  withStore('P7 the last free download is taken once, by a key; the bonus comes once a device and once an address', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    const use = (device: number, id: string) => store.useDownload({ account: ana, device, key: id, free: 3, bonus: 2, now: start });
    const raced = await Promise.all(Array.from({ length: 10 }, (_, index) => use(1, `k${index}`)));
    expect(raced.filter((one) => one.outcome === 'counted')).toHaveLength(3);
    const mine = raced.findIndex((one) => one.outcome === 'counted');
    expect(await use(1, `k${mine}`)).toEqual({ outcome: 'counted', used: 3, bonus: false });
    expect(await use(2, 'k0')).toEqual({ outcome: 'counted', used: 1, bonus: false });

    const ask = (addressKey: string, device: number | null, wordHash: string) =>
      store.askSubscription(
        { addressKey, address: addressKey, lang: 'en', account: ana, device, wordHash, expires: start + 10 },
        sealed(ana),
        start,
      );
    expect(await ask('a', 1, 'w1')).toBe('done');
    expect(await store.isSubscribed('a')).toBe(false);
    expect(await store.confirmSubscription('w1', start + 10)).toBeNull();
    await ask('a', 1, 'w2');
    expect(await store.confirmSubscription('w1', start)).toBeNull();
    expect(await store.confirmSubscription('w2', start)).toEqual({ account: ana, bonus: true });
    expect(await store.confirmSubscription('w2', start)).toBeNull();
    expect(await store.isSubscribed('a')).toBe(true);
    expect(await store.downloadCounts(ana)).toEqual([
      { device: 1, used: 3, bonus: true },
      { device: 2, used: 1, bonus: false },
    ]);
    expect(await use(1, 'more')).toEqual({ outcome: 'counted', used: 4, bonus: true });
    // The same address for another device; the same device with another address; the website.
    await ask('a', 2, 'w3');
    expect(await store.confirmSubscription('w3', start)).toEqual({ account: ana, bonus: false });
    await ask('b', 1, 'w4');
    expect(await store.confirmSubscription('w4', start)).toEqual({ account: ana, bonus: false });
    await ask('c', null, 'w5');
    expect(await store.confirmSubscription('w5', start)).toEqual({ account: ana, bonus: false });
    expect((await store.subscribers('', 2)).map((one) => one.key)).toEqual(['a', 'b']);
    expect((await store.subscribers('b', 2)).map((one) => one.key)).toEqual(['c']);
    expect(await store.endSubscription('a')).toBe(true);
    expect(await store.endSubscription('a')).toBe(false);
    expect(await store.isSubscribed('a')).toBe(false);
    await ask('a', 2, 'w6');
    expect(await store.confirmSubscription('w6', start)).toEqual({ account: ana, bonus: false });
  });

  withStore('P6 what Start does not include is counted from the log', async (store) => {
    const ana = await makeAccount(store, 'ana@example.org');
    expect(await store.planFacts(ana)).toEqual({
      ...{ registered: start, active: true, startSince: null, lostPro: null, quota: null },
      ...{ beyondStart: { files: 0, stored: 0 }, purchases: [] },
    });
    await putTexts(store, ana, [{ name: 'a.gpx', text: 'one' }]);
    await store.activateStart(ana, start + 3);
    const { used } = await store.logState(ana);
    expect(await store.planFacts(ana)).toMatchObject({ startSince: start + 3, beyondStart: { files: 1, stored: used } });
  });
}
