import type { AccountRows } from '../ports/account-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { StoreApis } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import type { PlanTerms } from './entitlement.ts';

/** What the rules of purchases stand on. */
export interface PlanContext {
  readonly store: PlanStore & Pick<AccountRows, 'accountByAddress'>;
  readonly stores: StoreApis;
  readonly clock: Clock;
  readonly log: Logger;
  readonly terms: PlanTerms;
  /** Something waits for the checks of purchases: look soon. */
  readonly ring: () => void;
}
