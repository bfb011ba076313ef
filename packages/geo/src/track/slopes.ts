import type { Chart } from './chart.ts';

/** How steep a step of a chart is. */
export const slopes = ['steep-down', 'down', 'flat', 'up', 'steep-up'] as const;
export type Slope = (typeof slopes)[number];

/** Parts of a metre up for each metre along from which it goes up or down, and from which that is steep. */
const limits = { sloping: 0.03, steep: 0.09 };
/** Metres over which a slope is measured at least: heights of single points waver. */
const shortest = 80;

/** The slope of each step of a chart; null where no height is known. */
export function slopesOf({ distance, ele }: Chart): (Slope | null)[] {
  return Array.from(ele, (_, step) => {
    let [from, to] = [Math.max(0, step - 1), Math.min(ele.length - 1, step + 1)];
    while ((distance[to] ?? 0) - (distance[from] ?? 0) < shortest && (from > 0 || to < ele.length - 1)) {
      from = Math.max(0, from - 1);
      to = Math.min(ele.length - 1, to + 1);
    }
    const along = (distance[to] ?? 0) - (distance[from] ?? 0);
    const part = ((ele[to] ?? NaN) - (ele[from] ?? NaN)) / along;
    if (Number.isNaN(ele[step] ?? NaN) || !Number.isFinite(part)) return null;
    const size = Math.abs(part);
    if (size < limits.sloping) return 'flat';
    if (size < limits.steep) return part > 0 ? 'up' : 'down';
    return part > 0 ? 'steep-up' : 'steep-down';
  });
}
