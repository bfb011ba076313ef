import { entitlementOf } from '../plans/entitlement.ts';
import type { AccountContext, Member } from './context.ts';
import { accountOf } from './proof.ts';

/** The account as its owner sees it (A4). */
export async function describeAccount(ctx: AccountContext, who: Member & { readonly admin: boolean }) {
  const [account, log] = await Promise.all([accountOf(ctx, who), ctx.logs.logState(who.account)]);
  const { plan, allowance, deviceLimit } = entitlementOf(account, ctx.settings);
  return {
    account: account.account,
    address: account.address,
    admin: account.admin,
    registered: account.registered,
    plan,
    subscription: null,
    used: log.used,
    allowed: allowance.quota,
    fileLimit: allowance.fileLimit,
    types: allowance.types === null ? null : [...allowance.types],
    deviceLimit,
    device: who.device,
    passwordSet: account.password !== null,
    seq: log.seq,
    epoch: log.epoch,
    dataEpoch: log.dataEpoch,
  };
}

/** Activates the free plan; an account that has it, or Pro, stays as it is (P1). */
export async function startPlan(ctx: AccountContext, who: Member & { readonly admin: boolean }) {
  const account = await accountOf(ctx, who);
  if (entitlementOf(account, ctx.settings).plan === 'none') await ctx.store.activateStart(who.account, ctx.clock.now());
  return describeAccount(ctx, who);
}
