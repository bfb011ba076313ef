import { watchYearsAfterPro } from '../accounts/after-pro.ts';
import type { AccountContext } from '../accounts/context.ts';
import { tellPlanNotices } from '../accounts/plan-mails.ts';
import { checkPurchases } from '../plans/check-purchases.ts';
import type { Job } from './runner.ts';

/** Notices of stores are known again for so long. */
const noticesMs = 60 * 86_400_000;

/** Jobs of plans: each may be cut off at any step and goes on at its next turn. */
export function planJobs(ctx: AccountContext, removing: Parameters<typeof watchYearsAfterPro>[1]): Job[] {
  const { store, clock } = ctx;
  return [
    {
      name: 'check-purchases',
      everyMs: 600_000,
      async run(signal) {
        await checkPurchases(ctx.plans, signal);
        await tellPlanNotices(ctx);
      },
    },
    { name: 'watch-years-after-pro', everyMs: 6 * 3_600_000, run: (signal) => watchYearsAfterPro(ctx, removing, signal) },
    { name: 'prune-plans', everyMs: 3_600_000, run: () => store.prunePlans(clock.now(), clock.now() - noticesMs) },
  ];
}
