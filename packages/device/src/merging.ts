import { createRequire } from 'node:module';
import type * as Geo from '@cairn/geo';
import type { Merging } from '@cairn/sync';

let loaded: typeof Geo | null = null;
/** Reading GPX is needed in few runs only; it is loaded when both sides changed a file. */
function geo(): typeof Geo {
  loaded ??= createRequire(import.meta.url)('@cairn/geo') as typeof Geo;
  return loaded;
}

/** The merges that exist: favourites, markers and collections of items one by one, companions key by key (S6, docs/developers/merge.md). */
export const geoMerging: Merging = {
  mergerFor: (key) => geo().mergerFor(key),
  mergeCompanions: (ours, theirs, laterIs) => ({ outcome: 'merged', bytes: geo().mergeCompanions(ours, theirs, laterIs) }),
};
