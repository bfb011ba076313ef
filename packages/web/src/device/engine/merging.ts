import { mergeCompanions, mergerFor } from '@cairn/geo';
import type { Merging } from '@cairn/sync';

/** The merges that exist: favourites, markers and collections of items one by one, companions key by key (S6, merge.md). */
export const merging: Merging = {
  mergerFor,
  mergeCompanions: (ours, theirs, laterIs) => ({ outcome: 'merged', bytes: mergeCompanions(ours, theirs, laterIs) }),
};
