import { gap, pointsIn, placeIn, replaceRun, stretchesOf, wayOfPath, wayOrLine } from '@cairn/geo';
import type { Leg, Plan, PlanPoint, Way } from '@cairn/geo';
import { distanceBetween } from '@cairn/geo';
import { cloud } from '../../cloud/client.ts';
import type { Attached } from './attached-words.ts';
import type { ClientAnswer, NoRoad } from '@cairn/protocol';

/** Points of one request; longer stretches are thinned to so many. */
const mostPoints = 5000;
/** Metres between the points of a way that was attached. */
const apart = 400;

type Parts = ClientAnswer<'match'>['parts'];

/** Attaches the drawn and recorded parts of a plan to roads (W4). What no road is found for stays as it is. @throws ApiError */
export async function attachToRoads(plan: Plan, profile: string, signal: AbortSignal): Promise<Attached> {
  let [result, roads, left] = [plan, 0, 0];
  const engines = new Set<string>();
  let why: NoRoad | null = null;
  // From the end, so that the numbers of what comes before stay right.
  for (const { from, to } of stretchesOf(plan).reverse()) {
    const line = lineOf(plan, from, to);
    if (line.length < 2) continue;
    const { engine, parts } = await cloud.match({ body: { profile, points: line }, signal });
    const run = runOf(parts, line, profile);
    const attached = run.legs.filter(({ kind }) => kind === 'road').length;
    roads += attached;
    left += run.legs.length - attached;
    for (const part of parts) if (part.kind === 'straight') why ??= part.reason;
    // A stretch of which nothing is on roads keeps its points.
    if (attached === 0) continue;
    if (engine !== null) engines.add(engine);
    result = replaceRun(result, from, to, named(run, plan.points.slice(from, to + 1)));
  }
  return { plan: result, roads, left, engines: [...engines], why };
}

function lineOf(plan: Plan, from: number, to: number): [number, number][] {
  const line: [number, number][] = [];
  for (let leg = from; leg < to; leg++) {
    const way = wayOrLine(plan, leg);
    for (let at = 0; way !== null && at < pointsIn(way); at++) {
      const { lon, lat } = placeIn(way, at);
      const last = line.at(-1);
      if (last?.[0] !== lon || last[1] !== lat) line.push([lon, lat]);
    }
  }
  const step = Math.ceil(line.length / mostPoints);
  return step < 2 ? line : line.filter((_, at) => at % step === 0 || at === line.length - 1);
}

type Run = { readonly points: PlanPoint[]; readonly legs: Leg[] };

function runOf(parts: Parts, line: readonly [number, number][], profile: string): Run {
  const points: PlanPoint[] = [];
  const legs: Leg[] = [];
  const add = (lon: number, lat: number): unknown => points.push({ id: 0, lat, lon, name: '' });
  for (const part of parts) {
    const [start, end] = [line[part.from], line[part.to]];
    if (start === undefined || end === undefined || part.to <= part.from) continue;
    if (points.length === 0) add(...(part.kind === 'road' ? firstOf(part.path) : start));
    if (part.kind === 'straight') {
      const between = line.slice(part.from, part.to + 1);
      const way: Way = { line: Float64Array.from(between.flatMap(([lon, lat]) => [lon, lat, NaN])), seconds: null, spans: [] };
      legs.push({ kind: 'straight', way: between.length > 2 ? way : null });
      add(...end);
      continue;
    }
    const [first, last] = [part.path.points[0], part.path.points.at(-1)];
    const whole = wayOfPath(part.path, { lon: first?.[0] ?? 0, lat: first?.[1] ?? 0 }, { lon: last?.[0] ?? 0, lat: last?.[1] ?? 0 });
    for (const way of pieces(whole)) {
      legs.push({ kind: 'road', profile, way });
      const { lon, lat } = placeIn(way, pointsIn(way) - 1);
      add(lon, lat);
    }
  }
  return { points, legs: legs.slice(0, Math.max(0, points.length - 1)) };
}
function firstOf(path: { readonly points: readonly (readonly [number, number, number | null])[] }): [number, number] {
  const [first] = path.points;
  return [first?.[0] ?? 0, first?.[1] ?? 0];
}

/** A way in pieces, so that a point that is dragged later changes only its neighbourhood. */
function pieces(way: Way): Way[] {
  const cuts = [0];
  let metres = 0;
  const last = pointsIn(way) - 1;
  for (let at = 1; at < last; at++) {
    metres += distanceBetween(placeIn(way, at - 1), placeIn(way, at));
    if (metres < apart) continue;
    cuts.push(at);
    metres = 0;
  }
  return [...cuts.slice(1), last].map((to, index): Way => {
    const from = cuts[index] ?? 0;
    const spans = way.spans
      .filter((span) => span.to > from && span.from < to)
      .map((span) => ({ ...span, from: Math.max(span.from, from) - from, to: Math.min(span.to, to) - from }));
    const seconds = way.seconds === null ? null : (way.seconds * (to - from)) / last;
    return { line: way.line.slice(from * 3, (to + 1) * 3), seconds, spans };
  });
}

/** The ends of a stretch keep their names. */
function named(run: Run, before: readonly PlanPoint[]): Run {
  const points = run.points.map((point, at): PlanPoint => {
    const old = at === 0 ? before[0] : at === run.points.length - 1 ? before.at(-1) : undefined;
    return old === undefined ? point : { ...point, name: old.name };
  });
  return points.length === 0 ? { points: [...before], legs: before.slice(1).map(() => gap) } : { points, legs: run.legs };
}
