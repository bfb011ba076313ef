import type { SyncResult } from '@cairn/sync';
import type { Trace } from './trace.ts';
import { Violation } from './violation.ts';

/** Rounds in which all must agree after the last edit, and those that must move nothing then (R23). */
const roundsToAgree = 10;
const quietRounds = 2;

/** What a round of syncs came to. */
export interface Round {
  readonly moves: number;
  /** Open ones. */
  readonly conflicts: number;
}

/** Rounds until one moves nothing, and two more. @returns how many conflicts are open @throws Violation when that never comes, or does not last */
export async function roundsUntilStill(trace: Trace, syncAll: () => Promise<Round>): Promise<number> {
  let [still, open] = [0, 0];
  for (let round = 0; still <= quietRounds; round++) {
    if (round > roundsToAgree + quietRounds)
      throw new Violation('no-agreement', `something moves still after ${round} rounds: ${trace.tail(3).join(' | ')}`);
    const { moves, conflicts } = await syncAll();
    open = conflicts;
    if (moves === 0) still++;
    else if (still > 0) throw new Violation('ping-pong', `a round moved ${moves} after one that moved nothing`);
  }
  return open;
}

/** How much a sync moved. @throws Violation when it stopped or something failed: nothing stands in its way in the quiet time */
export function movedIn(name: string, result: SyncResult): number {
  if (result.stopped !== null) throw new Violation('stopped', `${name}: ${result.stopped.code} ${result.stopped.message}`);
  const [failed] = result.failed;
  if (failed !== undefined)
    throw new Violation('failed', `${name}: ${failed.key?.name ?? failed.path ?? ''} ${failed.code}: ${failed.reason}`);
  return result.uploaded.length + result.downloaded.length + result.deleted.length + result.renamed.length + result.merged.length;
}
