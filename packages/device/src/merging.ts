import { createRequire } from 'node:module';
import type * as Geo from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import type { Merged, Merger, Merging } from '@cairn/sync';

let loaded: typeof Geo | null = null;
/** Reading GPX is needed in few runs only; it is loaded when a merge is. */
function geo(): typeof Geo {
  loaded ??= createRequire(import.meta.url)('@cairn/geo') as typeof Geo;
  return loaded;
}

const favourites: Merger = (base, ours, theirs) => geo().mergePoints(base, ours, theirs, geo().favourites);
const markers: Merger = (base, ours, theirs) => geo().mergePoints(base, ours, theirs, geo().markers);
const mergers: ReadonlyMap<string, Merger> = new Map([
  ['FAVOURITES', favourites],
  ['ACTIVE_MARKERS', markers],
  ['HISTORY_MARKERS', markers],
]);

/** The merges that exist: favourites and markers point by point, companions key by key (S6, sync.md). */
export const geoMerging: Merging = {
  mergerFor: (key: FileKey) => mergers.get(key.type) ?? null,
  mergeCompanions,
};

/** Keys of both sides; where both have one and they differ, the later side's. */
function mergeCompanions(ours: Uint8Array, theirs: Uint8Array, laterIs: 'ours' | 'theirs'): Merged {
  const [o, t] = [objectIn(ours), objectIn(theirs)];
  if (o === null || t === null) {
    const where = o === null ? 'here' : 'in the cloud';
    return { outcome: 'conflict', reasons: [`The companion ${where} is no JSON object.`] };
  }
  const merged = laterIs === 'ours' ? { ...t, ...o } : { ...o, ...t };
  return { outcome: 'merged', bytes: new TextEncoder().encode(JSON.stringify(merged)) };
}

function objectIn(bytes: Uint8Array): object | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}
