import { z } from 'zod';
import type { LonLat } from '@cairn/protocol';
import type { EnginePart, EnginePath, LegAnswer, NoWay } from '../../ports/router.ts';
import type { OutwardAnswer } from '../outward.ts';
import type { Matching } from './match-elsewhere.ts';
import { degrees, profilesOf } from './remote.ts';
import type { Dialect } from './remote.ts';

// https://project-osrm.org/docs/v26.4.0/http
const Coordinates = z.array(z.tuple([z.number(), z.number()])).min(2);
const Route = z.object({ distance: z.number().min(0), duration: z.number().min(0), geometry: z.object({ coordinates: Coordinates }) });
const Found = z.object({ code: z.literal('Ok'), routes: z.array(Route).min(1) });
// https://project-osrm.org/docs/v26.4.0/http#match-service
const Matched = z.object({
  code: z.literal('Ok'),
  matchings: z.array(Route),
  tracepoints: z.array(z.object({ matchings_index: z.int().min(0) }).nullable()),
});
const Failed = z.object({ code: z.string(), message: z.string().default('') });

/** OSRM's route service. A server knows one profile, whatever the address says: name one entry for each. */
export function osrm(profiles: string | undefined): Dialect {
  return {
    profiles: profilesOf(profiles, 'car:driving'),
    alternatives: true,
    avoidAreas: false,
    matching,
    async ask(host, { from, to, profile, alternatives, signal }) {
      const points = placesOf([from, to]);
      const query = {
        overview: 'full',
        geometries: 'geojson',
        alternatives: alternatives === 0 ? 'false' : String(alternatives),
        radiuses: '1000;1000',
      };
      const answer = await host.ask({ path: `/route/v1/${encodeURIComponent(profile)}/${points}`, query, signal });
      return typeof answer === 'string' ? answer : read(answer);
    },
  };
}

const placesOf = (points: readonly LonLat[]): string => points.map(([lon, lat]) => `${degrees(lon)},${degrees(lat)}`).join(';');

const matching: Matching = {
  // What a server takes as shipped (`--max-matching-size`).
  most: 100,
  async ask(host, { points, profile, signal }) {
    const query = { overview: 'full', geometries: 'geojson', gaps: 'ignore', radiuses: points.map(() => '20').join(';') };
    const answer = await host.ask({ path: `/match/v1/${encodeURIComponent(profile)}/${placesOf(points)}`, query, signal });
    return typeof answer === 'string' ? answer : readMatched(answer);
  },
};
function readMatched({ json, status }: OutwardAnswer): EnginePart[] | NoWay | 'down' | null {
  const found = Matched.safeParse(json);
  if (found.success) {
    const { matchings, tracepoints } = found.data;
    return matchings.map((route, index): EnginePart => {
      const own = (point: (typeof tracepoints)[number]): boolean => point?.matchings_index === index;
      return { from: tracepoints.findIndex(own), to: tracepoints.findLastIndex(own), found: pathOf(route) };
    });
  }
  const failed = Failed.safeParse(json);
  if (!failed.success) return status >= 500 ? 'down' : null;
  return failed.data.code === 'NoMatch' ? { reason: 'no-way' } : noWay(failed.data);
}

function read({ json, status }: OutwardAnswer): LegAnswer | 'down' | null {
  const found = Found.safeParse(json);
  if (found.success) {
    const [path, ...alternatives] = found.data.routes.map(pathOf);
    return path === undefined ? null : { path, alternatives };
  }
  const failed = Failed.safeParse(json);
  if (!failed.success) return status >= 500 ? 'down' : null;
  return noWay(failed.data);
}

function pathOf({ distance, duration, geometry }: z.infer<typeof Route>): EnginePath {
  return { points: geometry.coordinates.map(([lon, lat]) => [lon, lat, null]), distance, duration, spans: [] };
}

function noWay({ code, message }: z.infer<typeof Failed>): NoWay {
  if (code === 'NoRoute') return { reason: 'no-way' };
  if (code === 'TooBig') return { reason: 'too-far' };
  if (code !== 'NoSegment') return { reason: 'refused' };
  // "Could not find a matching segment for coordinate 1"
  return { reason: 'no-road-near', end: /coordinate 0\b/.test(message) ? 'from' : 'to' };
}
