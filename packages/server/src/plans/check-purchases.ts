import type { Claim, Purchase } from '../ports/plan-store.ts';
import type { Confirmation, StoreName } from '../ports/stores.ts';
import type { PlanContext } from './context.ts';
import { record } from './record.ts';
import { mayChange } from './take-purchase.ts';
import { nextCheckOf, retryAt, timing } from './timing.ts';

/** Purchases that are looked at in one go, and how long nobody else takes them. */
const atOnce = 100;
const leaseMs = 10 * 60_000;
/** A store that could not be asked so often in a row is left alone until the next turn. */
const patience = 3;

/** Asks the stores about everything that is due: claims that wait, and purchases that are known (purchases 3). @throws the reason of the signal */
export async function checkPurchases(ctx: PlanContext, signal?: AbortSignal): Promise<void> {
  const failures = new Map<StoreName, number>();
  const ask = async (source: StoreName, said: Pick<Purchase, 'kind' | 'sku' | 'orderId' | 'token'>): Promise<Confirmation> => {
    const api = ctx.stores[source];
    if (api === null) return { outcome: 'unavailable', detail: 'the store is off' };
    if ((failures.get(source) ?? 0) >= patience) return { outcome: 'unavailable', detail: 'the store did not answer before' };
    const { kind, sku, orderId, token } = said;
    const answer = await api.confirm({ kind, sku, orderId, token });
    failures.set(source, answer.outcome === 'unavailable' ? (failures.get(source) ?? 0) + 1 : 0);
    if (answer.outcome === 'unavailable')
      ctx.log.warn({ event: 'store-unavailable', store: source, detail: answer.detail }, 'a store cannot tell');
    return answer;
  };
  for (;;) {
    // Purchases first: whatever strangers claim, what counts is looked after.
    const due = await ctx.store.takeDuePurchases(ctx.clock.now(), leaseMs, atOnce);
    for (const purchase of due) {
      signal?.throwIfAborted();
      const { source } = purchase;
      if (source === 'promo' || source === 'grant') await ctx.store.scheduleCheck(purchase, null);
      else await settlePurchase(ctx, source, purchase, await ask(source, purchase));
    }
    const claims = await ctx.store.takeDueClaims(ctx.clock.now(), leaseMs, atOnce);
    for (const claim of claims) {
      signal?.throwIfAborted();
      await settleClaim(ctx, claim, await ask(claim.source, claim));
    }
    if (claims.length < atOnce && due.length < atOnce) return;
  }
}

async function settleClaim(ctx: PlanContext, claim: Claim, answer: Confirmation): Promise<void> {
  const { store } = ctx;
  const now = ctx.clock.now();
  if (answer.outcome === 'confirmed') {
    // The buyer's word in a shop gives the purchase to whom it names, but takes it from nobody.
    const link = claim.account === null ? null : { account: claim.account, take: claim.by === 'device' };
    await record(ctx, claim.source, answer.purchase, link);
    await store.dropClaim(claim.id);
    return;
  }
  const age = now - claim.made;
  if (answer.outcome === 'refused' && !(mayChange(claim.source, answer.reason) && (answer.reason === 'pending' || age < timing.youngMs))) {
    // A stranger's word that was refused says nothing about the purchase that it named.
    if (claim.by === 'shop') {
      const end = { reason: answer.reason, asOf: answer.asOf, now, nextCheck: now + timing.sureMs };
      if (answer.reason !== 'sandbox' && answer.reason !== 'invalid') await store.endPurchase(claim, end);
    }
    await store.dropClaim(claim.id);
    return;
  }
  const tooOld = age >= (claim.kind === 'in-app' ? timing.unconfirmedInAppMs : timing.unconfirmedMs);
  if (tooOld) await store.dropClaim(claim.id);
  else await store.delayClaim(claim.id, retryAt(claim.made, now));
}

async function settlePurchase(ctx: PlanContext, source: StoreName, purchase: Purchase, answer: Confirmation): Promise<void> {
  const { store } = ctx;
  const now = ctx.clock.now();
  if (answer.outcome === 'confirmed') {
    await record(ctx, source, answer.purchase, null);
    return;
  }
  if (answer.outcome === 'unavailable' || answer.reason === 'pending') {
    await store.scheduleCheck(purchase, retryAt(purchase.asOf, now));
    return;
  }
  const since = purchase.ended?.at ?? now;
  const nextCheck = now - since < timing.forgottenMs ? now + timing.sureMs : null;
  const { reason, asOf } = answer;
  if (!(await store.endPurchase(purchase, { reason, asOf, now, nextCheck })))
    await store.scheduleCheck(purchase, nextCheckOf(purchase, now));
  if (purchase.ended === null) ctx.log.info({ event: 'purchase-ended', store: source, sku: purchase.sku, reason }, 'a purchase is over');
}
