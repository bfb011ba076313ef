/** Mean radius of the earth, metres. */
export const earthRadius = 6_371_008.8;

/** A place on the earth, degrees. */
export interface Coordinates {
  readonly lat: number;
  readonly lon: number;
}

/** Great-circle distance in metres (haversine), the short way round. */
export function distanceBetween(a: Coordinates, b: Coordinates): number {
  const sinLat = Math.sin(radians(b.lat - a.lat) / 2);
  const sinLon = Math.sin(radians(b.lon - a.lon) / 2);
  const h = sinLat * sinLat + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * sinLon * sinLon;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** A box on the earth, degrees. West is greater than east where the box crosses the antimeridian. */
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * The smallest box around points, the short way round the earth, in constant memory: it keeps the outermost longitudes of each
 * degree, and the widest gap between two of them is outside the box.
 */
export class BoundsBuilder {
  #south = Infinity;
  #north = -Infinity;
  readonly #west = new Float64Array(360).fill(Infinity);
  readonly #east = new Float64Array(360).fill(-Infinity);

  add({ lat, lon }: Coordinates): void {
    if (lat < this.#south) this.#south = lat;
    if (lat > this.#north) this.#north = lat;
    const degree = Math.min(359, Math.floor(lon + 180));
    if (lon < (this.#west[degree] ?? 0)) this.#west[degree] = lon;
    if (lon > (this.#east[degree] ?? 0)) this.#east[degree] = lon;
  }

  /** Null before the first point. */
  bounds(): Bounds | null {
    const runs = [...this.#west].flatMap((west, degree) => (west === Infinity ? [] : [{ west, east: this.#east[degree] ?? west }]));
    const [first, last] = [runs[0], runs.at(-1)];
    if (first === undefined || last === undefined) return null;
    let box = { west: first.west, east: last.east, gap: first.west + 360 - last.east };
    for (const [index, run] of runs.slice(1).entries()) {
      const before = runs[index]?.east ?? run.west;
      if (run.west - before > box.gap) box = { west: run.west, east: before, gap: run.west - before };
    }
    return { west: box.west, south: this.#south, east: box.east, north: this.#north };
  }
}
