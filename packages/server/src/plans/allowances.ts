import type { Allowance } from '../ports/allowance.ts';
import type { PlanFacts, PurchaseRows } from '../ports/plan-store.ts';
import type { AccountId, Clock } from '../ports/world.ts';
import { entitlementOf } from './entitlement.ts';
import type { Entitlement, PlanTerms } from './entitlement.ts';

/** What entitlements are looked up with. */
export interface PlanSource {
  readonly store: Pick<PurchaseRows, 'planFacts'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly terms: PlanTerms;
}

/** An account that nobody has made yet. */
const nobody: PlanFacts = {
  registered: 0,
  active: false,
  startSince: null,
  lostPro: null,
  quota: null,
  beyondStart: { files: 0, stored: 0 },
  purchases: [],
};

/** What an account may do now; null = one that nobody has made yet. */
export async function entitlementOfAccount({ store, clock, terms }: PlanSource, account: AccountId | null): Promise<Entitlement> {
  const facts = account === null ? null : await store.planFacts(account);
  return entitlementOf(facts ?? nobody, clock.now(), terms);
}

/** Where everybody has Pro only the administrator's own quotas differ; each is remembered for so long. */
const rememberedMs = 10_000;
const mostRemembered = 20_000;

/**
 * The allowance of an account at this moment, read afresh for every request: a purchase counts, and a lost one ceases to, from the next
 * request on. Where everybody has Pro an upload pays no read for it, but one for the quota of an account every few seconds.
 */
export function allowances(source: PlanSource): (account: AccountId) => Promise<Allowance> {
  const { settings } = source.terms;
  if (settings.plan !== 'pro') return async (account) => (await entitlementOfAccount(source, account)).allowance;
  const remembered = new Map<AccountId, { readonly allowance: Allowance; readonly until: number }>();
  return async (account) => {
    const now = source.clock.now();
    const known = remembered.get(account);
    if (known !== undefined && now < known.until && known.until <= now + rememberedMs) return known.allowance;
    const { allowance } = await entitlementOfAccount(source, account);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(account, { allowance, until: now + rememberedMs });
    return allowance;
  };
}
