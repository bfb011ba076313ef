import type { TrackColumns } from './columns.ts';

/** Points of one piece; bounds the work, which grows with the square of a piece at worst. */
const pieceLength = 1024;

/**
 * How much each point matters for the shape of its line: the greatest distance, in parts of the world's width on the map (Mercator),
 * by which the line would be wrong without it. Ends of runs matter without bound. Computed once (Douglas and Peucker), it serves every
 * zoom: see `shownAt`.
 */
export function weights(columns: TrackColumns): Float32Array {
  const { lat, lon } = columns;
  const [x, y] = [new Float64Array(lat.length), new Float64Array(lat.length)];
  for (let at = 0; at < lat.length; at++) {
    x[at] = (lon[at] ?? 0) / 360;
    y[at] = Math.atanh(Math.sin((clamped(lat[at] ?? 0) * Math.PI) / 180)) / (2 * Math.PI);
  }
  const result = new Float32Array(lat.length);
  const weigher = new Weigher(x, y, result);
  for (const { from, to } of columns.runs) weigher.weighRun(from, to);
  return result;
}

function clamped(lat: number): number {
  return Math.max(-85.05, Math.min(85.05, lat));
}

class Weigher {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #weights: Float32Array;
  constructor(x: Float64Array, y: Float64Array, weights: Float32Array) {
    this.#x = x;
    this.#y = y;
    this.#weights = weights;
  }

  /** Weighs the ends of pieces among themselves first, then what lies within each piece. */
  weighRun(from: number, to: number): void {
    const ends: number[] = [];
    for (let at = from; at < to - 1; at += pieceLength) ends.push(at);
    ends.push(to - 1);
    this.#weigh(Uint32Array.from(ends), Infinity);
    for (let piece = 1; piece < ends.length; piece++) {
      const [first, last] = [ends[piece - 1] ?? from, ends[piece] ?? to];
      this.#weigh(
        Uint32Array.from({ length: last - first + 1 }, (_, index) => first + index),
        Infinity,
      );
    }
    this.#weights[from] = this.#weights[to - 1] = Infinity;
  }

  /** Weighs all points of a list but its ends. A part of a line never matters more than the point that made it a part. */
  #weigh(points: Uint32Array, most: number): void {
    const stack: [number, number, number][] = [[0, points.length - 1, most]];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      const [first, last, bound] = task;
      if (last - first < 2) continue;
      const [a, b] = [points[first] ?? 0, points[last] ?? 0];
      let [farthest, distance] = [first + 1, -1];
      for (let at = first + 1; at < last; at++) {
        const square = this.#squareFrom(points[at] ?? 0, a, b);
        if (square > distance) [farthest, distance] = [at, square];
      }
      const weight = Math.min(Math.sqrt(distance), bound);
      this.#weights[points[farthest] ?? 0] = weight;
      stack.push([first, farthest, weight], [farthest, last, weight]);
    }
  }

  /** Square of the distance of a point from the line between two others. */
  #squareFrom(point: number, a: number, b: number): number {
    const [px, py] = [this.#x[point] ?? 0, this.#y[point] ?? 0];
    const [ax, ay] = [this.#x[a] ?? 0, this.#y[a] ?? 0];
    const [dx, dy] = [(this.#x[b] ?? 0) - ax, (this.#y[b] ?? 0) - ay];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
    return (px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2;
  }
}

/** Half a pixel on a map of 512-pixel tiles at a zoom, in parts of the world's width. */
export function halfPixel(zoom: number): number {
  return 0.5 / (512 * 2 ** zoom);
}

/** The lines of a file with the points that can be told apart at a zoom, as `[lon, lat]`. */
export function shownAt(columns: TrackColumns, weight: Float32Array, zoom: number): [number, number][][] {
  const least = halfPixel(zoom);
  return columns.runs.map(({ from, to }) => {
    const line: [number, number][] = [];
    for (let at = from; at < to; at++) {
      if ((weight[at] ?? 0) >= least) line.push([columns.lon[at] ?? 0, columns.lat[at] ?? 0]);
    }
    return line;
  });
}
