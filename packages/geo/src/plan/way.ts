import type { RoutePath } from '@cairn/protocol';
import { distanceBetween } from '../geodesy.ts';
import type { Coordinates } from '../geodesy.ts';
import type { Way } from './model.ts';

/** Metres between a point and the road it lies at, from which the way includes the line to the point: somebody walks that. */
const farFromRoad = 30;
type Ends = readonly [number | null, number | null];

/**
 * What an engine found between two points as a way; it goes on to a point that lies well beside the road. `ends`: heights of the two points,
 * null where nobody knows them.
 */
export function wayOfPath(path: RoutePath, from: Coordinates, to: Coordinates, ends: Ends = [null, null]): Way {
  const [first, last] = [path.points[0], path.points.at(-1)];
  const before = first !== undefined && distanceBetween(from, { lon: first[0], lat: first[1] }) > farFromRoad;
  const after = last !== undefined && distanceBetween(to, { lon: last[0], lat: last[1] }) > farFromRoad;
  const points = [
    ...(before ? [[from.lon, from.lat, ends[0]] as const] : []),
    ...path.points,
    ...(after ? [[to.lon, to.lat, ends[1]] as const] : []),
  ];
  const line = new Float64Array(points.length * 3);
  for (const [index, [lon, lat, ele]] of points.entries()) line.set([lon, lat, ele ?? NaN], index * 3);
  const shift = before ? 1 : 0;
  const spans = path.spans.map(({ from: a, to: b, surface, road, name }) => ({ from: a + shift, to: b + shift, surface, road, name }));
  return { line, seconds: path.duration, spans };
}

export function pointsIn({ line }: Way): number {
  return Math.floor(line.length / 3);
}
export function placeIn({ line }: Way, point: number): Coordinates {
  return { lon: line[point * 3] ?? 0, lat: line[point * 3 + 1] ?? 0 };
}

const lengths = new WeakMap<Way, number>();
/** Metres. */
export function lengthOf(way: Way): number {
  const known = lengths.get(way);
  if (known !== undefined) return known;
  let sum = 0;
  for (let at = 1; at < pointsIn(way); at++) sum += distanceBetween(placeIn(way, at - 1), placeIn(way, at));
  lengths.set(way, sum);
  return sum;
}

/** The same ground the other way; what it takes and what roads there are is for an engine to say again. */
export function reversedWay(way: Way): Way {
  const count = pointsIn(way);
  const line = new Float64Array(count * 3);
  for (let at = 0; at < count; at++) line.set(way.line.subarray(at * 3, at * 3 + 3), (count - 1 - at) * 3);
  const spans = way.spans.map((span) => ({ ...span, from: count - 1 - span.to, to: count - 1 - span.from })).reverse();
  return { line, seconds: way.seconds, spans };
}

export function sameWay(a: Way | null, b: Way | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.line.length !== b.line.length || a.seconds !== b.seconds) return false;
  return a.line.every((value, at) => Object.is(value, b.line[at])) && JSON.stringify(a.spans) === JSON.stringify(b.spans);
}
