import type { NoticeSubject, StoreName, StoreRequest } from '../ports/stores.ts';
import type { PlanContext } from './context.ts';
import { firstCheckOf } from './timing.ts';

/** Most claims that wait, those of stores included: theirs are proven, so there is room where strangers have none. */
const mostClaims = 50_000;

export type NoticeOutcome = 'heard' | 'unknown-store' | 'signature' | 'malformed' | 'sandbox' | 'unavailable';

/**
 * A store tells that something changed. The notice is proven by the store's adapter and only says what to look at; the look itself is the
 * work of the checks, soon after. So one that is sent again, late or out of order does no harm (R63), and what is answered `heard` is on record.
 * @returns `unavailable` when it cannot be proven now: the store sends it again
 */
export async function hearNotice(ctx: PlanContext, source: StoreName, request: StoreRequest): Promise<NoticeOutcome> {
  const api = ctx.stores[source];
  if (api === null || !('notification' in api)) return 'unknown-store';
  const notice = await api.notification(request);
  if (notice.outcome === 'unavailable') return 'unavailable';
  if (notice.outcome === 'refused') {
    ctx.log.warn({ event: 'notice-refused', store: source, reason: notice.reason }, 'a notice of a store was refused');
    return notice.reason;
  }
  for (const subject of notice.subjects) await lookAt(ctx, source, subject);
  const first = await ctx.store.hearNotice(source, notice.id, ctx.clock.now());
  ctx.log.info({ event: 'store-notice', store: source, subjects: notice.subjects.length, again: !first }, 'a store told of purchases');
  if (notice.subjects.length > 0) ctx.ring();
  return 'heard';
}

async function lookAt(ctx: PlanContext, source: StoreName, { reference, address }: NoticeSubject): Promise<void> {
  const now = ctx.clock.now();
  const { kind, sku, token } = reference;
  const orderId = reference.orderId ?? '';
  const known = [
    ...(token === '' ? [] : await ctx.store.purchasesOfToken(source, token)),
    ...(orderId === '' ? [] : await ctx.store.purchasesOfOrder(orderId)),
  ].filter((purchase) => purchase.source === source && (sku === null || purchase.sku === sku));
  for (const purchase of known) await ctx.store.scheduleCheck(purchase, now);
  // The same token tells nothing new: the look above is enough.
  if (sku === null || (token === '' && orderId === '') || known.some((purchase) => purchase.token === token)) return;
  const account = address === null ? null : await ctx.accountOfAddress(address);
  const nextCheck = firstCheckOf(source, now);
  await ctx.store.putClaim({ source, kind, sku, orderId, token, by: 'shop', account }, { now, nextCheck }, mostClaims);
}
