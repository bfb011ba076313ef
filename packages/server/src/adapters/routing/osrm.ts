import { z } from 'zod';
import type { EnginePath, LegAnswer, NoWay } from '../../ports/router.ts';
import type { OutwardAnswer } from '../outward.ts';
import { degrees, profilesOf } from './remote.ts';
import type { Dialect } from './remote.ts';

// https://project-osrm.org/docs/v26.4.0/http
const Coordinates = z.array(z.tuple([z.number(), z.number()])).min(2);
const Route = z.object({ distance: z.number().min(0), duration: z.number().min(0), geometry: z.object({ coordinates: Coordinates }) });
const Found = z.object({ code: z.literal('Ok'), routes: z.array(Route).min(1) });
const Failed = z.object({ code: z.string(), message: z.string().default('') });

/** OSRM's route service. A server knows one profile, whatever the address says: name one entry for each. */
export function osrm(profiles: string | undefined): Dialect {
  return {
    profiles: profilesOf(profiles, 'car:driving'),
    alternatives: true,
    avoidAreas: false,
    async ask(host, { from, to, profile, alternatives, signal }) {
      const points = [from, to].map(([lon, lat]) => `${degrees(lon)},${degrees(lat)}`).join(';');
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
