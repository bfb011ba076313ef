import { randomUUID } from './random-uuid.ts';
import { entitlementOfAccount } from '../plans/allowances.ts';
import { addPeriod } from '../plans/catalogue.ts';
import type { PurchaseFacts } from '../ports/plan-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';

/** What a promo campaign answers (purchases 7); only `done` gives something. */
export type PromoOutcome =
  | { readonly outcome: 'done'; readonly expiry: number }
  | { readonly outcome: 'unknown' | 'ran-out' | 'pro-already' | 'no-account' }
  | { readonly outcome: 'over'; readonly start: number; readonly end: number };

/** Gives an account the Pro of a campaign. It is for who has none: a promo for somebody who has Pro changes nothing (statement 17). */
export async function usePromo(ctx: AccountContext, name: string, account: AccountId | null): Promise<PromoOutcome> {
  const now = ctx.clock.now();
  const campaign = await ctx.store.campaign(name);
  if (campaign === null) return { outcome: 'unknown' };
  if (account === null) return { outcome: 'no-account' };
  if ((await entitlementOfAccount(ctx, account)).plan === 'pro') return { outcome: 'pro-already' };
  const expiry = addPeriod(now, { count: campaign.months ?? 12, unit: 'month' });
  const used = await ctx.store.usePromo(
    name,
    givenPurchase(ctx, { source: 'promo', sku: `promo_${name}`, expiry, note: '' }),
    account,
    now,
  );
  if (used === 'done') return { outcome: 'done', expiry };
  if (used === 'over') return { outcome: 'over', start: campaign.start, end: campaign.end };
  return { outcome: used === 'held' ? 'pro-already' : 'ran-out' };
}

/** The operator gives an account Pro, until `expiry` or without an end. @returns its order id, to take it back with */
export async function grantPro(ctx: AccountContext, account: AccountId, expiry: number | null, note: string): Promise<string> {
  const now = ctx.clock.now();
  const purchase = givenPurchase(ctx, { source: 'grant', sku: 'promo_gift', expiry, note });
  const recorded = await ctx.store.recordPurchase({
    ...{ purchase, replaces: null, givesPro: false, nextCheck: null, now },
    link: { account, take: true },
  });
  ctx.log.info({ event: 'pro-granted', account: recorded.account }, 'the operator gave an account Pro');
  return purchase.orderId;
}

/** Takes a grant or a promo back; its year after Pro begins now. @returns whether the account had it */
export async function withdrawGift(ctx: AccountContext, account: AccountId, orderId: string): Promise<boolean> {
  const found = (await ctx.store.purchasesOfOrder(orderId)).find((one) => one.account === account && one.ended === null);
  if (found === undefined || (found.source !== 'grant' && found.source !== 'promo')) return false;
  const now = ctx.clock.now();
  return ctx.store.endPurchase(found, { reason: 'withdrawn', asOf: now, now, nextCheck: null });
}

function givenPurchase(ctx: AccountContext, facts: Pick<PurchaseFacts, 'source' | 'sku' | 'expiry' | 'note'>): PurchaseFacts {
  const now = ctx.clock.now();
  return {
    ...facts,
    orderId: randomUUID(ctx.random),
    kind: 'subscription',
    token: 'manually-validated',
    start: now,
    autoRenewing: false,
    payment: 'received',
    asOf: now,
  };
}
