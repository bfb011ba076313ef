import { CairnError } from '@cairn/protocol';
import type { Recorded } from '../ports/plan-store.ts';
import { bringOrder, takePurchase } from '../plans/take-purchase.ts';
import type { SaidPurchase } from '../plans/take-purchase.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';
import { tellPlanNotices } from './plan-mails.ts';

/** What stands for "the paid app itself is installed": never stored, never asked about (purchases 1.1). */
const paidAppItself = 'OSMAND_PLUS_APP';
/** Purchases that an account may send: a restore on iOS sends some dozen at once. */
const mostPurchases = { windowMs: 3_600_000, max: 200 } as const;

/** An app bought or restored something on a device of an account, or of nobody that we know (P4, P8). Who lost it is told by mail. */
export async function restorePurchase(ctx: AccountContext, said: SaidPurchase, account: AccountId | null): Promise<Recorded | null> {
  if (said.orderId === paidAppItself) return null;
  if (account !== null && (await isTooMuch(ctx, account))) return null;
  const recorded = await takePurchase(ctx.plans, said, account);
  if (recorded?.from != null) await tellPlanNotices(ctx);
  return recorded;
}

/** Whether an account sends more purchases than anybody has: its store is not asked about each of them. */
async function isTooMuch(ctx: AccountContext, account: AccountId): Promise<boolean> {
  if (!ctx.settings.limits) return false;
  const subject = ctx.keys.subject('purchases', String(account));
  const counted = await ctx.store.count([{ subject, ...mostPurchases }], ctx.clock.now());
  if (counted.outcome === 'over') ctx.log.warn({ event: 'purchases-refused', account }, 'an account sends more purchases than anybody has');
  return counted.outcome === 'over';
}

/** The order id that came with a request for a code waits with it: nothing follows from it before the right code did (P4). */
export async function rememberOrder(ctx: AccountContext, addressKey: string, orderId: string): Promise<void> {
  const expires = ctx.clock.now() + ctx.settings.codeMinutes * 60_000;
  await ctx.store.rememberOrder(subjectOf(ctx, addressKey), orderId === '' ? null : orderId, expires);
}

/** The device was registered with the right code: the licence of the order that was remembered follows to its account (P4). */
export async function bringRememberedOrder(ctx: AccountContext, addressKey: string, account: AccountId): Promise<void> {
  const orderId = await ctx.store.takeOrder(subjectOf(ctx, addressKey), ctx.clock.now());
  if (orderId === null) return;
  await bringOrder(ctx.plans, orderId, account);
  await tellPlanNotices(ctx);
}

/** A promo code that somebody types on the website or the command line; it counts like one that came with a registration. */
export async function redeemCode(ctx: AccountContext, account: AccountId, code: string): Promise<void> {
  const found = (await ctx.store.purchasesOfOrder(code)).find((purchase) => purchase.source === 'promo');
  if (found === undefined) throw new CairnError('promo-refused', { reason: 'there is no such code' });
  if (found.account !== null && found.account !== account) throw new CairnError('promo-refused', { reason: 'another account uses it' });
  await bringOrder(ctx.plans, code, account);
}

function subjectOf(ctx: AccountContext, addressKey: string): string {
  return ctx.keys.subject('order', addressKey);
}
