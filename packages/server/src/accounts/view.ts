import type { Epochs } from '@cairn/protocol';
import { entitlementOf } from '../plans/entitlement.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext, Member } from './context.ts';
import { accountOf } from './proof.ts';

/** What the log of an account tells about it. */
export interface AccountLog {
  epochs(account: AccountId): Promise<Epochs>;
  /** Compressed bytes of the newest versions. */
  used(account: AccountId): Promise<number>;
}

/** The account as its owner sees it (A4). */
export async function describeAccount(ctx: AccountContext, log: AccountLog, who: Member & { readonly admin: boolean }) {
  const [account, used, epochs] = await Promise.all([accountOf(ctx, who), log.used(who.account), log.epochs(who.account)]);
  const { plan, allowance, deviceLimit } = entitlementOf(account, ctx.settings);
  return {
    account: account.account,
    address: account.address,
    admin: account.admin,
    registered: account.registered,
    plan,
    subscription: null,
    used,
    allowed: allowance.quota,
    fileLimit: allowance.fileLimit,
    types: allowance.types === null ? null : [...allowance.types],
    deviceLimit,
    device: who.device,
    epoch: epochs.epoch,
    dataEpoch: epochs.dataEpoch,
  };
}

/** Activates the free plan; an account that has it, or Pro, stays as it is (P1). */
export async function startPlan(ctx: AccountContext, log: AccountLog, who: Member & { readonly admin: boolean }) {
  const account = await accountOf(ctx, who);
  if (entitlementOf(account, ctx.settings).plan === 'none') await ctx.store.activateStart(who.account, ctx.clock.now());
  return describeAccount(ctx, log, who);
}
