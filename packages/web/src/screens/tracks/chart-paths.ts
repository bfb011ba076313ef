export interface Range {
  readonly least: number;
  readonly most: number;
}

/** From the lowest to the highest value; null where none is known. */
export function rangeOf(low: Float64Array, high: Float64Array): Range | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of low) if (value < least) least = value;
  for (const value of high) if (value > most) most = value;
  return most === -Infinity ? null : { least, most };
}

/** A line through the values, with gaps where none is known. */
export function lineOf(values: Float64Array, range: Range, wide: number, high: number): string {
  return runsOf(values, range, wide, high)
    .map((run) => `M${run.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`)
    .join('');
}

/** The same with the ground below it filled. */
export function areaOf(values: Float64Array, range: Range, wide: number, high: number): string {
  return runsOf(values, range, wide, high)
    .map((run) => {
      const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0];
      const line = run.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
      return `M${first.toFixed(1)} ${high}L${line}L${last.toFixed(1)} ${high}Z`;
    })
    .join('');
}

function runsOf(values: Float64Array, { least, most }: Range, wide: number, high: number): [number, number][][] {
  const span = Math.max(most - least, 10);
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) {
      run = [];
      continue;
    }
    if (run.length === 0) runs.push(run);
    run.push([((index + 0.5) / values.length) * wide, high - 4 - ((value - least) / span) * (high - 10)]);
  }
  return runs;
}
