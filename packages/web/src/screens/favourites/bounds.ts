import { BoundsBuilder } from '@cairn/geo';
import type { Bounds } from '@cairn/geo';
import type { PlaceItem } from '../../library/places.ts';

/** The box around favourites, the short way round; null where none has a place. */
export function boundsOf(items: readonly PlaceItem[]): Bounds | null {
  const builder = new BoundsBuilder();
  for (const { at } of items) if (at !== null) builder.add(at);
  return builder.bounds();
}
