import type { Link, Purchase, PurchaseFacts, Recorded } from '../ports/plan-store.ts';
import type { ConfirmedPurchase, StoreName } from '../ports/stores.ts';
import type { PlanContext } from './context.ts';
import { countsAt, productOf } from './purchase-state.ts';
import { nextCheckOf, timing } from './timing.ts';

/** Keeps what a store confirmed, and links it (P4). What a client said is not among it but the token that the store accepted (R63). */
export async function record(ctx: PlanContext, source: StoreName, confirmed: ConfirmedPurchase, link: Link | null): Promise<Recorded> {
  const now = ctx.clock.now();
  const facts = factsOf(source, confirmed);
  const known = (await ctx.store.purchasesOfOrder(facts.orderId)).find((other) => other.sku === facts.sku) ?? null;
  const moved = known !== null && movedStart(known, facts);
  const believed = known !== null && (moved || isLaterBuy(known, facts)) ? { ...facts, start: known.start } : facts;
  if (moved) ctx.log.warn({ event: 'purchase-start-moved', store: source, sku: facts.sku }, 'a store moved the start of a purchase');
  return ctx.store.recordPurchase({
    purchase: believed,
    link,
    replaces: confirmed.replaces,
    givesPro: givesPro(ctx, known),
    nextCheck: nextCheckOf(believed, now),
    now,
  });
}

/** Whether a purchase is what makes, or helps to make, an account Pro now: who loses it has had Pro until now. */
export function givesPro({ terms: { catalogue }, clock }: Pick<PlanContext, 'terms' | 'clock'>, purchase: Purchase | null): boolean {
  if (purchase === null || productOf(purchase, catalogue)?.level !== 'pro') return false;
  return countsAt(purchase, catalogue, clock.now());
}

function factsOf(source: StoreName, confirmed: ConfirmedPurchase): PurchaseFacts {
  const { sku, orderId, token, asOf } = confirmed;
  const same = { source, sku, orderId, token, asOf, note: '' };
  if (confirmed.kind === 'in-app') {
    return { ...same, kind: 'in-app', start: confirmed.bought, expiry: null, autoRenewing: false, payment: 'received' };
  }
  const { start, expiry, autoRenewing, payment } = confirmed;
  return { ...same, kind: 'subscription', start, expiry, autoRenewing, payment };
}

/** The start of a subscription does not move: a store that says so is not believed in that (purchases 3). */
function movedStart(known: Purchase, facts: PurchaseFacts): boolean {
  return facts.kind === 'subscription' && Math.abs(known.start - facts.start) > timing.movedStartMs;
}

/** The same purchase is bought once: FastSpring gives the last change of an order, and years of Pro run from the first. */
function isLaterBuy(known: Purchase, facts: PurchaseFacts): boolean {
  return facts.kind === 'in-app' && facts.start > known.start;
}
