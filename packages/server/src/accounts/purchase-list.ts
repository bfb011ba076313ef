import type { PurchaseRow } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { Entitlement, Judged } from '../plans/entitlement.ts';
import { productOf, shownState } from '../plans/purchase-state.ts';
import type { PurchaseSource } from '../ports/plan-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';

/** Where people change or cancel what they bought. Huawei has no page for it on the web; theirs says how it is done on the device. */
const manage: Readonly<Partial<Record<PurchaseSource, string>>> = {
  google: 'https://play.google.com/store/account/subscriptions',
  apple: 'https://apps.apple.com/account/subscriptions',
  huawei: 'https://consumer.huawei.com/en/support/content/en-us00729195/',
  amazon: 'https://www.amazon.com/gp/mas/your-account/myapps/yoursubscriptions',
};

/** Every purchase of an account, the newest first, and why it counts or does not (W6). */
export async function listPurchases(ctx: AccountContext, account: AccountId) {
  const entitlement = await entitlementOfAccount(ctx, account);
  return { ...planOf(entitlement), purchases: newestFirst(entitlement).map((judged) => rowOf(ctx, judged)) };
}

/** The same for the operator, with when each was checked and what was noted. */
export async function inspectPurchases(ctx: AccountContext, account: AccountId) {
  const entitlement = await entitlementOfAccount(ctx, account);
  const purchases = newestFirst(entitlement).map((judged) => ({
    ...rowOf(ctx, judged),
    checked: judged.purchase.asOf,
    note: judged.purchase.note,
  }));
  return { ...planOf(entitlement), purchases };
}

function planOf({ plan, unlimitedMaps, afterPro }: Entitlement) {
  return { plan, unlimitedMaps: [...unlimitedMaps], grace: plan === 'grace' ? afterPro : null };
}
function newestFirst({ purchases }: Entitlement): Judged[] {
  return [...purchases].sort((a, b) => b.purchase.start - a.purchase.start || (a.purchase.orderId < b.purchase.orderId ? -1 : 1));
}

function rowOf({ terms: { catalogue }, clock, settings }: AccountContext, judged: Judged): PurchaseRow {
  const { purchase, counts, reason, end } = judged;
  const { orderId: order, sku, source: store, kind, start } = purchase;
  const product = productOf(purchase, catalogue);
  const now = clock.now();
  const goesOn = kind === 'subscription' && purchase.autoRenewing && purchase.ended === null;
  return {
    ...{ order, sku, store, kind, start, counts, reason },
    name: product?.name ?? sku,
    level: product?.level ?? null,
    period: product?.period ?? null,
    nextBilling: goesOn && purchase.expiry !== null && now < purchase.expiry ? purchase.expiry : null,
    expires: kind === 'subscription' && purchase.ended === null ? purchase.expiry : end,
    state: shownState(purchase, end, now),
    crossPlatform: product?.crossPlatform ?? false,
    manage: kind === 'in-app' ? null : store === 'fastspring' ? settings.fastspringPage : (manage[store] ?? null),
  };
}
