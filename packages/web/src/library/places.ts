import { defaultLook } from '@cairn/geo';
import type { Coordinates } from '@cairn/geo';
import type { FileKey } from '@cairn/protocol';
import type { Entry, Place, PlaceGroup } from '../device/index.ts';
import type { Reason } from '../device/index/reason.ts';
import { coordinatesAt, nameAt, placeAt, placeKey } from '../device/index/place-columns.ts';

/** Where a favourite is: which file, which group in it, and its number among the points of the group. */
export interface PlaceRef {
  readonly file: string;
  readonly group: string;
  readonly index: number;
}
/** A favourite of a group; its facts are taken out of the columns of its file when somebody asks. */
export class PlaceItem implements PlaceRef {
  readonly #of: GroupItem;
  readonly index: number;
  #place: Place | null = null;

  constructor(of: GroupItem, index: number) {
    this.#of = of;
    this.index = index;
  }
  get file(): string {
    return this.#of.key.name;
  }
  get group(): string {
    return this.#of.group.name;
  }
  /** Unique among all favourites, and the same for as long as its name and position are: others may come and go. */
  get id(): string {
    return `${this.#of.id}\n${this.key}`;
  }
  /** The same within its group. */
  get key(): string {
    const { points } = this.#of.group;
    const times = points.repeats.get(this.index) ?? 1;
    const key = placeKey(this.name, coordinatesAt(points, this.index));
    return times === 1 ? key : `${key}\n${times}`;
  }
  get name(): string {
    return nameAt(this.#of.group.points, this.index);
  }
  /** For lists: what is typed to go there, and what screen readers say. */
  get text(): string {
    return this.name;
  }
  get at(): Coordinates | null {
    return coordinatesAt(this.#of.group.points, this.index);
  }
  get place(): Place {
    this.#place ??= placeAt(this.#of.group.points, this.index);
    return this.#place;
  }
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
  readonly unreadable: readonly { readonly key: FileKey; readonly reason: Reason }[];
  readonly count: number;
}

const byName = new Intl.Collator();
const made = new WeakMap<Entry, readonly GroupItem[]>();

/** A place of a group by its key; null where there is none any more. */
export function placeIn({ items }: GroupItem, key: string): PlaceItem | null {
  return items.find((item) => (item.name !== '' && !key.startsWith(item.name) ? false : item.key === key)) ?? null;
}

/** Groups of favourites of all files, pinned ones first, then by name; the group without a name leads. */
export function placesIn(entries: ReadonlyMap<string, Entry>): PlacesView {
  const groups: GroupItem[] = [];
  const unreadable: { key: FileKey; reason: Reason }[] = [];
  for (const entry of entries.values()) {
    if (entry.key.type !== 'FAVOURITES' || entry.record === null) continue;
    if (entry.record.kind === 'unreadable') unreadable.push({ key: entry.key, reason: entry.record.reason });
    else groups.push(...groupsOf(entry));
  }
  groups.sort(
    (a, b) => Number(b.group.pinned) - Number(a.group.pinned) || byName.compare(a.group.name, b.group.name) || (a.id < b.id ? -1 : 1),
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
    const points: PlaceItem[] = [];
    const item = { id, key, hash, modified, group, items: points };
    for (let index = 0; index < group.points.count; index++) points.push(new PlaceItem(item, index));
    return item;
  });
  made.set(entry, items);
  return items;
}

/** `#rrggbb` of a colour as files have it (`#aarrggbb`); OsmAnd's own yellow where there is none. */
export function opaque(color: string | null): string {
  return color === null ? '#eecc22' : `#${color.slice(-6)}`;
}

export function iconOf(group: PlaceGroup): string {
  return group.look.icon ?? defaultLook.icon;
}
