import type { Coordinates } from '@cairn/geo';
import type { Place } from './records.ts';

/**
 * Favourites as a few long columns instead of thousands of small objects: threads hand them over in no time, and a page makes an object
 * only of what it shows.
 */
export interface PlaceColumns {
  readonly count: number;
  /** Numbers of each place in turn, in the order of `numberNames`; NaN where there is none. */
  readonly numbers: Float64Array;
  /** All texts, one behind the other. */
  readonly text: string;
  /** Where each text ends, in the order of `textNames`. */
  readonly ends: Uint32Array;
  /** Bits: which texts are null, what is hidden, which is an event of a calendar. */
  readonly flags: Uint8Array;
  readonly looks: readonly PlaceLook[];
  /** Which of `looks` each has. */
  readonly look: Uint16Array;
  readonly links: ReadonlyMap<number, readonly string[]>;
  /** Which of several with the same name at the same place one is, from 1; most are the first and not in it. */
  readonly repeats: ReadonlyMap<number, number>;
  /** Numbers of the places by name, as people sort. */
  readonly byName: Uint32Array;
}
type PlaceLook = Pick<Place, 'color' | 'icon' | 'background'>;

const numberNames = ['elevation', 'time', 'visited', 'created', 'pickup'] as const;
const wide = numberNames.length + 2;
const textNames = ['name', 'description', 'comment', 'address'] as const;
const [isHidden, isEvent] = [16, 32];
/** Different looks that are told apart; more than anybody has, and no more than the column holds. */
const mostLooks = 65_535;

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What tells a place from the others of its group, as long as nobody changes it: name and position. */
export function placeKey(name: string, place: Coordinates | null): string {
  return place === null ? `${name}\n` : `${name}\n${place.lat},${place.lon}`;
}

/** @throws RangeError with more than 65,535 looks */
export function columnsOf(places: readonly Place[]): PlaceColumns {
  const count = places.length;
  const numbers = new Float64Array(count * wide);
  const ends = new Uint32Array(count * textNames.length);
  const flags = new Uint8Array(count);
  const look = new Uint16Array(count);
  const looks = new Map<string, { readonly index: number; readonly look: PlaceLook }>();
  const links = new Map<number, readonly string[]>();
  const seen = new Map<string, number>();
  const repeats = new Map<number, number>();
  const texts: string[] = [];
  let length = 0;
  for (const [index, place] of places.entries()) {
    numbers[index * wide] = place.place?.lat ?? NaN;
    numbers[index * wide + 1] = place.place?.lon ?? NaN;
    for (const [at, name] of numberNames.entries()) numbers[index * wide + 2 + at] = place[name] ?? NaN;
    let bits = (place.hidden ? isHidden : 0) | (place.calendarEvent ? isEvent : 0);
    for (const [at, name] of textNames.entries()) {
      const text = place[name];
      if (text === null) bits |= 1 << at;
      else texts.push(text);
      length += text?.length ?? 0;
      ends[index * textNames.length + at] = length;
    }
    flags[index] = bits;
    if (place.links.length > 0) links.set(index, place.links);
    look[index] = lookIndex(looks, place);
    const key = placeKey(place.name, place.place);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times > 1) repeats.set(index, times);
  }
  const byName = Uint32Array.from(places.keys()).sort((a, b) => names.compare(places[a]?.name ?? '', places[b]?.name ?? '') || a - b);
  return {
    ...{ count, numbers, text: texts.join(''), ends, flags, look, links, repeats, byName },
    looks: [...looks.values()].map((one) => one.look),
  };
}

function lookIndex(looks: Map<string, { readonly index: number; readonly look: PlaceLook }>, place: PlaceLook): number {
  const { color, icon, background } = place;
  const key = `${color ?? ''}\n${icon}\n${background}`;
  const known = looks.get(key)?.index ?? looks.size;
  if (known >= mostLooks) throw new RangeError('The file has more different looks than can be shown.');
  if (known === looks.size) looks.set(key, { index: known, look: { color, icon, background } });
  return known;
}

/** One place, as an object. */
export function placeAt(columns: PlaceColumns, index: number): Place {
  const number = (at: number): number | null => known(columns.numbers[index * wide + at]);
  const text = (at: number): string | null => (((columns.flags[index] ?? 0) >> at) & 1 ? null : textAt(columns, index, at));
  const { color, icon, background } = columns.looks[columns.look[index] ?? 0] ?? plain;
  const flags = columns.flags[index] ?? 0;
  return {
    ...{ name: nameAt(columns, index), place: coordinatesAt(columns, index), color, icon, background },
    ...{ elevation: number(2), time: number(3), visited: number(4), created: number(5), pickup: number(6) },
    ...{ description: text(1), comment: text(2), address: text(3), links: columns.links.get(index) ?? [] },
    ...{ hidden: (flags & isHidden) !== 0, calendarEvent: (flags & isEvent) !== 0 },
  };
}
export function nameAt(columns: PlaceColumns, index: number): string {
  return textAt(columns, index, 0);
}
export function coordinatesAt({ numbers }: PlaceColumns, index: number): Coordinates | null {
  const [lat, lon] = [numbers[index * wide] ?? NaN, numbers[index * wide + 1] ?? NaN];
  return Number.isNaN(lat) || Number.isNaN(lon) ? null : { lat, lon };
}
/** Milliseconds; null where none is known. */
export function timeAt({ numbers }: PlaceColumns, index: number): number | null {
  return known(numbers[index * wide + 3]);
}
/** Whether its file says that it is not on the map. */
export function isHiddenAt({ flags }: PlaceColumns, index: number): boolean {
  return ((flags[index] ?? 0) & isHidden) !== 0;
}
export function lookAt({ looks, look }: PlaceColumns, index: number): PlaceLook {
  return looks[look[index] ?? 0] ?? plain;
}
/** What is looked through when somebody searches: name, description and address of each, in small letters, with where each one ends. */
export function searchedText(columns: PlaceColumns): { readonly text: string; readonly ends: Uint32Array } {
  const ends = new Uint32Array(columns.count);
  const parts: string[] = [];
  let length = 0;
  for (let index = 0; index < columns.count; index++) {
    const part = `${nameAt(columns, index)} ${textAt(columns, index, 3)} ${textAt(columns, index, 1)}\u0000`.toLocaleLowerCase();
    parts.push(part);
    length += part.length;
    ends[index] = length;
  }
  return { text: parts.join(''), ends };
}

const plain: PlaceLook = { color: null, icon: 'special_star', background: 'circle' };
function textAt({ text, ends }: PlaceColumns, index: number, at: number): string {
  const place = index * textNames.length + at;
  return text.slice(place === 0 ? 0 : ends[place - 1], ends[place]);
}
function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
