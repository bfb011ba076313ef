import { Column } from '../track/columns.ts';
import type { Run, TrackColumns } from '../track/columns.ts';
import { atOnce } from './little-by-little.ts';
import type { LittleByLittle } from './little-by-little.ts';
import { stretchesOf, wayOrLine } from './model.ts';
import type { Plan } from './model.ts';

/** The ground of a plan as the points of a track, one run for each stretch: for charts, maps and files of other kinds. */
export function columnsOfPlan(plan: Plan): TrackColumns {
  return atOnce(layingOut(plan));
}
/** The same, leg by leg. */
export function* layingOut(plan: Plan): LittleByLittle<TrackColumns> {
  const columns = { lat: new Column(), lon: new Column(), ele: new Column() };
  const runs: Run[] = [];
  for (const [of, { from, to }] of stretchesOf(plan).entries()) {
    const start = columns.lat.length;
    for (let leg = from; leg < to; leg++) {
      const line = wayOrLine(plan, leg)?.line ?? new Float64Array(0);
      for (let at = 0; at + 2 < line.length; at += 3) push(columns, line[at] ?? 0, line[at + 1] ?? 0, line[at + 2] ?? NaN, start);
      yield;
    }
    const [only] = from === to ? [plan.points[from]] : [];
    if (only !== undefined) push(columns, only.lon, only.lat, NaN, start);
    runs.push({ kind: 'track', of, from: start, to: columns.lat.length });
  }
  const [lat, lon, ele] = [columns.lat.values(), columns.lon.values(), columns.ele.values()];
  return { lat, lon, ele, time: new Float64Array(lat.length).fill(NaN), runs };
}

/** A place that two legs share is one point. */
function push({ lat, lon, ele }: { lat: Column; lon: Column; ele: Column }, x: number, y: number, height: number, start: number): void {
  const wide = lon.length === start ? x : x + Math.round((lon.last() - x) / 360) * 360;
  if (lat.length > start && lat.last() === y && lon.last() === wide) return;
  lat.push(y);
  lon.push(wide);
  ele.push(height);
}
