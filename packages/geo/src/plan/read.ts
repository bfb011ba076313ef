import { element } from '../xml-tree.ts';
import type { XmlElement } from '../xml-tree.ts';
import { favouritesIn } from '../favourites.ts';
import { metadataOf, routesOf, segmentsOf, textOfChild, trackPointsOf, tracksOf, waypointsOf } from '../gpx/model.ts';
import { coordinatesOf, elevationOf } from '../gpx/model.ts';
import type { Gpx } from '../gpx/model.ts';
import { readGpx } from '../gpx/read.ts';
import { Column } from '../track/columns.ts';
import type { TrackColumns } from '../track/columns.ts';
import { readTrack } from '../track/read.ts';
import { pointsOfTrack } from './from-track.ts';
import { gap } from './model.ts';
import type { Leg, Plan, PlanPlace, PlanPoint } from './model.ts';
import { plannedLegs, routePoints } from './read-route.ts';
import type { RoutePoint } from './read-route.ts';

/** A file as a plan. */
export interface PlanReading {
  readonly plan: Plan;
  /** Its points, profiles and gaps are those that it was planned with; otherwise they were made from its line. */
  readonly planned: boolean;
  /** It holds times: somebody was there. Such a file is never overwritten by a plan. */
  readonly recorded: boolean;
  /** Name within the file; '' where there is none. */
  readonly name: string;
}

/**
 * Reads a file as a plan (data-formats 4.1): routes with the profiles of their points, bound to the segments of its track by the numbers
 * of their points, as OsmAnd writes them; what was not planned is thinned to points, its ground kept. Throws XmlError.
 */
export function readPlan(bytes: Uint8Array): PlanReading {
  const { numbers, columns, outline } = readTrack(bytes);
  const recorded = numbers.timedPoints > 0;
  const name = nameOf(outline);
  const places = placesOf(outline);
  const next = places.length + 1;
  if (numbers.routePoints > 0) {
    const made = stretchesIn(readGpx(bytes), next);
    if (made !== null) return { plan: planOf(made, places, next), planned: true, recorded, name };
  }
  const runs = columns.runs.filter(({ kind }) => kind === 'track' || numbers.points === 0);
  return { plan: planOf([pointsOfTrack(columns, runs, next)], places, next), planned: false, recorded, name };
}

type Part = Pick<Plan, 'points' | 'legs'>;

function planOf(parts: readonly Part[], places: readonly PlanPlace[], next: number): Plan {
  const points = parts.flatMap((part) => part.points);
  const legs = parts
    .filter((part) => part.points.length > 0)
    .flatMap((part, at): Leg[] => (at === 0 ? [...part.legs] : [gap, ...part.legs]));
  return { points, legs, places, avoid: [], next: next + points.length };
}

/** One part for each stretch of the file, in its order; null where no route is a plan. */
export function stretchesIn(gpx: Gpx, next: number): Part[] | null {
  const routes = routesOf(gpx)
    .map(routePoints)
    .filter((points) => points.length > 0);
  const segments = plannedSegments(gpx);
  if (segments.length > 0 && !routes.some((points) => points.some(({ index }) => index !== null))) return null;
  let id = next;
  const parts: Part[] = [];
  for (let at = 0; at < Math.max(segments.length === 0 ? routes.length : 0, segments.length); at++) {
    const [segment, route] = [segments[at], routes[at]];
    const part = route === undefined ? drawnPart(segment, id) : routePart(route, segment ?? null, id);
    id += part.points.length;
    parts.push(part);
  }
  return parts;
}

/** Segments that a route may belong to: those with a point. */
export function plannedSegments(gpx: Gpx): XmlElement[] {
  return tracksOf(gpx)
    .flatMap(segmentsOf)
    .filter((segment) => trackPointsOf(segment).some((point) => coordinatesOf(point) !== null));
}

function routePart(route: readonly RoutePoint[], segment: XmlElement | null, id: number): Part {
  const points = route.map(({ lat, lon, name }, at): PlanPoint => ({ id: id + at, lat, lon, name }));
  const legs = segment === null ? route.slice(1).map((_, at) => barLeg(route[at])) : plannedLegs(route, segment);
  return { points, legs };
}
function barLeg(from: RoutePoint | undefined): Leg {
  const profile = from?.profile ?? null;
  return profile === null ? { kind: 'straight', way: null } : { kind: 'road', profile, way: null };
}

/** A segment that was not planned, among others that were. */
function drawnPart(segment: XmlElement = element('trkseg', '', {}, []), id: number): Part {
  const columns = { lat: new Column(), lon: new Column(), ele: new Column() };
  for (const point of trackPointsOf(segment)) {
    const place = coordinatesOf(point);
    if (place === null) continue;
    columns.lat.push(place.lat);
    columns.lon.push(place.lon);
    columns.ele.push(elevationOf(point) ?? NaN);
  }
  const to = columns.lat.length;
  const values: TrackColumns = {
    ...{ lat: columns.lat.values(), lon: columns.lon.values(), ele: columns.ele.values() },
    ...{ time: new Float64Array(to).fill(NaN), runs: [{ kind: 'track', of: 0, from: 0, to }] },
  };
  return pointsOfTrack(values, values.runs, id);
}

function placesOf(outline: Gpx): PlanPlace[] {
  const numbers = new Map(waypointsOf(outline).map((point, number) => [point, number]));
  const all = favouritesIn(outline).groups.flatMap(({ points }) => points);
  const found = all.flatMap(({ place, element: source, name, description, icon, color, background }): Omit<PlanPlace, 'id'>[] => {
    const origin = source === null ? undefined : numbers.get(source);
    if (place === null || origin === undefined) return [];
    return [{ ...place, name, description: description ?? '', icon, color, background, origin }];
  });
  return found.toSorted((a, b) => (a.origin ?? 0) - (b.origin ?? 0)).map((place, at) => ({ id: at + 1, ...place }));
}

function nameOf(outline: Gpx): string {
  const metadata = metadataOf(outline);
  const [track] = tracksOf(outline);
  return (metadata === null ? null : textOfChild(metadata, 'name')) ?? (track === undefined ? null : textOfChild(track, 'name')) ?? '';
}
