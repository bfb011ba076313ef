import type { Confirmation, PurchaseReference, RefusalReason } from '../../ports/stores.ts';

/** What the adapters have in common: one store, its credentials, and whether test purchases count. */
export interface StoreOptions {
  /** Whether purchases of the stores' test environments count; only on servers that are for tests themselves (R63). */
  readonly sandbox: boolean;
}

/** Longest id or token that goes into an address; the longest known (Play tokens) have some hundred characters. */
const longest = 2_000;

/**
 * A piece of an address made from what an app sent; null for what no store ever gave out: empty, over-long, a dot segment (which would
 * change the path that is asked), a lone surrogate or a control character.
 */
export function segment(text: string): string | null {
  if (text === '' || text.length > longest || /^\.+$/.test(text) || /\p{Cc}/u.test(text) || !text.isWellFormed()) return null;
  return encodeURIComponent(text);
}

export function refused(reason: RefusalReason, asOf: number): Confirmation {
  return { outcome: 'refused', reason, asOf };
}

/** Whether the order that the app named (none, or one that this function accepts) is the one the store speaks of. */
export function isOrderOf(reference: Pick<PurchaseReference, 'orderId'>, ...ids: readonly (string | null | undefined)[]): boolean {
  return reference.orderId === null || reference.orderId === '' || ids.includes(reference.orderId);
}
