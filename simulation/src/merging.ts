import { favourites, markers, mergePoints } from '@cairn/geo';
import type { Merging } from '@cairn/sync';

export function mergingOf(): Merging {
  return {
    mergerFor: (key) => {
      if (key.type === 'FAVOURITES') return (base, ours, theirs) => mergePoints(base, ours, theirs, favourites);
      if (key.type.endsWith('MARKERS')) return (base, ours, theirs) => mergePoints(base, ours, theirs, markers);
      return null;
    },
    mergeCompanions: (ours, theirs, laterIs) => ({ outcome: 'merged', bytes: laterIs === 'ours' ? ours : theirs }),
  };
}
