import type { AccountFacts } from '../ports/account-store.ts';
import { entitlementOf } from '../plans/entitlement.ts';
import { subscriptionsOf } from '../plans/subscription-info.ts';
import type { SubscriptionInfo } from '../plans/subscription-info.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';

/** Subscriptions that stand for the plan of an account; none for one that does not exist or is being deleted. */
export async function subscriptionsOfAccount(ctx: AccountContext, account: AccountId): Promise<readonly SubscriptionInfo[]> {
  const facts: AccountFacts | null = await ctx.store.account(account);
  return facts?.state === 'active' ? subscriptionsOf(facts, entitlementOf(facts, ctx.settings).plan) : [];
}

/** Those that an order id stands for (C80): only order ids of this server stand for anything. */
export async function subscriptionsOfOrder(ctx: AccountContext, orderId: string): Promise<readonly SubscriptionInfo[]> {
  const account = ctx.orderIds.accountOf(orderId);
  return account === null ? [] : subscriptionsOfAccount(ctx, account);
}
