import { distanceBetween } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import type { PlaceItem } from '../../library/places.ts';

export const orders = ['name', 'newest', 'nearest'] as const;
export type Order = (typeof orders)[number];

/** Favourites in an order; `near` is the middle of the map. What lacks a date or a place comes last. */
export function ordered(items: readonly PlaceItem[], order: Order, near: Coordinates | null): readonly PlaceItem[] {
  if (order === 'name') return items.toSorted((a, b) => compareNames(a.place.name, b.place.name));
  if (order === 'newest') return items.toSorted((a, b) => (b.place.time ?? -Infinity) - (a.place.time ?? -Infinity));
  const far = new Map(
    items.map((item) => [item, near === null || item.place.place === null ? Infinity : distanceBetween(near, item.place.place)]),
  );
  return items.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0));
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
export function compareNames(a: string, b: string): number {
  return names.compare(a, b);
}

/** Whether each word that is looked for is in the name, the address or the description. */
export function isFound({ place }: PlaceItem, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${place.name} ${place.address ?? ''} ${place.description ?? ''}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}
export function wordsIn(query: string): string[] {
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
