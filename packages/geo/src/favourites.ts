import { element, isElement, textOf } from './xml-tree.ts';
import type { XmlElement, XmlNode } from './xml-tree.ts';
import { emptyGpx, gpxNamespace, isGpxElement, makePoint, movePoint, osmandNamespace, textOfChild, withText } from './gpx/model.ts';
import { isGpxUri, isOsmandUri, coordinatesOf, elevationOf, timeOf, waypointsOf } from './gpx/model.ts';
import type { Gpx } from './gpx/model.ts';
import { adopt } from './canonical.ts';
import type { Coordinates } from './geodesy.ts';
import { formatElevation, formatTime, parseTime } from './gpx/values.ts';
import { readGpx } from './gpx/read.ts';
import { writeGpx } from './gpx/write.ts';
import { defaultLook, noLook, parseColor } from './look.ts';
import type { Look } from './look.ts';
import { pointRecord, sameContent } from './point-record.ts';
import { lookOf, pointsDocument } from './points-document.ts';

/** A favourite. Texts are null where there are none; times are milliseconds since 1970. */
export interface Favourite {
  readonly name: string;
  readonly group: string;
  /** Null where the file gives no place on the earth: listed, not drawn. */
  readonly place: Coordinates | null;
  readonly elevation: number | null;
  readonly time: number | null;
  readonly description: string | null;
  readonly comment: string | null;
  readonly address: string | null;
  readonly links: readonly string[];
  /** As it is shown: the point's own, else the group's, else OsmAnd's default. `#aarrggbb`; null is the app's default colour. */
  readonly color: string | null;
  readonly icon: string;
  readonly background: string;
  readonly hidden: boolean;
  readonly visited: number | null;
  readonly created: number | null;
  readonly pickup: number | null;
  readonly calendarEvent: boolean;
  /** The point as it was read, with all that is not known here; null for a new one. */
  readonly element: XmlElement | null;
}

/** A group of favourites. */
export interface FavouriteGroup {
  readonly name: string;
  readonly look: Look;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly points: readonly Favourite[];
}

export interface FavouritesFile {
  readonly gpx: Gpx;
  /** In the order of their first point, then groups without points. Older single files hold several. */
  readonly groups: readonly FavouriteGroup[];
}

/** The group whose points are home, work and parking (data-formats 3.1). */
export const personalGroup = 'personal';
/** Older apps kept all groups in this one file. */
export const singleFavouritesFile = 'favourites.gpx';

/** Cloud name of a group's file: `/` is written `_%_` and `:` is `_-_` (data-formats 3.1). */
export function fileOfGroup(group: string): string {
  return group === '' ? 'favorites.gpx' : `favorites-${group.replaceAll('/', '_%_').replaceAll(':', '_-_')}.gpx`;
}

/** Group of a file by its name; null for the old single file and for names of another kind. */
export function groupOfFile(name: string): string | null {
  if (name === 'favorites.gpx') return '';
  const group = /^favorites-(.+)\.gpx$/s.exec(name)?.[1];
  return group === undefined ? null : group.replaceAll('_%_', '/').replaceAll('_-_', ':');
}

/** Reads a file of favourites: one group, or all of them in an older single file. Throws XmlError as readGpx. */
export function readFavourites(bytes: Uint8Array): FavouritesFile {
  return favouritesIn(readGpx(bytes));
}

/** The points of a file that was read, by group. */
export function favouritesIn(gpx: Gpx): FavouritesFile {
  const { groups } = pointsDocument(gpx);
  const names = new Set([
    ...waypointsOf(gpx).map((point) => textOfChild(point, 'type') ?? ''),
    ...[...groups.values()].map(({ name }) => name),
  ]);
  const points = waypointsOf(gpx);
  const byGroup = Map.groupBy(points, (point) => textOfChild(point, 'type') ?? '');
  const read = [...names].map((name): FavouriteGroup => {
    const fields = groups.get(name)?.fields ?? null;
    const look = lookOf(fields);
    const flag = (key: string): boolean => fields?.get(key)?.value === 'true';
    const members = (byGroup.get(name) ?? []).map((point) => favouriteOf(point, name, look));
    return { name, look, hidden: flag('hidden'), pinned: flag('pinned'), points: members };
  });
  return { gpx, groups: read };
}

