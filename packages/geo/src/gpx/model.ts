import type { Coordinates } from '../geodesy.ts';
import { element, isElement, textOf } from '../xml-tree.ts';
import type { XmlDocument, XmlElement, XmlNode } from '../xml-tree.ts';
import { formatDegrees, parseCoordinates, parseDecimal, parseTime } from './values.ts';

/**
 * A GPX file: the whole tree as it was read, so that nothing is lost when it is written again (data-formats 4.2). The functions
 * below look into it; a change is a new tree that shares what did not change.
 */
export type Gpx = XmlDocument;

export const gpxNamespace = 'http://www.topografix.com/GPX/1/1';
/** Namespace that newer OsmAnd binds to `osmand:`; {@link isOsmandUri} knows all of them. */
export const osmandNamespace = 'https://osmand.net/docs/technical/osmand-file-formats/osmand-gpx';

const osmandUris: ReadonlySet<string | null> = new Set([osmandNamespace, 'https://osmand.net', 'http://osmand.net', 'https://osmand.net/']);

export function isOsmandUri(uri: string | null): boolean {
  return osmandUris.has(uri);
}

/** Whether a node is the GPX element of that name. GPX 1.0, 1.1, versions to come and files without a namespace are taken alike. */
export function isGpxElement(node: XmlNode, local: string): node is XmlElement {
  return isElement(node) && node.local === local && isGpxUri(node.uri);
}

/** Whether names of this namespace are GPX's own. An undeclared prefix is somebody else's. */
export function isGpxUri(uri: string | null): boolean {
  if (uri === gpxNamespace || uri === '') return true;
  return uri !== null && uri.toLowerCase().includes('topografix.com/gpx/') && !uri.includes('gpx_');
}

function childrenOf(parent: XmlElement, local: string): XmlElement[] {
  return parent.children.filter((child) => isGpxElement(child, local));
}

/** The first child of that name. */
export function childOf(parent: XmlElement, local: string): XmlElement | null {
  return childrenOf(parent, local)[0] ?? null;
}

/** Text of the first child of that name, without white space around it; null where there is none or it is empty. */
export function textOfChild(parent: XmlElement, local: string): string | null {
  const child = childOf(parent, local);
  const text = child === null ? '' : textOf(child).trim();
  return text === '' ? null : text;
}

export const waypointsOf = (gpx: Gpx): XmlElement[] => childrenOf(gpx.root, 'wpt');
export const routesOf = (gpx: Gpx): XmlElement[] => childrenOf(gpx.root, 'rte');
export const tracksOf = (gpx: Gpx): XmlElement[] => childrenOf(gpx.root, 'trk');
export const segmentsOf = (track: XmlElement): XmlElement[] => childrenOf(track, 'trkseg');
export const trackPointsOf = (segment: XmlElement): XmlElement[] => childrenOf(segment, 'trkpt');
export const routePointsOf = (route: XmlElement): XmlElement[] => childrenOf(route, 'rtept');
export const metadataOf = (gpx: Gpx): XmlElement | null => childOf(gpx.root, 'metadata');
/** Elements in the extensions of an element. */
export const extensionsOf = (parent: XmlElement): XmlElement[] =>
  childrenOf(parent, 'extensions').flatMap((it) => it.children.filter(isElement));

/** Place of a point; null where it has none that is on the earth. Such points are kept and left out of every number. */
export function coordinatesOf(point: XmlElement): Coordinates | null {
  return parseCoordinates(point.attributes);
}
/** Elevation in metres; 0 is a value, absence is null. */
export function elevationOf(point: XmlElement): number | null {
  return parseDecimal(textOfChild(point, 'ele') ?? undefined);
}
/** Time in milliseconds since 1970. */
export function timeOf(point: XmlElement): number | null {
  const text = textOfChild(point, 'time');
  return text === null ? null : parseTime(text);
}

/** A new point: `wpt`, `rtept` or `trkpt`. */
export function makePoint(local: 'wpt' | 'rtept' | 'trkpt', place: Coordinates, children: readonly XmlNode[]): XmlElement {
  return element(local, gpxNamespace, { lat: formatDegrees(place.lat), lon: formatDegrees(place.lon) }, children);
}

/** A point moved to another place; all else is kept. */
export function movePoint(point: XmlElement, place: Coordinates): XmlElement {
  return { ...point, attributes: { ...point.attributes, lat: formatDegrees(place.lat), lon: formatDegrees(place.lon) } };
}

/** An element with the text of a child set, added where the schema wants it, or removed (null). */
export function withText(parent: XmlElement, local: string, text: string | null): XmlElement {
  const old = childOf(parent, local);
  if (text === null) return { ...parent, children: parent.children.filter((child) => child !== old) };
  const child: XmlElement =
    old === null
      ? element(parent.name.replace(/[^:]*$/, local), parent.uri, {}, [text])
      : { ...old, children: [text, ...old.children.filter((node) => typeof node !== 'string')] };
  if (old !== null) return { ...parent, children: parent.children.map((node) => (node === old ? child : node)) };
  const after = parent.children.findIndex((node) => isElement(node) && rank(node.local) > rank(local));
  const at = after === -1 ? parent.children.length : after;
  return { ...parent, children: [...parent.children.slice(0, at), child, ...parent.children.slice(at)] };
}

/** Order of the children of points, tracks and metadata in GPX 1.1 (one order serves all). */
const order = [
  ...['ele', 'time', 'magvar', 'geoidheight', 'name', 'cmt', 'desc', 'author', 'copyright', 'src', 'link', 'number', 'keywords', 'bounds'],
  ...['sym', 'type', 'fix', 'sat', 'hdop', 'vdop', 'pdop', 'ageofdgpsdata', 'dgpsid', 'extensions', 'trkseg', 'rtept'],
];
/** Position of a child of that name; unknown ones come last. */
export function rank(local: string): number {
  const at = order.indexOf(local);
  return at === -1 ? order.length : at;
}

/** A new, empty file as OsmAnd's own look. */
export function emptyGpx(creator: string, name: string): Gpx {
  const metadata = element('metadata', gpxNamespace, {}, [element('name', gpxNamespace, {}, [name])]);
  const attributes = { version: '1.1', creator, xmlns: gpxNamespace, 'xmlns:osmand': osmandNamespace };
  return { before: [], root: element('gpx', gpxNamespace, attributes, [metadata]), after: [] };
}
