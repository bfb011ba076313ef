import type { PurchaseFacts } from '../ports/plan-store.ts';
import type { StoreName } from '../ports/stores.ts';
import { unheardMs } from './purchase-state.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The times of purchases 3. */
export const timing = {
  /** Something that was never checked, or is over: every 12 hours. */
  unsureMs: 12 * hourMs,
  /** A purchase that counts: every 14 days, and around its expiry. */
  sureMs: 14 * dayMs,
  /** FastSpring knows an order only some time after it was made. */
  fastspringMs: 15 * minuteMs,
  /** A start that moved by more than this is not believed. */
  movedStartMs: 40 * dayMs,
  /** A token that Play refuses may be one that it does not know yet. */
  youngMs: 3 * dayMs,
  /** An in-app purchase that nobody confirmed in so long is given up; anything else later. */
  unconfirmedInAppMs: 5 * dayMs,
  unconfirmedMs: 15 * dayMs,
  /** What has been over for so long is not looked at again by itself; a notice or a restore still finds it. */
  forgottenMs: 365 * dayMs,
} as const;

/** When a purchase is checked next, after an answer of its store at `now`; null = never by itself. */
export function nextCheckOf({ source, kind, expiry }: Pick<PurchaseFacts, 'source' | 'kind' | 'expiry'>, now: number): number | null {
  if (source === 'promo' || source === 'grant') return null;
  if (kind === 'in-app' || expiry === null) return now + timing.sureMs;
  // A store renews in the last day: one look before the end, one at it.
  if (now < expiry - timing.unsureMs) return Math.min(now + timing.sureMs, expiry - timing.unsureMs);
  if (now < expiry) return expiry;
  if (now < expiry + unheardMs) return now + timing.unsureMs;
  return now < expiry + timing.forgottenMs ? now + timing.sureMs : null;
}

/** When something is asked again that its store could not be asked about: soon, then ever more rarely, at least every 12 hours. */
export function retryAt(since: number, now: number): number {
  return now + Math.min(timing.unsureMs, Math.max(10 * minuteMs, now - since));
}

/** When a claim is first looked at. */
export function firstCheckOf(source: StoreName, now: number): number {
  return source === 'fastspring' ? now + timing.fastspringMs : now;
}
