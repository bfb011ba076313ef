import type { Chart } from './chart.ts';

/** How steep a step of a chart is. */
export const slopes = ['steep-down', 'down', 'flat', 'up', 'steep-up'] as const;
export type Slope = (typeof slopes)[number];

/** Parts of a metre up for each metre along from which it goes up or down, and from which that is steep. */
export const slopeLimits = { sloping: 0.03, steep: 0.09 } as const;
/** Metres over which a slope is measured at least: heights of single points waver. */
const shortest = 80;

/** Metres up for each metre along at each step of a chart; NaN where no height is known. */
export function gradientsOf({ distance, ele }: Pick<Chart, 'distance' | 'ele'>): Float64Array {
  return Float64Array.from(ele, (height, step) => {
    let [from, to] = [Math.max(0, step - 1), Math.min(ele.length - 1, step + 1)];
    while ((distance[to] ?? 0) - (distance[from] ?? 0) < shortest && (from > 0 || to < ele.length - 1)) {
      from = Math.max(0, from - 1);
      to = Math.min(ele.length - 1, to + 1);
    }
    const along = (distance[to] ?? 0) - (distance[from] ?? 0);
    const part = ((ele[to] ?? NaN) - (ele[from] ?? NaN)) / along;
    return Number.isNaN(height) || !Number.isFinite(part) ? NaN : part;
  });
}

/** The slope of each step of a chart; null where no height is known. */
export function slopesOf(chart: Pick<Chart, 'distance' | 'ele'>): (Slope | null)[] {
  return Array.from(gradientsOf(chart), (part) => {
    const size = Math.abs(part);
    if (Number.isNaN(size)) return null;
    if (size < slopeLimits.sloping) return 'flat';
    if (size < slopeLimits.steep) return part > 0 ? 'up' : 'down';
    return part > 0 ? 'steep-up' : 'steep-down';
  });
}
