import { defaultLook } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import type { Entry, Place, PlaceGroup } from '../device/index.ts';

/** Where a favourite is: which file, which group in it, and its number among the points of the group. */
export interface PlaceRef {
  readonly file: string;
  readonly group: string;
  readonly index: number;
}
export interface PlaceItem extends PlaceRef {
  /** Unique among all favourites. */
  readonly id: string;
  readonly place: Place;
}
/** A group as lists show it. */
export interface GroupItem {
  /** Unique among all groups. */
  readonly id: string;
  readonly key: FileKey;
  /** Hash of the file that was seen. */
  readonly hash: string;
  readonly modified: number;
  readonly group: PlaceGroup;
  readonly items: readonly PlaceItem[];
}
export interface PlacesView {
  readonly groups: readonly GroupItem[];
  readonly byId: ReadonlyMap<string, GroupItem>;
  /** Files that cannot be read, with the reason. */
  readonly unreadable: readonly { readonly key: FileKey; readonly reason: string }[];
  readonly count: number;
}

const made = new WeakMap<Entry, readonly GroupItem[]>();

/** Groups of favourites of all files, pinned ones first, then by name; the group without a name leads. */
export function placesIn(entries: ReadonlyMap<string, Entry>): PlacesView {
  const groups: GroupItem[] = [];
  const unreadable: { key: FileKey; reason: string }[] = [];
  for (const entry of entries.values()) {
    if (entry.key.type !== 'FAVOURITES' || entry.record === null) continue;
    if (entry.record.kind === 'unreadable') unreadable.push({ key: entry.key, reason: entry.record.reason });
    else groups.push(...groupsOf(entry));
  }
  groups.sort(
    (a, b) => Number(b.group.pinned) - Number(a.group.pinned) || a.group.name.localeCompare(b.group.name) || (a.id < b.id ? -1 : 1),
  );
  const count = groups.reduce((sum, { items }) => sum + items.length, 0);
  return { groups, byId: new Map(groups.map((group) => [group.id, group])), unreadable, count };
}

function groupsOf(entry: Entry): readonly GroupItem[] {
  const known = made.get(entry);
  if (known !== undefined) return known;
  const { key, hash, modified, record } = entry;
  const groups = record?.kind !== 'places' ? [] : record.groups;
  const items = groups.map((group): GroupItem => {
    const id = `${key.name}\n${group.name}`;
    const points = group.points.map((place, index) => ({ id: `${id}\n${index}`, file: key.name, group: group.name, index, place }));
    return { id, key, hash, modified, group, items: points };
  });
  made.set(entry, items);
  return items;
}

/** `#rrggbb` of a colour as files have it (`#aarrggbb`); OsmAnd's own yellow where there is none. */
export function opaque(color: string | null): string {
  return color === null ? '#eecc22' : `#${color.slice(-6)}`;
}

/** Whether the file says that a favourite is not on the map: its own word, or its group's. */
export function isHiddenByFile(group: PlaceGroup, place: Place): boolean {
  return group.hidden || place.hidden;
}

export function iconOf(group: PlaceGroup): string {
  return group.look.icon ?? defaultLook.icon;
}
