import type { Allowance } from '../ports/allowance.ts';
import type { Draft } from './draft.ts';
import type { LogState } from './rows.ts';
import { weightOf } from './rows.ts';
import type { Refused } from './verdict.ts';
import { refused } from './verdict.ts';

export interface Bounds {
  readonly allowance: Allowance;
  /** History superseded before this time may go when the ceiling is reached; milliseconds. */
  readonly evictBefore: number;
}

/**
 * Whether what the draft would leave fits the plan; counted in the transaction that writes it, so it cannot be raced (R16).
 * What makes an account smaller is always taken. Above the ceiling of trash and history the oldest history goes first.
 */
export function fits(draft: Draft, before: LogState, { allowance, evictBefore }: Bounds): Refused | null {
  const after = draft.state;
  if (after.live.stored > allowance.quota && after.live.stored > before.live.stored) {
    return refused('space-exceeded', { allowedMb: megabytes(allowance.quota), quota: allowance.quota, used: before.live.stored });
  }
  if (allowance.filesLimit !== null && after.live.files > allowance.filesLimit && after.live.files > before.live.files) {
    return refused('too-many-files', { limit: allowance.filesLimit });
  }
  const kept = after.trash.stored + after.history.stored;
  if (kept <= allowance.historyLimit || kept <= before.trash.stored + before.history.stored) return null;
  const over = kept - allowance.historyLimit;
  const oldest = draft.reader.evictable(evictBefore, over);
  if (oldest.reduce((sum, row) => sum + weightOf(row).stored, 0) < over) {
    return refused('history-full', { allowedMb: megabytes(allowance.historyLimit), historyLimit: allowance.historyLimit });
  }
  for (const row of oldest) draft.drop(row);
  return null;
}

/** Binary megabytes with at most two decimals. */
export function megabytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 100) / 100;
}
