import { z } from 'zod';
import type { LonLatEle } from '@cairn/protocol';
import type { EnginePath, LegAnswer, NoWay } from '../../ports/router.ts';
import type { OutwardAnswer } from '../outward.ts';
import type { Matching } from './match-elsewhere.ts';
import { closedRing, profilesOf } from './remote.ts';
import type { Dialect } from './remote.ts';

// https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/
const Trip = z.object({
  legs: z.array(z.object({ shape: z.string(), summary: z.object({ length: z.number().min(0), time: z.number().min(0) }) })).length(1),
});
const Found = z.object({ trip: Trip, alternates: z.array(z.object({ trip: Trip })).default([]) });
const Failed = z.object({ error_code: z.int(), error: z.string().default('') });

/** Valhalla's route service. */
export function valhalla(profiles: string | undefined): Dialect {
  return {
    profiles: profilesOf(profiles, 'car:auto,bicycle:bicycle,foot:pedestrian'),
    alternatives: true,
    avoidAreas: true,
    matching,
    async ask(host, { from, to, profile, alternatives, avoid, signal }) {
      const body = {
        locations: [from, to].map(([lon, lat]) => ({ lon, lat, search_cutoff: 1000 })),
        costing: profile,
        ...(alternatives === 0 ? {} : { alternates: alternatives }),
        ...(avoid.length === 0 ? {} : { exclude_polygons: avoid.map(closedRing) }),
        directions_type: 'none',
        units: 'kilometers',
      };
      const answer = await host.ask({ path: '/route', body, signal });
      return typeof answer === 'string' ? answer : read(answer);
    },
  };
}

// https://valhalla.github.io/valhalla/api/map-matching/api-reference/
const matching: Matching = {
  // Half of what a server takes as shipped (`trace.max_shape`).
  most: 8000,
  async ask(host, { points, profile, signal }) {
    const body = {
      shape: points.map(([lon, lat]) => ({ lon, lat })),
      ...{ costing: profile, shape_match: 'map_snap', directions_type: 'none', units: 'kilometers' },
      trace_options: { search_radius: 50, gps_accuracy: 20 },
    };
    const answer = await host.ask({ path: '/trace_route', body, signal });
    if (typeof answer === 'string') return answer;
    const found = read(answer);
    if (found === null || found === 'down') return found;
    if (!('reason' in found)) return [{ from: 0, to: points.length - 1, found: found.path }];
    return found;
  },
};

function read({ json, status }: OutwardAnswer): LegAnswer | 'down' | null {
  const found = Found.safeParse(json);
  if (found.success) {
    const path = pathOf(found.data.trip);
    const alternatives = found.data.alternates.map(({ trip }) => pathOf(trip)).filter((one) => one !== null);
    return path === null ? null : { path, alternatives };
  }
  const failed = Failed.safeParse(json);
  if (!failed.success) return status >= 500 ? 'down' : null;
  return noWay(failed.data.error_code);
}

function pathOf({ legs: [leg] }: z.infer<typeof Trip>): EnginePath | null {
  const points = leg === undefined ? null : decoded(leg.shape);
  if (leg === undefined || points === null) return null;
  return { points, distance: leg.summary.length * 1000, duration: leg.summary.time, spans: [] };
}

/** A polyline of six digits (https://valhalla.github.io/valhalla/decoding/); null when it is none, or less than two points. */
export function decoded(shape: string): LonLatEle[] | null {
  const points: LonLatEle[] = [];
  let [at, lat, lon] = [0, 0, 0];
  const next = (): number => {
    let [value, shift, byte] = [0, 0, 0x20];
    while (byte >= 0x20 && shift < 35) {
      byte = shape.charCodeAt(at++) - 63;
      value += (byte & 0x1f) * 2 ** shift;
      shift += 5;
    }
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  while (at < shape.length) {
    lat += next();
    lon += next();
    if (!(Math.abs(lat) <= 90e6 && Math.abs(lon) <= 180e6)) return null;
    points.push([lon / 1e6, lat / 1e6, null]);
  }
  return points.length < 2 ? null : points;
}

/** https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/#http-status-codes-and-conditions */
function noWay(code: number): NoWay {
  // No suitable edges near location; it does not say which.
  if (code === 171) return { reason: 'no-road-near' };
  if ([170, 442, 443, 444].includes(code)) return { reason: 'no-way' };
  if (code === 154) return { reason: 'too-far' };
  return { reason: 'refused' };
}
