import { describe, expect, test } from 'vitest';
import { chartOf, slopesOf } from '../src/index.ts';
import type { TrackColumns } from '../src/index.ts';

/** A line to the north with these heights, a hundred metres apart. */
function line(heights: readonly number[]): TrackColumns {
  const lat = Float64Array.from(heights, (_, at) => 42 + at / 1111.95);
  const ele = Float64Array.from(heights);
  const none = new Float64Array(heights.length).fill(NaN);
  return {
    lat,
    lon: new Float64Array(heights.length).fill(1),
    ele,
    time: none,
    runs: [{ kind: 'track', of: 0, from: 0, to: heights.length }],
  };
}

describe('W4 slopes', () => {
  test('W4 flat, sloping and steep, up and down', () => {
    const heights = [500, 500, 500, 500, 505, 510, 515, 535, 555, 575, 575, 575, 570, 565, 560, 540, 520, 500];
    const slopes = slopesOf(chartOf(line(heights)));
    expect(slopes).toHaveLength(heights.length);
    expect(slopes.filter((slope, at) => slope !== slopes[at - 1])).toEqual(['flat', 'up', 'steep-up', 'flat', 'down', 'steep-down']);
  });

  test('W4 without heights there is no slope; of one point neither', () => {
    expect(slopesOf(chartOf(line([NaN, NaN, NaN])))).toEqual([null, null, null]);
    expect(slopesOf(chartOf(line([500])))).toEqual([null]);
  });
});
