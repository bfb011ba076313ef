import { mergeCompanions, mergerFor } from '@cairn/geo';
import type { Merging } from '@cairn/sync';

/** The merges that the product has. */
export const merging: Merging = {
  mergerFor,
  mergeCompanions: (ours, theirs, laterIs) => ({ outcome: 'merged', bytes: mergeCompanions(ours, theirs, laterIs) }),
};
