import { z } from 'zod';
import type { LonLat, LonLatEle } from '@cairn/protocol';
import type { EnginePath, LegAnswer, NoWay } from '../../ports/router.ts';
import { TextBody } from '../outward.ts';
import type { OutwardAnswer } from '../outward.ts';
import type { Matching } from './match-elsewhere.ts';
import { closedRing, degrees, profilesOf } from './remote.ts';
import type { Dialect } from './remote.ts';
import { spansOf } from './words.ts';
import type { SaidOfPiece } from './words.ts';

// https://docs.graphhopper.com/openapi/routing-api
const Detail = z.array(z.tuple([z.int().min(0), z.int().min(0), z.union([z.string(), z.number(), z.boolean()]).nullable()]));
const Path = z.object({
  distance: z.number().min(0),
  /** Milliseconds. */
  time: z.number().min(0),
  points: z.object({ coordinates: z.array(z.array(z.number()).min(2).max(3)).min(2) }),
  details: z.record(z.string(), Detail).default({}),
});
const Found = z.object({ paths: z.array(Path).min(1) });
const Failed = z.object({
  message: z.string(),
  hints: z.array(z.object({ details: z.string().default(''), point_index: z.int().optional() })).default([]),
});

export interface GraphHopperOptions {
  readonly profiles: string | undefined;
  /** The server has heights; asked for them without, it refuses. */
  readonly elevation: boolean;
  /** The server tells surface and class of road. */
  readonly details: boolean;
}

/** GraphHopper's routing API, hosted or one's own. */
export function graphhopper(options: GraphHopperOptions): Dialect {
  return {
    profiles: profilesOf(options.profiles, 'car:car,bicycle:bike,foot:foot'),
    alternatives: true,
    avoidAreas: true,
    matching: matching(options),
    async ask(host, { from, to, profile, alternatives, avoid, signal }) {
      const body = {
        ...{ profile, points: [from, to], points_encoded: false, instructions: false, elevation: options.elevation },
        ...(alternatives === 0 ? {} : { algorithm: 'alternative_route', 'alternative_route.max_paths': alternatives + 1 }),
        ...(avoid.length === 0 ? {} : { custom_model: without(avoid) }),
        ...(alternatives === 0 && avoid.length === 0 ? {} : { 'ch.disable': true }),
        details: ['street_name', ...(options.details ? ['surface', 'road_class'] : [])],
      };
      const answer = await host.ask({ path: '/route', body, signal });
      return typeof answer === 'string' ? answer : read(answer);
    },
  };
}

// https://github.com/graphhopper/graphhopper/blob/master/docs/web/api-doc.md#map-matching
function matching({ elevation }: GraphHopperOptions): Matching {
  return {
    most: 2000,
    async ask(host, { points, profile, signal }) {
      const query = {
        profile,
        type: 'json',
        points_encoded: 'false',
        instructions: 'false',
        elevation: String(elevation),
        gps_accuracy: '20',
      };
      const body = new TextBody('application/gpx+xml', gpxOf(points));
      const answer = await host.ask({ path: '/match', query, body, signal });
      if (typeof answer === 'string') return answer;
      const found = read(answer);
      if (found === null || found === 'down') return found;
      if (!('reason' in found)) return [{ from: 0, to: points.length - 1, found: found.path }];
      // It says in words alone that the points are of no road.
      const said = Failed.safeParse(answer.json).data?.message ?? '';
      return /sequence is broken|too few|cannot find|not find/i.test(said) ? { reason: 'no-way' } : found;
    },
  };
}
function gpxOf(points: readonly LonLat[]): string {
  const row = ([lon, lat]: LonLat): string => `<trkpt lat="${degrees(lat)}" lon="${degrees(lon)}"/>`;
  return `<gpx version="1.1" creator="Cairn" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points.map(row).join('')}</trkseg></trk></gpx>`;
}

/** A custom model that leaves areas out. */
function without(avoid: readonly (readonly LonLat[])[]): object {
  const features = avoid.map((ring, index) => ({
    ...{ type: 'Feature', id: `avoid${index}`, properties: {} },
    geometry: { type: 'Polygon', coordinates: [closedRing(ring)] },
  }));
  return { priority: features.map(({ id }) => ({ if: `in_${id}`, multiply_by: '0' })), areas: { type: 'FeatureCollection', features } };
}

function read({ json, status }: OutwardAnswer): LegAnswer | 'down' | null {
  const found = Found.safeParse(json);
  if (found.success) {
    const [path, ...alternatives] = found.data.paths.map(pathOf);
    return path === undefined ? null : { path, alternatives };
  }
  const failed = Failed.safeParse(json);
  if (failed.success) return noWay(failed.data, status);
  return status >= 500 ? 'down' : null;
}

function pathOf({ distance, time, points, details }: z.infer<typeof Path>): EnginePath {
  const coordinates = points.coordinates.map(([lon = 0, lat = 0, ele]): LonLatEle => [lon, lat, ele ?? null]);
  return { points: coordinates, distance, duration: time / 1000, spans: spansOf(piecesOf(details), coordinates.length) };
}

const keys: Readonly<Record<string, string>> = { surface: 'surface', road_class: 'highway', street_name: 'name' };
/** Details are told each by itself; together they change wherever one of them does. */
function piecesOf(details: z.infer<typeof Path>['details']): SaidOfPiece[] {
  const told = Object.entries(keys).flatMap(([detail, key]) =>
    (details[detail] ?? []).map(([from, to, value]) => ({ from, to, key, value })),
  );
  const borders = [...new Set(told.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return borders.slice(1).map((to, index) => {
    const from = borders[index] ?? 0;
    const here = told.filter((one) => one.from <= from && one.to >= to && one.value !== null);
    return { from, to, tags: new Map(here.map(({ key, value }) => [key, key === 'name' ? String(value) : String(value).toLowerCase()])) };
  });
}

function noWay({ message, hints: [hint] }: z.infer<typeof Failed>, status: number): NoWay | 'down' {
  const kind = hint?.details ?? '';
  const end = hint?.point_index === undefined ? {} : { end: hint.point_index === 0 ? ('from' as const) : ('to' as const) };
  if (/PointNotFound|PointOutOfBounds/.test(kind) || /^Cannot find point/.test(message)) return { reason: 'no-road-near', ...end };
  if (/ConnectionNotFound/.test(kind) || /^Connection between locations not found/.test(message)) return { reason: 'no-way' };
  if (/MaximumNodesExceeded|PointDistanceExceeded/.test(kind)) return { reason: 'too-far' };
  return status >= 500 ? 'down' : { reason: 'refused' };
}