function favouriteOf(point: XmlElement, group: string, look: Look): Favourite {
  const extension = (name: string): string | null => extensionText(point, name);
  const time = (name: string): number | null => {
    const text = extension(name);
    return text === null ? null : parseTime(text);
  };
  return {
    ...{ name: textOfChild(point, 'name') ?? '', group, place: coordinatesOf(point), elevation: elevationOf(point), time: timeOf(point) },
    ...{ description: textOfChild(point, 'desc'), comment: textOfChild(point, 'cmt'), address: extension('address') },
    links: point.children.flatMap((child) => (isGpxElement(child, 'link') ? [child.attributes['href'] ?? ''] : [])),
    color: parseColor(extension('color') ?? '') ?? look.color,
    icon: extension('icon') ?? look.icon ?? defaultLook.icon,
    background: extension('background') ?? look.background ?? defaultLook.background,
    hidden: extension('hidden')?.toLowerCase() === 'true',
    ...{ visited: time('visited_date'), created: time('creation_date'), pickup: time('pickup_date') },
    calendarEvent: extension('calendar_event')?.toLowerCase() === 'true',
    element: point,
  };
}

/** Text of an extension of OsmAnd's, with its prefix or bare. */
function extensionText(point: XmlElement, name: string): string | null {
  for (const extensions of point.children) {
    if (!isGpxElement(extensions, 'extensions')) continue;
    const found = extensions.children.find((node) => isOsmandExtension(node, name));
    const text = found === undefined ? '' : textOf(found).trim();
    if (text !== '') return text;
  }
  return null;
}

function isOsmandExtension(node: XmlNode, name: string): node is XmlElement {
  if (!isElement(node) || node.local !== name) return false;
  return isOsmandUri(node.uri) || isGpxUri(node.uri) || (node.uri === null && node.name.startsWith('osmand:'));
}

/**
 * Writes favourites. Points that were read keep all they had; of the rest of the file (`like`) everything but points and groups is
 * kept. A look that the group has is left out of the point, as OsmAnd writes it.
 */
export function writeFavourites(groups: readonly FavouriteGroup[], like: Gpx = emptyGpx('Cairn', nameOfFile(groups))): Uint8Array {
  const points = groups.flatMap((group) => group.points.map((point) => pointOf(point, group)));
  const others = like.root.children.filter((child) => !isGpxElement(child, 'wpt'));
  const at = others.findIndex((child) => ['rte', 'trk', 'extensions'].some((name) => isGpxElement(child, name)));
  const [head, tail] = at === -1 ? [others, []] : [others.slice(0, at), others.slice(at)];
  const children = [...head, ...points, ...withGroups(tail, groups)];
  const attributes =
    'xmlns:osmand' in like.root.attributes ? like.root.attributes : { ...like.root.attributes, 'xmlns:osmand': osmandNamespace };
  return writeGpx({ ...like, root: adoptChildren({ ...like.root, attributes, children }) });
}

function adoptChildren(root: XmlElement): XmlElement {
  return { ...root, children: root.children.map((child) => adopt(child, root)) };
}

function nameOfFile(groups: readonly FavouriteGroup[]): string {
  return fileOfGroup(groups[0]?.name ?? '').replace(/\.gpx$/, '');
}

function withGroups(nodes: readonly XmlNode[], groups: readonly FavouriteGroup[]): XmlNode[] {
  const list = element('osmand:points_groups', osmandNamespace, {}, groups.map(groupEntry));
  const old = nodes.find((node) => isGpxElement(node, 'extensions'));
  if (old === undefined) return [...nodes, element('extensions', gpxNamespace, {}, [list])];
  const kept = old.children.filter((node) => !isOsmandExtension(node, 'points_groups'));
  return nodes.map((node) => (node === old ? { ...old, children: [...kept, list] } : node));
}

function groupEntry({ name, look, hidden, pinned }: FavouriteGroup): XmlElement {
  const attributes: Record<string, string> = { name };
  if (look.color !== null) attributes['color'] = look.color;
  attributes['icon'] = look.icon ?? defaultLook.icon;
  attributes['background'] = look.background ?? defaultLook.background;
  if (hidden) attributes['hidden'] = 'true';
  if (pinned) attributes['pinned'] = 'true';
  return element('group', gpxNamespace, attributes, []);
}

