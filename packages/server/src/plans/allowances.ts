import type { AccountRows } from '../ports/account-store.ts';
import type { Allowance } from '../ports/allowance.ts';
import type { AccountId } from '../ports/world.ts';
import { entitlementOf } from './entitlement.ts';
import type { PlanSettings } from './entitlement.ts';

/** The allowance of an account at this moment. Where everybody has Pro nothing needs to be looked up: an upload pays no read for it. */
export function allowances(store: Pick<AccountRows, 'account'>, settings: PlanSettings): (account: AccountId) => Promise<Allowance> {
  const everybodys = settings.plan === 'pro' ? entitlementOf({ startSince: null }, settings).allowance : null;
  return async (account) => everybodys ?? entitlementOf((await store.account(account)) ?? { startSince: null }, settings).allowance;
}
