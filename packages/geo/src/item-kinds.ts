import { canonicalJson } from './json-text.ts';
import type { JsonObject, JsonValue } from './json-text.ts';

/** How the entries of one type of collection are told apart (data-formats 2). */
export interface ItemKind {
  /** Equal for two versions of one entry; null where the entry has nothing of the kind, then only equal content is one. */
  readonly identity: (item: JsonObject) => string | null;
  /** Whether the order means something to a person. */
  readonly orderMatters: boolean;
  /** Whether programs write the entries as they are used: then the later use settles, and a use wins over a deletion. */
  readonly isHistory: boolean;
}

const plain = { orderMatters: false, isHistory: false };
const byPlace = (item: JsonObject): string | null => placeOf(item, 'lat', 'lon') ?? placeOf(item, 'latitude', 'longitude');
const byPlaceAndName = (item: JsonObject): string | null => joined(byPlace(item), textOf(item, 'pointDescription') ?? '');
const history: ItemKind = { identity: byPlaceAndName, orderMatters: false, isHistory: true };
const quickActions: ItemKind = {
  identity: (item) => textOf(item, 'id') ?? joined(textOf(item, 'actionType') ?? textOf(item, 'type'), textOf(item, 'name') ?? ''),
  orderMatters: true,
  isHistory: false,
};

/** Types of cloud files that are collections of items. */
export const itemKinds: ReadonlyMap<string, ItemKind> = new Map<string, ItemKind>([
  ['OSM_NOTES', { ...plain, identity: byPlace }],
  ['OSM_EDITS', { ...plain, identity: osmEntity }],
  ['AVOID_ROADS', { ...plain, identity: byPlace }],
  ['POI_UI_FILTERS', { ...plain, identity: (item) => textOf(item, 'filterId') }],
  ['MAP_SOURCES', { ...plain, identity: (item) => textOf(item, 'name') }],
  ['ONLINE_ROUTING_ENGINES', { ...plain, identity: (item) => textOf(item, 'key') ?? textOf(item, 'stringKey') ?? textOf(item, 'name') }],
  ['QUICK_ACTIONS', quickActions],
  ['QUICK_ACTION', quickActions],
  ['SEARCH_HISTORY', history],
  ['NAVIGATION_HISTORY', history],
]);

/** An entity of OpenStreetMap by type and number; new ones have negative numbers of the device, so their place counts too. */
function osmEntity(item: JsonObject): string | null {
  const entity = memberOf(item, 'entity');
  if (entity?.kind !== 'object') return null;
  const id = textOf(entity, 'id');
  const name = joined(textOf(entity, 'type'), id ?? '');
  return id === null || id.startsWith('-') ? joined(name, placeOf(entity, 'lat', 'lon') ?? '') : name;
}

/** Place to 5 decimals, as iOS writes it, whether as numbers or as texts. */
function placeOf(item: JsonObject, lat: string, lon: string): string | null {
  const [y, x] = [textOf(item, lat), textOf(item, lon)];
  if (y === null || x === null || !Number.isFinite(Number(y)) || !Number.isFinite(Number(x))) return null;
  return `${Math.round(Number(y) * 1e5)} ${Math.round(Number(x) * 1e5)}`;
}

/** When an entry of a history was last used, milliseconds; 0 where it does not say. */
export function lastUse(item: JsonObject): number {
  const time = Number(textOf(item, 'lastAccessedTime') ?? 0);
  return Number.isFinite(time) ? time : 0;
}

/** What an entry is called in a sentence. */
export function nameOfItem(item: JsonObject): string {
  for (const key of ['name', 'text', 'pointDescription', 'comment', 'filterId']) {
    const text = textOf(item, key);
    if (text !== null && text.trim() !== '') return text;
  }
  const place = [textOf(item, 'lat') ?? textOf(item, 'latitude'), textOf(item, 'lon') ?? textOf(item, 'longitude')];
  return place.every((value) => value !== null) ? place.join(', ') : canonicalJson(item);
}

export function memberOf(object: JsonObject, key: string): JsonValue | null {
  return object.members.findLast((member) => member.key === key)?.value ?? null;
}

function textOf(object: JsonObject, key: string): string | null {
  const value = memberOf(object, key);
  return value?.kind === 'scalar' && value.text !== 'null' ? value.text : null;
}

function joined(a: string | null, b: string): string | null {
  return a === null ? null : `${a}\u0000${b}`;
}
