import type { TrackColumns } from '../track/columns.ts';
import { weights } from '../track/simplify.ts';
import { gap } from './model.ts';
import type { Leg, PlanPoint, Way } from './model.ts';

/** Points that a track becomes at most, whatever its length: few enough to be taken hold of one by one. */
const mostPoints = 250;
/** Metres by which the line through the points may miss the track. */
const tolerance = 12;
/** Metres around the earth. */
const around = 40_075_017;

type Run = Pick<TrackColumns['runs'][number], 'from' | 'to'>;

/**
 * Runs of a track as points that keep its shape, each leg with the ground that was recorded: nothing is lost until a point is moved.
 * Ids count from `next`.
 */
export function pointsOfTrack(
  columns: TrackColumns,
  runs: readonly Run[],
  next: number,
): { readonly points: PlanPoint[]; readonly legs: Leg[] } {
  const least = leastWeight(columns, runs);
  const points: PlanPoint[] = [];
  const legs: Leg[] = [];
  for (const { from, to } of runs) {
    if (points.length > 0) legs.push(gap);
    let last = -1;
    for (let at = from; at < to; at++) {
      if ((least.weight[at] ?? 0) < least.value && at > from && at < to - 1) continue;
      const [lat, lon] = [columns.lat[at] ?? 0, columns.lon[at] ?? 0];
      points.push({ id: next + points.length, lat, lon: wrapped(lon), name: '' });
      if (last !== -1) legs.push({ kind: 'straight', way: recorded(columns, last, at) });
      last = at;
    }
  }
  return { points, legs };
}

/** From which weight a point is one of the plan: by tolerance, or by the greatest number of points. */
function leastWeight(columns: TrackColumns, runs: readonly Run[]): { readonly weight: Float32Array; readonly value: number } {
  const weight = weights(columns);
  const [first] = runs;
  const lat = first === undefined ? 0 : (columns.lat[first.from] ?? 0);
  const wanted = tolerance / (around * Math.max(0.05, Math.cos((lat * Math.PI) / 180)));
  const inside = runs.flatMap(({ from, to }) => [weight.subarray(from, to)]);
  const count = (value: number): number =>
    inside.reduce((sum, part) => sum + part.reduce((all, one) => all + (one >= value ? 1 : 0), 0), 0);
  let value = wanted;
  for (let tries = 0; tries < 40 && count(value) > Math.max(mostPoints, runs.length * 2); tries++) value *= 1.5;
  return { weight, value };
}

/** The ground between two points of a track; null where it is the line between them and nothing else is known. */
function recorded({ lat, lon, ele, time }: TrackColumns, from: number, to: number): Way | null {
  const line = new Float64Array((to - from + 1) * 3);
  let known = to > from + 1;
  for (let at = from; at <= to; at++) {
    line.set([wrapped(lon[at] ?? 0), lat[at] ?? 0, ele[at] ?? NaN], (at - from) * 3);
    known ||= !Number.isNaN(ele[at] ?? NaN);
  }
  const passed = ((time[to] ?? NaN) - (time[from] ?? NaN)) / 1000;
  return known || passed > 0 ? { line, seconds: passed > 0 ? passed : null, spans: [] } : null;
}

function wrapped(lon: number): number {
  return lon - Math.round(lon / 360) * 360;
}
