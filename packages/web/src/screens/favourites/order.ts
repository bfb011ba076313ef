import { distanceBetween } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import { searchedText, timeAt } from '../../device/index/place-columns.ts';
import type { PlaceColumns } from '../../device/index/place-columns.ts';
import type { GroupItem, PlaceItem } from '../../library/places.ts';

export const orders = ['name', 'newest', 'nearest'] as const;
export type Order = (typeof orders)[number];

/** Favourites of a group that have each word, in an order; `near` is the middle of the map. What lacks a date or a place comes last. */
export function ordered(group: GroupItem, words: readonly string[], order: Order, near: Coordinates | null): readonly PlaceItem[] {
  const marks = found(group.group.points, words);
  const items: PlaceItem[] = [];
  for (const index of sequence(group, order, near)) {
    const item = group.items[index];
    if (item !== undefined && (marks === null || marks[index] === 1)) items.push(item);
  }
  return items;
}

function sequence({ items, group: { points } }: GroupItem, order: Order, near: Coordinates | null): Uint32Array {
  if (order === 'name') return points.byName;
  const values = Float64Array.from(items, ({ at, index }) => {
    if (order === 'newest') return -(timeAt(points, index) ?? -Infinity);
    return near === null || at === null ? Infinity : distanceBetween(near, at);
  });
  return Uint32Array.from(values.keys()).sort((a, b) => compared(values[a] ?? 0, values[b] ?? 0) || a - b);
}
function compared(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
export function compareNames(a: string, b: string): number {
  return names.compare(a, b);
}

const searched = new WeakMap<PlaceColumns, ReturnType<typeof searchedText>>();

/** Marks (1) the places that have each word in name, address or description; null where no word is asked for: all. */
function found(columns: PlaceColumns, words: readonly string[]): Uint8Array | null {
  let marks: Uint8Array | null = null;
  for (const word of words) {
    const having = havingWord(columns, word);
    marks = marks === null ? having : having.map((mark, index) => mark & (marks?.[index] ?? 0));
  }
  return marks;
}
/** One pass of the browser's own search over all the texts. */
function havingWord(columns: PlaceColumns, word: string): Uint8Array {
  const { text, ends } = searched.get(columns) ?? searchedText(columns);
  searched.set(columns, { text, ends });
  const marks = new Uint8Array(columns.count);
  let index = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, ends[index])) {
    while (index < marks.length && (ends[index] ?? 0) <= at) index++;
    marks[index] = 1;
  }
  return marks;
}

export function wordsIn(query: string): string[] {
  return query
    .replaceAll('\u0000', ' ')
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
