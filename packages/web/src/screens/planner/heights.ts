import { distanceBetween } from '@cairn/geo';
import type { Leg, Plan } from '@cairn/geo';
import { keyOfLeg } from './leg-key.ts';

/** A straight line with the places on it whose heights are asked for. */
export interface HeightsWanted {
  readonly key: string;
  /** Longitude and latitude. */
  readonly line: readonly [number, number][];
}

/** Metres between two places of a line. */
const apart = 60;
const [fewest, most] = [2, 120];
/** Places of one request. */
const atOnce = 4000;

/** Straight lines without heights, as many as go into one request; `done` holds the keys of those that were asked for before. */
export function heightsWanted(plan: Plan, done: { has(key: string): boolean }): HeightsWanted[] {
  const wanted: HeightsWanted[] = [];
  let places = 0;
  for (const [at, leg] of plan.legs.entries()) {
    const [from, to] = [plan.points[at], plan.points[at + 1]];
    if (leg.kind !== 'straight' || leg.way !== null || from === undefined || to === undefined) continue;
    const key = keyOfLeg(plan, at, 'straight');
    if (key === null || done.has(key)) continue;
    if (Math.abs(to.lon - from.lon) > 180) continue;
    const count = Math.max(fewest, Math.min(most, Math.ceil(distanceBetween(from, to) / apart) + 1));
    places += count;
    if (places > atOnce) break;
    const line = Array.from({ length: count }, (_, step): [number, number] => {
      const part = step / (count - 1);
      return [from.lon + (to.lon - from.lon) * part, from.lat + (to.lat - from.lat) * part];
    });
    wanted.push({ key, line });
  }
  return wanted;
}

/** A plan whose straight lines have the heights that came; lines of which nothing is known stay bare. */
export function withHeights(plan: Plan, asked: readonly HeightsWanted[], elevations: readonly (number | null)[]): Plan {
  let start = 0;
  const found = new Map<string, Float64Array>();
  for (const { key, line } of asked) {
    const heights = elevations.slice(start, start + line.length);
    start += line.length;
    if (heights.every((height) => height === null)) continue;
    found.set(key, Float64Array.from(line.flatMap(([lon, lat], at) => [lon, lat, heights[at] ?? NaN])));
  }
  const legs = plan.legs.map((leg, at): Leg => {
    const line = leg.kind === 'straight' && leg.way === null ? found.get(keyOfLeg(plan, at, 'straight') ?? '') : undefined;
    if (line === undefined) return leg;
    return { kind: 'straight', way: { line, seconds: null, spans: [] } };
  });
  return legs.every((leg, at) => leg === plan.legs[at]) ? plan : { ...plan, legs };
}
