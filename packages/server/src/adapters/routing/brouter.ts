import { z } from 'zod';
import type { LonLatEle } from '@cairn/protocol';
import type { EnginePath, LegAnswer, LegQuestion, NoWay } from '../../ports/router.ts';
import type { Outward, OutwardAnswer } from '../outward.ts';
import { degrees, profilesOf } from './remote.ts';
import type { Dialect } from './remote.ts';
import { spansOf } from './words.ts';
import type { SaidOfPiece } from './words.ts';

// https://github.com/abrensch/brouter/blob/master/brouter-server/src/main/java/btools/server/request/ServerHandler.java
const Feature = z.object({
  properties: z.object({
    'track-length': z.coerce.number().min(0),
    'total-time': z.coerce.number().min(0).default(0),
    messages: z.array(z.array(z.string())).default([]),
  }),
  geometry: z.object({ coordinates: z.array(z.array(z.number()).min(2).max(3)).min(2) }),
});
const Found = z.object({ features: z.array(Feature).min(1) });
/** Profiles have no time of their own in old versions: kilometres an hour to go by. */
const walking = 4.5;

/** BRouter's server. Other ways are asked for one by one. */
export function brouter(profiles: string | undefined): Dialect {
  return {
    profiles: profilesOf(profiles, 'bicycle:trekking,foot:hiking-mountain,car:car-fast,other:fastbike'),
    alternatives: true,
    avoidAreas: true,
    matching: null,
    async ask(host, question) {
      const best = await askFor(host, question, 0);
      if (best === null || typeof best === 'string' || 'reason' in best) return best;
      const alternatives: EnginePath[] = [];
      for (let index = 1; index <= question.alternatives; index++) {
        const other = await askFor(host, question, index);
        if (other === null || typeof other === 'string' || 'reason' in other) break;
        alternatives.push(other.path);
      }
      return { path: best.path, alternatives };
    },
  };
}

async function askFor(
  host: Outward,
  { from, to, profile, avoid, signal }: LegQuestion,
  index: number,
): Promise<LegAnswer | 'down' | 'busy' | null> {
  const place = ([lon, lat]: readonly [number, number]): string => `${degrees(lon)},${degrees(lat)}`;
  const query = {
    ...{ lonlats: `${place(from)}|${place(to)}`, profile, alternativeidx: String(index), format: 'geojson' },
    ...(avoid.length === 0 ? {} : { polygons: avoid.map((ring) => ring.map(place).join(',')).join('|') }),
  };
  const answer = await host.ask({ path: '/brouter', query, signal });
  return typeof answer === 'string' ? answer : read(answer);
}

function read({ json, text }: OutwardAnswer): LegAnswer | null {
  const found = Found.safeParse(json);
  const [feature] = found.data?.features ?? [];
  // It complains in plain words, in some versions with the status of a success.
  return feature === undefined ? noWay(text) : { path: pathOf(feature), alternatives: [] };
}

function pathOf({ properties, geometry }: z.infer<typeof Feature>): EnginePath {
  const points = geometry.coordinates.map(([lon = 0, lat = 0, ele]): LonLatEle => [lon, lat, ele ?? null]);
  const distance = properties['track-length'];
  const duration = properties['total-time'] > 0 ? properties['total-time'] : distance / (walking / 3.6);
  return { points, distance, duration, spans: spansOf(piecesOf(properties.messages, points), points.length) };
}

/** Each row tells of the way up to its point; places are whole millionths of a degree. */
function piecesOf([head = [], ...rows]: readonly (readonly string[])[], points: readonly LonLatEle[]): SaidOfPiece[] {
  const [lonAt, latAt, tagsAt] = ['Longitude', 'Latitude', 'WayTags'].map((name) => head.indexOf(name));
  if (lonAt === undefined || latAt === undefined || tagsAt === undefined || Math.min(lonAt, latAt, tagsAt) < 0) return [];
  const pieces: SaidOfPiece[] = [];
  let from = 0;
  for (const row of rows) {
    const [lon, lat] = [Number(row[lonAt]), Number(row[latAt])];
    const to = points.findIndex((point, index) => index > from && Math.abs(point[0] * 1e6 - lon) < 2 && Math.abs(point[1] * 1e6 - lat) < 2);
    if (to < 0) continue;
    pieces.push({ from, to, tags: new Map((row[tagsAt] ?? '').split(' ').map((pair): [string, string] => split(pair))) });
    from = to;
  }
  return pieces;
}
function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

function noWay(text: string): NoWay | null {
  if (/^(?:from|to)-position not mapped/.test(text)) return { reason: 'no-road-near', end: text.startsWith('from') ? 'from' : 'to' };
  if (/datafile .* not found|no matching profile/.test(text)) return { reason: /profile/.test(text) ? 'refused' : 'no-road-near' };
  if (/island detected|no track found/.test(text)) return { reason: 'no-way' };
  return /operation killed|timeout|too many/.test(text) ? { reason: 'too-far' } : null;
}
