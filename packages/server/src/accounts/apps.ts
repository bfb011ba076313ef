import { CairnError } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { AccountFacts } from '../ports/account-store.ts';
import { parseAddress } from './address.ts';
import { ownerOf, presented, refuse } from './codes.ts';
import type { AccountContext, Member } from './context.ts';
import { budgetOf } from './guess-budget.ts';
import { countQuestion } from './mail-limits.ts';
import { accountOf } from './proof.ts';
import { bringRememberedOrder, rememberOrder } from './purchases.ts';
import { registerDevice, requestCode } from './register.ts';

/**
 * The first step of OsmAnd's apps, for signing up and in (C1-C5): mails a code. That an address is known is said only where the operator
 * lets it be said (`CAIRN_KNOWN_ADDRESSES`), and such questions are counted like mails (R54).
 * @throws CairnError `already-registered` for a known address that does not mean to sign in
 */
export async function registerAppUser(
  ctx: AccountContext,
  input: {
    readonly email: string;
    readonly login: boolean;
    readonly lang?: string | undefined;
    readonly invitation?: string | undefined;
    readonly orderId?: string;
  },
  source: string,
): Promise<void> {
  const address = parseAddress(input.email);
  if (!input.login && ctx.settings.knownAddresses === 'tell' && (await ctx.store.accountByAddress(address.key)) !== null) {
    await countQuestion(ctx, source);
    throw new CairnError('already-registered');
  }
  await requestCode(ctx, { address: input.email, lang: input.lang, invitation: input.invitation }, source);
  await rememberOrder(ctx, address.key, input.orderId ?? '');
}

/**
 * Exchanges the code for a device (C6-C10). The same phone and model again takes the place of itself.
 * @throws CairnError `not-registered` for an address that nobody has used, where the operator lets that be said
 */
export async function registerAppDevice(
  ctx: AccountContext,
  input: {
    readonly email: string;
    readonly code: string;
    /** The phone's own id. */
    readonly phone: string;
    readonly brand: string;
    readonly model: string;
    readonly lang?: string | undefined;
  },
): Promise<{ readonly account: number; readonly device: number; readonly token: string }> {
  if (input.email.trim() === '') throw new CairnError('not-registered');
  const { key } = parseAddress(input.email);
  const known = await ctx.store.accountByAddress(key);
  if (known === null && ctx.settings.knownAddresses === 'tell') {
    // Somebody who asked for a code is no stranger, also when it has ended meanwhile.
    if ((await ctx.store.pendingAddress(ownerOf('sign-in', 0, key), 0)) === null) throw new CairnError('not-registered');
  }
  const phone = input.phone === '' || input.model === '' ? null : ctx.keys.subject('phone', JSON.stringify([input.phone, input.model]));
  const before = known === null || phone === null ? null : await ctx.logs.deviceOfPhone(known.account, phone);
  const { brand, model } = input;
  const name = model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${brand} ${model}`;
  const registered = await registerDevice(ctx, {
    address: input.email,
    code: input.code,
    device: { name: name.trim(), brand, model, platform: /^apple$/i.test(brand) ? 'ios' : 'android', lang: input.lang },
    ...(before === null ? {} : { signOut: before }),
  });
  if (phone !== null) await ctx.logs.rememberPhone(registered.account, phone, registered.device);
  // Registering by an app activates Start (P1).
  await ctx.store.activateStart(registered.account, ctx.clock.now());
  await bringRememberedOrder(ctx, key, registered.account);
  return registered;
}

/** Whether a code that was mailed to an address for an act is right; it is not spent (C14). @throws CairnError `code-invalid` */
export async function confirmAppCode(ctx: AccountContext, input: { readonly email: string; readonly code: string }): Promise<void> {
  const { key } = parseAddress(input.email);
  const known = await ctx.store.accountByAddress(key);
  const account = known?.account ?? 0;
  const now = ctx.clock.now();
  const deletion = ownerOf('delete-account', account);
  const owner = (await ctx.store.pendingAddress(deletion, now)) === null ? ownerOf('set-password', account) : deletion;
  const judged = await ctx.store.confirmCode(owner, presented(ctx, owner, input.code, budgetOf(ctx, account, key)), now);
  if (judged.outcome !== 'done') refuse(judged);
}

/**
 * The account as OsmAnd's apps see it: with an order id while it has Pro (C11): that of the subscription, or one that stands for the plan.
 * @throws CairnError `pro-ended` where Pro is over (purchases, statement 21)
 */
export async function describeForApp(
  ctx: AccountContext,
  who: Member,
): Promise<{ readonly account: AccountFacts; readonly orderId: string | null }> {
  const account = await accountOf(ctx, who);
  const { plan, pro, afterPro } = await entitlementOfAccount(ctx, account.account);
  if (plan === 'grace' && afterPro !== null) throw new CairnError('pro-ended', { until: afterPro.until });
  if (plan !== 'pro') return { account, orderId: null };
  const isSubscription = pro?.kind === 'subscription' && pro.source !== 'grant';
  return { account, orderId: isSubscription ? pro.orderId : ctx.orderIds.orderIdOf(account.account) };
}
