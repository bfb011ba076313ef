import type { Logger } from '../ports/logger.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { StoreApis } from '../ports/stores.ts';
import type { AccountId, Clock } from '../ports/world.ts';
import type { PlanTerms } from './entitlement.ts';

/** What the rules of purchases stand on. */
export interface PlanContext {
  readonly store: PlanStore;
  readonly stores: StoreApis;
  readonly clock: Clock;
  readonly log: Logger;
  readonly terms: PlanTerms;
  /** The account of an address as somebody typed it; null = none. */
  readonly accountOfAddress: (address: string) => Promise<AccountId | null>;
  /** Something waits for the checks of purchases: look soon. */
  readonly ring: () => void;
}
