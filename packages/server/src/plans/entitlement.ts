import { freeTypes } from '@cairn/protocol';
import type { Plan } from '@cairn/protocol';
import type { Allowance } from '../ports/allowance.ts';

/** What the operator set (`docs/operators/settings.md`); bytes. */
export interface PlanSettings {
  readonly plan: 'pro' | 'start';
  readonly quotaStart: number;
  readonly quotaPro: number;
  readonly fileLimitStart: number;
  readonly fileLimit: number;
  /** Null = three times the quota of the plan. */
  readonly historyLimit: number | null;
  /** 0 = no limit. */
  readonly deviceLimit: number;
}
export interface Entitlement {
  readonly plan: Plan;
  readonly allowance: Allowance;
  /** Most devices at a time; 0 = no limit (A8). */
  readonly deviceLimit: number;
}

/** Plan of an account without purchases (P1, decision 3): Pro where the operator gives it to all, else Start once activated. */
export function entitlementOf(account: { readonly startSince: number | null }, settings: PlanSettings): Entitlement {
  const { deviceLimit } = settings;
  if (settings.plan === 'pro') {
    const { quotaPro: quota, fileLimit } = settings;
    const historyLimit = settings.historyLimit ?? 3 * quota;
    return { plan: 'pro', deviceLimit, allowance: { quota, fileLimit, filesLimit: null, historyLimit, types: null } };
  }
  const started = account.startSince !== null;
  const quota = started ? settings.quotaStart : 0;
  const fileLimit = Math.min(settings.fileLimitStart, settings.fileLimit);
  const historyLimit = settings.historyLimit ?? 3 * quota;
  return {
    plan: started ? 'start' : 'none',
    deviceLimit,
    allowance: { quota, fileLimit, filesLimit: null, historyLimit, types: started ? freeTypes : [] },
  };
}
