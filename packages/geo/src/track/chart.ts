import { distanceBetween } from '../geodesy.ts';
import type { TrackColumns } from './columns.ts';

/** Metres from the beginning to each point along the runs of tracks; gaps between runs count nothing. */
export function distances({ lat, lon, runs }: TrackColumns): Float64Array {
  const result = new Float64Array(lat.length);
  let sum = 0;
  for (const { from, to } of runs) {
    for (let at = from; at < to; at++) {
      if (at > from) {
        sum += distanceBetween({ lat: lat[at - 1] ?? 0, lon: lon[at - 1] ?? 0 }, { lat: lat[at] ?? 0, lon: lon[at] ?? 0 });
      }
      result[at] = sum;
    }
  }
  return result;
}

/** A profile of at most so many steps; the arrays have one value for each. */
export interface Chart {
  /** Metres from the beginning, in the middle of the step. */
  readonly distance: Float64Array;
  /** The point of the file in the middle of the step, to show on the map. */
  readonly point: Uint32Array;
  /** Mean elevation of the step in metres, lowest and highest; NaN where none is known. */
  readonly ele: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Metres per second over the step; NaN where no time is known. */
  readonly speed: Float64Array;
}

/** Elevations beyond this, metres, are errors of a device. */
const farthestElevation = 100_000;

/** Elevation and speed along the way, in steps of equal length. Half a million points take some tens of milliseconds. */
export function chartOf(columns: TrackColumns, along: Float64Array = distances(columns), steps = 600): Chart {
  const points = along.length;
  const total = points === 0 ? 0 : (along[points - 1] ?? 0);
  const count = total === 0 ? 1 : Math.max(1, Math.min(steps, points));
  const make = (): Float64Array => new Float64Array(count).fill(NaN);
  const chart = { distance: make(), point: new Uint32Array(count), ele: make(), low: make(), high: make(), speed: make() };
  let from = 0;
  for (let step = 0; step < count; step++) {
    const end = ((step + 1) * total) / count;
    let to = from;
    while (to < points && (step === count - 1 || (along[to] ?? 0) <= end)) to++;
    chart.distance[step] = ((step + 0.5) * total) / count;
    chart.point[step] = Math.min(points - 1, to > from ? (from + to) >> 1 : from);
    fill(chart, step, columns, from, to, along);
    from = to;
  }
  bridge(chart.ele);
  bridge(chart.low);
  bridge(chart.high);
  bridge(chart.speed);
  return chart;
}

function fill(chart: Chart, step: number, columns: TrackColumns, from: number, to: number, along: Float64Array): void {
  let [sum, known, low, high] = [0, 0, Infinity, -Infinity];
  let [metres, ms] = [0, 0];
  for (let at = from; at < to; at++) {
    const ele = columns.ele[at] ?? NaN;
    if (Math.abs(ele) <= farthestElevation) {
      sum += ele;
      known++;
      low = Math.min(low, ele);
      high = Math.max(high, ele);
    }
    const passed = at === 0 ? NaN : (columns.time[at] ?? NaN) - (columns.time[at - 1] ?? NaN);
    const way = (along[at] ?? 0) - (along[at - 1] ?? 0);
    if (passed > 0 && way > 0) {
      metres += way;
      ms += passed;
    }
  }
  if (known > 0) [chart.ele[step], chart.low[step], chart.high[step]] = [sum / known, low, high];
  if (ms > 0) chart.speed[step] = metres / (ms / 1000);
}

/** Fills steps without a value between two that have one; what has no neighbour on a side stays unknown. */
function bridge(values: Float64Array): void {
  let last = -1;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    const before = values[last] ?? NaN;
    for (let gap = last + 1; last !== -1 && gap < at; gap++) values[gap] = before + ((value - before) * (gap - last)) / (at - last);
    last = at;
  }
}
