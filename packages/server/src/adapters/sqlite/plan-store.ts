import type { PlanStore } from '../../ports/plan-store.ts';
import type { StoreModule } from './module.ts';
import { campaignCommands } from './plan-campaigns.ts';
import { claimCommands } from './plan-claims.ts';
import { downloadCommands } from './plan-downloads.ts';
import { planNoticeCommands } from './plan-notices.ts';
import { purchaseCommands } from './plan-purchases.ts';
import { planSchema } from './plan-schema.ts';

const planReads = [
  ...(['planFacts', 'purchasesOfOrder', 'purchasesOfToken', 'planAccounts'] as const),
  ...(['planNotices', 'graceStep', 'campaigns', 'campaign', 'everyDevice', 'downloadCounts', 'isSubscribed', 'subscribers'] as const),
] satisfies readonly (keyof PlanStore)[];

/** The part of the database that carries out `PlanStore`. It reads rows of accounts and counters of the log. */
export const planModule: StoreModule<PlanStore> = {
  schema: [{ name: 'plan-1', sql: planSchema }],
  commands: (db) => ({
    ...purchaseCommands(db),
    ...claimCommands(db),
    ...planNoticeCommands(db),
    ...campaignCommands(db),
    ...downloadCommands(db),
  }),
  reads: planReads,
};
