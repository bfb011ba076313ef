import type { Entry } from './records.ts';

/** Weight of one message: a page that unpacks it is busy for a few milliseconds, not for hundreds. */
const mostWeight = 2_000;

/** Entries in shares that a page can take in between two frames. */
export function partsOf(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  let part: Entry[] = [];
  let weight = 0;
  for (const entry of entries) {
    part.push(entry);
    weight += weightOf(entry);
    if (weight < mostWeight) continue;
    parts.push(part);
    [part, weight] = [[], 0];
  }
  return part.length === 0 ? parts : [...parts, part];
}

/** In small objects. The columns of places and the lines of tracks are handed over in one piece each, whatever their length. */
function weightOf({ record }: Entry): number {
  if (record?.kind === 'places') return record.groups.reduce((sum, { points }) => sum + 10 + points.looks.length + points.links.size, 1);
  return record?.kind === 'track' ? 8 : 1;
}
