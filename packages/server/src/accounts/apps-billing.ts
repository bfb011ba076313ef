import { accountInfo } from '../plans/account-info.ts';
import { entitlementOfAccount } from '../plans/allowances.ts';
import { judge } from '../plans/entitlement.ts';
import { activeSubscriptions, subscriptionInfo, validInApps } from '../plans/subscription-info.ts';
import type { SubscriptionInfo } from '../plans/subscription-info.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext, Member } from './context.ts';
import { accountOf } from './proof.ts';

/** Active subscriptions that an account has, or that stand for its plan; none for one that does not exist or is being deleted. */
export async function subscriptionsOfAccount(ctx: AccountContext, account: AccountId): Promise<readonly SubscriptionInfo[]> {
  const facts = await ctx.store.account(account);
  if (facts?.state !== 'active') return [];
  return activeSubscriptions(facts, await entitlementOfAccount(ctx, account), ctx.terms.catalogue, ctx.clock.now());
}

/** In-app purchases of an account (P8). */
export async function inAppsOfAccount(ctx: AccountContext, account: AccountId): Promise<readonly SubscriptionInfo[]> {
  return validInApps(await entitlementOfAccount(ctx, account), ctx.terms.catalogue);
}

/**
 * Those that an order id stands for (C80): one that this server made stands for the plan of an account, any other for the purchase of that
 * order, in whatever state. It tells what a shop's receipt tells, and of nobody whose it is.
 */
export async function subscriptionsOfOrder(ctx: AccountContext, orderId: string): Promise<readonly SubscriptionInfo[]> {
  const account = ctx.orderIds.accountOf(orderId);
  if (account !== null) return subscriptionsOfAccount(ctx, account);
  const { catalogue } = ctx.terms;
  const now = ctx.clock.now();
  const purchases = await ctx.store.purchasesOfOrder(orderId);
  return purchases
    .filter((purchase) => purchase.kind === 'subscription' && purchase.source !== 'grant')
    .map((purchase) => subscriptionInfo(judge(purchase, catalogue, now), catalogue, now));
}

/** Plan and purchases as OsmAnd's website reads them (purchases 6). */
export async function accountInfoOf(ctx: AccountContext, who: Member): Promise<SubscriptionInfo> {
  const [account, entitlement] = await Promise.all([accountOf(ctx, who), entitlementOfAccount(ctx, who.account)]);
  return { ...accountInfo(account, entitlement, ctx.terms, ctx.clock.now()), regtime: String(account.registered) };
}
