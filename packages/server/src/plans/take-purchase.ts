import type { NewClaim, Purchase, Recorded } from '../ports/plan-store.ts';
import type { PurchaseKind, StoreName } from '../ports/stores.ts';
import type { AccountId } from '../ports/world.ts';
import type { PlanContext } from './context.ts';
import { platformOf } from './catalogue.ts';
import { givesPro, record } from './record.ts';
import { countsAt } from './purchase-state.ts';
import { firstCheckOf, retryAt, timing } from './timing.ts';

/** Most claims that wait for a store; beyond them what strangers send is answered and forgotten. */
const mostClaims = 5000;
/** Longest token that is kept of somebody who is not signed in. */
const longestOfStranger = 64 * 1024;

/** A purchase as an app sends it (purchases 5.1). */
export interface SaidPurchase {
  readonly kind: PurchaseKind;
  readonly sku: string;
  readonly orderId: string;
  readonly token: string;
}

/**
 * An app sends a purchase, because it was bought or restored on the device (P4). With the device's account known the store is asked at once,
 * and the licence is given to that account, whoever held it before. Nothing that cannot be confirmed counts, and with the store off nothing
 * is kept. @returns what was recorded; null = nothing yet
 */
export async function takePurchase(ctx: PlanContext, said: SaidPurchase, account: AccountId | null): Promise<Recorded | null> {
  const source = platformOf(said.sku);
  const api = source === null ? null : ctx.stores[source];
  if (source === null || api === null) return null;
  if (account === null) {
    if (said.token.length <= longestOfStranger) await putClaim(ctx, { ...said, source, by: 'anybody', account: null }, 'first');
    return null;
  }
  const known = await ctx.store.purchasesOfToken(source, said.token);
  const same = known.find((purchase) => purchase.sku === said.sku && purchase.account === account);
  if (same !== undefined && isFresh(ctx, same)) return null;
  const claim: NewClaim = { ...said, source, by: 'device', account };
  const answer = await api.confirm({ kind: said.kind, sku: said.sku, orderId: said.orderId, token: said.token });
  switch (answer.outcome) {
    case 'confirmed':
      return record(ctx, source, answer.purchase, { account, take: true });
    case 'unavailable':
      await putClaim(ctx, claim, 'again');
      return null;
    case 'refused':
      if (mayChange(source, answer.reason)) await putClaim(ctx, claim, 'again');
      return null;
  }
}

/** A refusal that may be another answer soon: not paid yet, or a token that Play does not know yet. */
export function mayChange(source: StoreName, reason: string): boolean {
  return reason === 'pending' || (source === 'google' && reason === 'invalid');
}

/**
 * The order id that came with the request for a code, once the device was registered with the right code: that one licence follows to the
 * account, when its store confirms the purchase anew; with that store off nothing moves (P4). A promo code needs no store.
 */
export async function bringOrder(ctx: PlanContext, orderId: string, account: AccountId): Promise<void> {
  // Play puts the number of the renewal behind: `GPA.1-2..3`.
  for (const purchase of await ctx.store.purchasesOfOrder(orderId.replace(/\.\.\d+$/, ''))) {
    if (purchase.account !== account) await bring(ctx, purchase, account);
  }
}

async function bring(ctx: PlanContext, purchase: Purchase, account: AccountId): Promise<void> {
  const { source, kind, sku, orderId, token } = purchase;
  if (source === 'grant') return;
  if (source === 'promo') {
    if (!countsAt(purchase, ctx.terms.catalogue, ctx.clock.now())) return;
    const link = { account, take: true };
    const facts = { purchase, link, replaces: null, givesPro: givesPro(ctx, purchase), nextCheck: null, now: ctx.clock.now() };
    await ctx.store.recordPurchase(facts);
    return;
  }
  const api = ctx.stores[source];
  if (api === null) return;
  const answer = await api.confirm({ kind, sku, orderId, token });
  if (answer.outcome === 'confirmed') await record(ctx, source, answer.purchase, { account, take: true });
  else if (answer.outcome === 'unavailable') await putClaim(ctx, { kind, sku, orderId, token, source, by: 'device', account }, 'again');
}

/** Checked lately, and it counts: the store need not be asked for every start of an app. */
function isFresh(ctx: PlanContext, purchase: Purchase): boolean {
  const now = ctx.clock.now();
  return now - purchase.asOf < timing.unsureMs && countsAt(purchase, ctx.terms.catalogue, now);
}

async function putClaim(ctx: PlanContext, claim: NewClaim, when: 'first' | 'again'): Promise<void> {
  const now = ctx.clock.now();
  const nextCheck = when === 'first' ? firstCheckOf(claim.source, now) : retryAt(now, now);
  const put = await ctx.store.putClaim(claim, { now, nextCheck }, claim.account === null ? mostClaims : 2 * mostClaims);
  if (put === 'full')
    ctx.log.warn({ event: 'claims-full', store: claim.source }, 'too many purchases wait for their store; one was not kept');
  else if (when === 'first') ctx.ring();
}
