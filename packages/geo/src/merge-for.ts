import { itemKinds } from './item-kinds.ts';
import { favourites, markers, mergePoints } from './merge.ts';
import { mergeItems } from './merge-items.ts';
import type { Merger } from './merge-outcome.ts';

/**
 * How two versions of a cloud file merge; null where no merge exists, then both sides stay and a person chooses. The personal group
 * (home, work, parking) is a group like any other: each of its points has its name, and two different homes contradict.
 */
export function mergerFor(key: { readonly type: string; readonly name: string }): Merger | null {
  if (key.name.endsWith('.info')) return null;
  if (key.type === 'FAVOURITES') return (base, ours, theirs) => mergePoints(base, ours, theirs, favourites);
  if (key.type === 'ACTIVE_MARKERS' || key.type === 'HISTORY_MARKERS')
    return (base, ours, theirs) => mergePoints(base, ours, theirs, markers);
  const kind = itemKinds.get(key.type);
  return kind === undefined ? null : (base, ours, theirs) => mergeItems(kind, base, ours, theirs);
}