/** A point that says what it said when it was read is written as it was. */
function pointOf(point: Favourite, group: FavouriteGroup): XmlElement {
  if (point.element !== null && isUntouched(point, point.element, group)) return point.element;
  if (point.element === null && point.place === null) throw new RangeError('A new favourite needs a place.');
  const old = point.element ?? makePoint('wpt', point.place ?? { lat: 0, lon: 0 }, []);
  const before = point.element === null ? null : favouriteOf(point.element, point.group, noLook);
  const moved = point.place !== null && !samePlace(point.place, before?.place ?? null) ? movePoint(old, point.place) : old;
  const texts: [string, string | null, string | null][] = [
    [
      'ele',
      point.elevation === null ? null : formatElevation(point.elevation),
      before?.elevation == null ? null : formatElevation(before.elevation),
    ],
    ['time', point.time === null ? null : formatTime(point.time), before?.time == null ? null : formatTime(before.time)],
    ['name', point.name, before?.name ?? null],
    ['desc', point.description, before?.description ?? null],
    ['cmt', point.comment, before?.comment ?? null],
    ['type', group.name === '' ? null : group.name, before?.element == null ? null : textOfChild(before.element, 'type')],
  ];
  const plain = texts.reduce((result, [name, text, was]) => (text === was ? result : withText(result, name, text)), moved);
  return withExtensions(plain, extensionsOf(point, group.look));
}

function isUntouched(point: Favourite, read: XmlElement, group: FavouriteGroup): boolean {
  if ((textOfChild(read, 'type') ?? '') !== group.name) return false;
  const said = (favourite: Favourite): string => JSON.stringify({ ...favourite, element: null, group: group.name });
  return said(point) === said(favouriteOf(read, group.name, group.look));
}

/** What the extensions of a point say; null is left out. */
function extensionsOf(point: Favourite, look: Look): [string, string | null][] {
  const date = (time: number | null): string | null => (time === null ? null : formatTime(time));
  return [
    ['address', point.address],
    ['icon', point.icon === (look.icon ?? defaultLook.icon) ? null : point.icon],
    ['background', point.background === (look.background ?? defaultLook.background) ? null : point.background],
    ['color', point.color === look.color ? null : point.color],
    ['hidden', point.hidden ? 'true' : null],
    ['visited_date', date(point.visited)],
    ['creation_date', date(point.created)],
    ['pickup_date', date(point.pickup)],
    ['calendar_event', point.calendarEvent ? 'true' : null],
  ];
}

function withExtensions(point: XmlElement, values: readonly [string, string | null][]): XmlElement {
  const old = point.children.find((child) => isGpxElement(child, 'extensions'));
  let nodes: readonly XmlNode[] = old?.children ?? [];
  for (const [name, value] of values) {
    const entry = nodes.find((node) => isOsmandExtension(node, name));
    if (value === null) nodes = nodes.filter((node) => !isOsmandExtension(node, name));
    else if (entry === undefined) nodes = [...nodes, element(`osmand:${name}`, osmandNamespace, {}, [value])];
    else if (!saysAlready(name, entry, value)) nodes = nodes.map((node) => (node === entry ? { ...entry, children: [value] } : node));
  }
  if (nodes === old?.children) return point;
  const children = point.children.filter((child) => child !== old);
  if (nodes.length === 0) return { ...point, children };
  const extensions =
    old === undefined ? element(point.name.replace(/[^:]*$/, 'extensions'), point.uri, {}, nodes) : { ...old, children: nodes };
  return { ...point, children: [...children, extensions] };
}

/** Whether an extension says a value in its own spelling. */
function saysAlready(name: string, entry: XmlElement, value: string): boolean {
  const text = textOf(entry).trim();
  if (name === 'color') return parseColor(text) === value;
  if (name.endsWith('_date')) return parseTime(text) !== null && formatTime(parseTime(text) ?? 0) === value;
  return text === value;
}

function samePlace(a: Coordinates, b: Coordinates | null): boolean {
  return b !== null && a.lat === b.lat && a.lon === b.lon;
}

/**
 * Whether two points of a file say the same (device-api 3.6): texts with null as empty, places within 0.1 m, times within a second,
 * the look with the fall-back to the group, and whatever else they hold.
 */
export function samePoint(a: XmlElement, b: XmlElement, look: { readonly a: Look; readonly b: Look } = { a: noLook, b: noLook }): boolean {
  return sameContent(
    pointRecord(a, () => look.a),
    pointRecord(b, () => look.b),
  );
}
