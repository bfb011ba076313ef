/** One measured value. `job` is A-F or the name of a load; `measure` says what was measured, in which unit. */
export interface Reading {
  readonly corpus: string;
  readonly tool: string;
  readonly job: string;
  readonly measure: string;
  readonly round: number;
  readonly value: number;
}

/** Something that a tool could not do; a failure of Cairn fails the bench. */
export interface Failure {
  readonly corpus: string;
  readonly tool: string;
  readonly job: string;
  readonly reason: string;
}

/** Everything that one run has measured. */
export class Ledger {
  readonly readings: Reading[] = [];
  readonly failures: Failure[] = [];

  add(reading: Reading): void {
    this.readings.push(reading);
    const { corpus, round, job, tool, measure, value } = reading;
    console.error(`  ${corpus} ${round}  ${job.padEnd(12)} ${tool.padEnd(24)} ${measure.padEnd(16)} ${plain(value)}`);
  }

  fail(failure: Failure): void {
    this.failures.push(failure);
    console.error(`  ${failure.corpus}  ${failure.job} ${failure.tool} FAILED: ${failure.reason}`);
  }

  values(corpus: string, tool: string, job: string, measure: string): number[] {
    return this.readings
      .filter((each) => each.corpus === corpus && each.tool === tool && each.job === job && each.measure === measure)
      .map((each) => each.value);
  }

  /** Null where nothing was measured. */
  median(corpus: string, tool: string, job: string, measure: string): number | null {
    return median(this.values(corpus, tool, job, measure));
  }

  highest(corpus: string, tool: string, job: string, measure: string): number | null {
    const values = this.values(corpus, tool, job, measure);
    return values.length === 0 ? null : Math.max(...values);
  }
}

/** Of an even number the mean of the middle two; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** A number as a person reads it. */
export function plain(value: number): string {
  if (value >= 1000 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-GB');
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
}
