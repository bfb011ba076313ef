const dayMs = 86_400_000;
/** 1980-01-01: what archives and memory cards can hold; anything earlier is a clock that was never set, or seconds taken for milliseconds. */
const earliestMs = Date.UTC(1980, 0, 1);

/** Whether a modification time from elsewhere is worth setting on a file (R26): a number, not before 1980, at most a day ahead. Milliseconds. */
export function isSaneTime(modified: number, now: number): boolean {
  return Number.isFinite(modified) && modified >= earliestMs && modified <= now + dayMs;
}
