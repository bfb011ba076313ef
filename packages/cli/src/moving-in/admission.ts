import { CairnError, checkNewKey, errorText, isMap } from '@cairn/protocol';
import type { FileKey } from '@cairn/protocol';
import type { Report } from './report.ts';

/** What the plan of the account takes: types (null = all) and plain bytes of one file. */
export interface Plan {
  readonly types: readonly string[] | null;
  readonly fileLimit: number;
}

/** Whether a file of this name and type can be in the cloud at all; if not, the report says why, once. */
export function mayMoveIn(key: FileKey, plan: Plan, report: Report): boolean {
  if (isMap(key)) {
    report.maps.push(key);
    return false;
  }
  try {
    checkNewKey(key);
  } catch (error) {
    if (!(error instanceof CairnError)) throw error;
    report.fail({ key, time: null, code: error.code, reason: error.message });
    return false;
  }
  if (plan.types === null || plan.types.includes(key.type)) return true;
  report.fail({ key, time: null, code: 'plan-lacks-type', reason: errorText('plan-lacks-type', { type: key.type }) });
  return false;
}

/** Whether a content of this size is taken; `time` as in `Failure`. */
export function fitsPlan(key: FileKey, size: number, time: number | null, plan: Plan, report: Report): boolean {
  if (size <= plan.fileLimit) return true;
  const reason = errorText('file-too-large', { limitMb: Math.round(plan.fileLimit / 1024 / 1024) });
  report.fail({ key, time, code: 'file-too-large', reason });
  return false;
}
