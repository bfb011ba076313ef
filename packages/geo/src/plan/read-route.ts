import { coordinatesOf, elevationOf, extensionsOf, routePointsOf, textOfChild, trackPointsOf } from '../gpx/model.ts';
import { parseDecimal } from '../gpx/values.ts';
import { distanceBetween } from '../geodesy.ts';
import type { Coordinates } from '../geodesy.ts';
import { isElement, textOf } from '../xml-tree.ts';
import type { XmlElement } from '../xml-tree.ts';
import type { Leg, Way, WaySpan } from './model.ts';
import { profileOfOsmand } from './profiles.ts';
import { roadOf } from './road-types.ts';
import type { RoadType } from './road-types.ts';

/** A point of a route that was planned. */
export interface RoutePoint extends Coordinates {
  readonly name: string;
  /** How it goes on from here; null is straight on. */
  readonly profile: string | null;
  /** Number of its point in the segment of the track; null where the file does not say. */
  readonly index: number | null;
}

export function routePoints(route: XmlElement): RoutePoint[] {
  return routePointsOf(route).flatMap((point): RoutePoint[] => {
    const place = coordinatesOf(point);
    if (place === null) return [];
    const extension = (local: string): string | null => {
      const found = extensionsOf(point).find((one) => one.local === local);
      return found === undefined ? null : textOf(found).trim() || null;
    };
    const key = extension('profile');
    const profile = extension('engine_profile') ?? (key === null || key === 'gap' ? null : profileOfOsmand(key));
    const index = parseDecimal(extension('trkpt_idx') ?? undefined);
    return [{ ...place, name: textOfChild(point, 'name') ?? '', profile, index: Number.isInteger(index) ? index : null }];
  });
}

/** A part of a road of a segment of a track: points `from` to `to`, inclusive. */
interface RoadPart {
  readonly from: number;
  readonly to: number;
  readonly seconds: number | null;
  readonly types: readonly RoadType[];
  readonly name: string;
}

interface TrackPlace extends Coordinates {
  readonly ele: number | null;
}

/** The legs of a route with the ground that the segment of the track has for them. */
export function plannedLegs(route: readonly RoutePoint[], segment: XmlElement): Leg[] {
  const line = trackPointsOf(segment).map((point): TrackPlace | null => {
    const place = coordinatesOf(point);
    return place === null ? null : { ...place, ele: elevationOf(point) };
  });
  const parts = roadParts(segment, line.length);
  const starts = startsOf(route, line);
  return route.slice(1).map((to, at): Leg => {
    const from = route[at] ?? to;
    const [start, next] = [starts[at] ?? 0, starts[at + 1] ?? 0];
    const isLast = at === route.length - 2;
    const end = isLast ? next : endOf(line, parts, start, next);
    const way = wayOf(line, parts, start, end, from, to);
    return from.profile === null ? { kind: 'straight', way } : { kind: 'road', profile: from.profile, way };
  });
}

/** Where each point of the route is in the line: as the file says, else the nearest behind the one before. */
function startsOf(route: readonly RoutePoint[], line: readonly (TrackPlace | null)[]): number[] {
  const starts: number[] = [];
  for (const point of route) {
    const before = starts.at(-1) ?? 0;
    const told = point.index;
    starts.push(told !== null && told >= before && told < line.length ? told : nearest(point, line, before));
  }
  return starts;
}
function nearest(point: Coordinates, line: readonly (TrackPlace | null)[], from: number): number {
  let [found, least] = [from, Infinity];
  for (let at = from; at < line.length; at++) {
    const place = line[at];
    const metres = place == null ? Infinity : distanceBetween(point, place);
    if (metres < least) [found, least] = [at, metres];
  }
  return found;
}

/** Last point of a leg: the one before the next leg's first where the file has that place twice. */
function endOf(line: readonly (TrackPlace | null)[], parts: readonly RoadPart[], start: number, next: number): number {
  if (next - 1 <= start) return next;
  if (parts.some((part) => part.from === next) && !parts.some((part) => part.from < next && part.to >= next)) return next - 1;
  const [a, b] = [line[next - 1], line[next]];
  return a != null && b != null && a.lat === b.lat && a.lon === b.lon ? next - 1 : next;
}

/** Null where the ground is the line between the two points and nothing more is known of it. */
function wayOf(
  line: readonly (TrackPlace | null)[],
  parts: readonly RoadPart[],
  start: number,
  end: number,
  from: Coordinates,
  to: Coordinates,
): Way | null {
  const numbers: number[] = [];
  const places: TrackPlace[] = [];
  for (let at = start; at <= end; at++) {
    const place = line[at];
    if (place == null) continue;
    numbers.push(at);
    places.push(place);
  }
  if (places.length < 2) return null;
  const own = parts.filter((part) => part.from >= start && part.to <= end);
  const times = own.map(({ seconds }) => seconds);
  const seconds = times.length === 0 || times.includes(null) ? null : times.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const [first, last] = [places[0], places.at(-1)];
  const isBar = places.length === 2 && samePlace(first, from) && samePlace(last, to) && places.every(({ ele }) => ele === null);
  if (isBar && seconds === null) return null;
  const values = new Float64Array(places.length * 3);
  for (const [at, { lon, lat, ele }] of places.entries()) values.set([lon, lat, ele ?? NaN], at * 3);
  const spans = own.flatMap(({ from: a, to: b, types, name }): WaySpan[] => {
    const road = roadOf(types);
    return road === null ? [] : [{ from: numbers.indexOf(a), to: numbers.indexOf(b), surface: road.surface, road: road.road, name }];
  });
  return {
    line: values,
    seconds: seconds === null ? null : Math.round(seconds * 100) / 100,
    spans: spans.filter((span) => span.from >= 0 && span.to > span.from),
  };
}
function samePlace(a: Coordinates | undefined, b: Coordinates): boolean {
  return a !== undefined && Math.abs(a.lat - b.lat) < 5e-8 && Math.abs(a.lon - b.lon) < 5e-8;
}

/** The parts of roads that a segment lists (`extensions/route/segment`), with what their types say. */
function roadParts(segment: XmlElement, points: number): RoadPart[] {
  const lists = extensionsOf(segment);
  const childrenOf = (list: string, local: string): XmlElement[] =>
    lists.filter((one) => one.local === list).flatMap((one) => one.children.filter(isElement).filter((child) => child.local === local));
  const types = childrenOf('types', 'type').map(({ attributes }): RoadType => [attributes['t'] ?? '', attributes['v'] ?? '']);
  const typesAt = (text: string | undefined): RoadType[] =>
    (text ?? '').split(',').flatMap((number) => {
      const type = types[Number.parseInt(number, 10)];
      return type === undefined ? [] : [type];
    });
  let at = 0;
  return childrenOf('route', 'segment').flatMap(({ attributes }): RoadPart[] => {
    const length = Math.abs(Number.parseInt(attributes['length'] ?? '', 10));
    const told = Number.parseInt(attributes['startTrkptIdx'] ?? '', 10);
    const from = Number.isNaN(told) ? at : told;
    const to = from + length - 1;
    if (Number.isNaN(length) || from < 0 || to >= points || to < from) return [];
    at = to;
    const name = typesAt(attributes['names'])[0]?.[1] ?? '';
    return [{ from, to, seconds: parseDecimal(attributes['segmentTime']), types: typesAt(attributes['types']), name }];
  });
}
