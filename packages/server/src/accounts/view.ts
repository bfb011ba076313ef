import { CairnError } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { Entitlement } from '../plans/entitlement.ts';
import { shownState } from '../plans/purchase-state.ts';
import type { AccountContext, Member } from './context.ts';
import { accountOf } from './proof.ts';

/** The account as its owner sees it (A4). */
export async function describeAccount(ctx: AccountContext, who: Member & { readonly admin: boolean }) {
  const [account, entitlement, log] = await Promise.all([
    accountOf(ctx, who),
    entitlementOfAccount(ctx, who.account),
    ctx.logs.logState(who.account),
  ]);
  const { plan, allowance, offer, deviceLimit, afterPro } = entitlement;
  return {
    account: account.account,
    address: account.address,
    admin: account.admin,
    registered: account.registered,
    plan,
    subscription: subscriptionOf(entitlement, ctx.clock.now()),
    grace: plan === 'grace' ? afterPro : null,
    offer: offer === null ? null : { quota: offer.quota, fileLimit: offer.fileLimit },
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

/** The subscription that the plan is of: that of Pro, or one that counts; null where nothing was bought. */
function subscriptionOf({ pro, purchases }: Entitlement, now: number) {
  const purchase = pro ?? purchases.find((judged) => judged.counts && judged.purchase.kind === 'subscription')?.purchase ?? null;
  if (purchase === null) return null;
  const end = purchases.find((judged) => judged.purchase === purchase)?.end ?? null;
  const state = shownState(purchase, end, now);
  return { state, start: purchase.start, expires: purchase.kind === 'subscription' ? purchase.expiry : end };
}

/**
 * Activates the free plan; an account that has it stays as it is (P1).
 * @throws CairnError `plan-active` for an account that has more already: Pro, Maps+ or the year after Pro
 */
export async function startPlan(ctx: AccountContext, who: Member & { readonly admin: boolean }) {
  const { plan } = await entitlementOfAccount(ctx, who.account);
  if (plan !== 'none' && plan !== 'start') throw new CairnError('plan-active', { plan });
  if (plan === 'none') await ctx.store.activateStart(who.account, ctx.clock.now());
  return describeAccount(ctx, who);
}
