/** Growing list of numbers in one array of machine numbers; half a million points take megabytes, not hundreds. */
export class Column {
  #values = new Float64Array(1024);
  length = 0;
  push(value: number): void {
    if (this.length === this.#values.length) {
      const wider = new Float64Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.length++] = value;
  }
  /** The newest number; NaN where there is none. */
  last(): number {
    return this.length === 0 ? NaN : (this.#values[this.length - 1] ?? NaN);
  }
  values(): Float64Array {
    return this.#values.slice(0, this.length);
  }
}

/** One run of points without a gap. */
export interface Run {
  readonly kind: 'track' | 'route';
  /** Number of its track or route in the file, from 0. */
  readonly of: number;
  /** First point, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The points of a file's tracks and routes as columns, in the order of the file; points without a usable place are left out. Such an
 * object can be handed from a worker without copying.
 */
export interface TrackColumns {
  /** Degrees; longitudes go on beyond 180 where a line crosses the antimeridian, so that it can be drawn. */
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** Metres; NaN where there is none. */
  readonly ele: Float64Array;
  /** Milliseconds since 1970; NaN where there is none. */
  readonly time: Float64Array;
  readonly runs: readonly Run[];
}

/** The parts of columns that can be handed over. */
export function buffersOf({ lat, lon, ele, time }: TrackColumns): ArrayBufferLike[] {
  return [lat.buffer, lon.buffer, ele.buffer, time.buffer];
}
