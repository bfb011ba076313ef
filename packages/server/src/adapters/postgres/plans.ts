import type { PlanStore } from '../../ports/plan-store.ts';
import type { Database } from './database.ts';
import { campaignRows } from './plan-campaigns.ts';
import { claimRows } from './plan-claims.ts';
import { downloadRows } from './plan-downloads.ts';
import { planNoticeRows } from './plan-notices.ts';
import { purchaseRows } from './plan-purchases.ts';

/** The part of the database that carries out `PlanStore`. */
export function planStore(database: Database): PlanStore {
  return {
    ...purchaseRows(database),
    ...claimRows(database),
    ...planNoticeRows(database),
    ...campaignRows(database),
    ...downloadRows(database),
  };
}
