/** A point of a merged file: where it stood in each version, null where it was not. `key` settles ties and is equal for equal points. */
export interface Entry {
  readonly base: number | null;
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly key: string;
}

/**
 * The order of a merged file. Points of both sides stand in the order of the side that changed it; what one side added follows what
 * it follows there; what it added at the end stays at the end. Null where both sides changed the order differently and `settle` is false. The answer does not depend on
 * which side is called ours.
 */
export function mergeOrder<T extends Entry>(entries: readonly T[], settle: boolean): T[] | null {
  const common = commonOrder(entries, settle);
  if (common === null) return null;
  const [ours, theirs] = [additions(entries, 'ours'), additions(entries, 'theirs')];
  const order: T[] = [];
  for (const anchor of [null, ...common]) {
    if (anchor !== null) order.push(anchor);
    order.push(...[ours.after.get(anchor) ?? [], theirs.after.get(anchor) ?? []].sort(compareRuns).flat());
  }
  order.push(...[ours.atEnd, theirs.atEnd].sort(compareRuns).flat());
  return order;
}

function commonOrder<T extends Entry>(entries: readonly T[], settle: boolean): T[] | null {
  const common = entries.filter((entry) => entry.ours !== null && entry.theirs !== null);
  const by = (side: 'base' | 'ours' | 'theirs') => [...common].sort((a, b) => (a[side] ?? 0) - (b[side] ?? 0));
  const [ours, theirs] = [by('ours'), by('theirs')];
  if (sameOrder(ours, theirs)) return ours;
  const kept = (order: readonly T[]) => order.filter((entry) => entry.base !== null);
  const base = kept(by('base'));
  const [oursKept, theirsKept] = [sameOrder(kept(ours), base), sameOrder(kept(theirs), base)];
  if (oursKept && !theirsKept) return theirs;
  if (theirsKept && !oursKept) return ours;
  if (!settle && !oursKept) return null;
  return compareRuns(ours, theirs) <= 0 ? ours : theirs;
}

/** Points of one side alone: those at its end, and the others by the common point they stand behind (null: before all). */
function additions<T extends Entry>(entries: readonly T[], side: 'ours' | 'theirs'): { after: Map<T | null, T[]>; atEnd: T[] } {
  const present = entries.filter((entry) => entry[side] !== null).sort((a, b) => (a[side] ?? 0) - (b[side] ?? 0));
  const after = new Map<T | null, T[]>();
  let anchor: T | null = null;
  let run: T[] = [];
  for (const entry of present) {
    if (entry.ours === null || entry.theirs === null) run.push(entry);
    else {
      after.set(anchor, run);
      anchor = entry;
      run = [];
    }
  }
  return { after, atEnd: run };
}

function sameOrder<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}

function compareRuns(a: readonly Entry[], b: readonly Entry[]): number {
  const [x, y] = [a.map((entry) => entry.key).join('\u0002'), b.map((entry) => entry.key).join('\u0002')];
  return x < y ? -1 : x > y ? 1 : 0;
}
