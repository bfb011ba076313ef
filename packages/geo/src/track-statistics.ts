import { distanceBetween } from './geodesy.ts';
import type { Coordinates } from './geodesy.ts';

/**
 * Metres that a climb must reach before it counts. Elevation of satellites wavers by some metres; without a threshold every
 * waver would be a climb. A turn of direction smaller than this is taken for noise.
 */
export const climbThreshold = 5;
/** Metres per second from which somebody moves (1.8 km/h); below, it is standing, and the time is not moving time. */
export const movingSpeed = 0.5;
/** Metres of elevation beyond which a value is an error of the device: nobody is there. */
const farthestElevation = 100_000;

/** One point of a track, in order. Elevation in metres, time in milliseconds since 1970. */
export interface TrackPoint extends Coordinates {
  readonly ele: number | null;
  readonly time: number | null;
}

/** What a track comes to. Null where the file does not say (absence is not 0). */
export interface TrackStatistics {
  /** Metres along the points, within segments only. */
  readonly distance: number;
  /** Earliest and latest time, milliseconds since 1970, and the seconds between. */
  readonly time: { readonly from: number; readonly to: number; readonly seconds: number } | null;
  /** Seconds on the move, within segments. */
  readonly movingSeconds: number | null;
  readonly elevation: { readonly min: number; readonly max: number; readonly ascent: number; readonly descent: number } | null;
}

/** Adds up a track point by point, in constant memory. */
export class TrackStatisticsBuilder {
  #distance = 0;
  #from = Infinity;
  #to = -Infinity;
  #movingMs: number | null = null;
  readonly #elevation = new ElevationBuilder();
  #previous: TrackPoint | null = null;

  /** What follows is not joined to what was: a gap. */
  startSegment(): void {
    this.#previous = null;
    this.#elevation.interrupt();
  }

  add(point: TrackPoint): void {
    if (this.#previous !== null) this.#step(this.#previous, point);
    this.#previous = point;
    this.addTime(point.time);
    if (point.ele !== null) this.#elevation.add(point.ele);
  }

  /** The time of a point without a usable place. */
  addTime(time: number | null): void {
    if (time === null) return;
    if (time < this.#from) this.#from = time;
    if (time > this.#to) this.#to = time;
  }

  statistics(): TrackStatistics {
    return {
      distance: this.#distance,
      time: this.#to === -Infinity ? null : { from: this.#from, to: this.#to, seconds: (this.#to - this.#from) / 1000 },
      movingSeconds: this.#movingMs === null ? null : this.#movingMs / 1000,
      elevation: this.#elevation.elevation(),
    };
  }

  #step(from: TrackPoint, to: TrackPoint): void {
    const metres = distanceBetween(from, to);
    this.#distance += metres;
    if (from.time === null || to.time === null || to.time <= from.time) return;
    const ms = to.time - from.time;
    this.#movingMs ??= 0;
    if (metres / (ms / 1000) >= movingSpeed) this.#movingMs += ms;
  }
}

/** Statistics of whole segments. */
export function trackStatistics(segments: Iterable<Iterable<TrackPoint>>): TrackStatistics {
  const builder = new TrackStatisticsBuilder();
  for (const segment of segments) {
    builder.startSegment();
    for (const point of segment) builder.add(point);
  }
  return builder.statistics();
}

/** Adds up heights alone, metres, in order. */
export class ElevationBuilder {
  #lowest = Infinity;
  #highest = -Infinity;
  readonly #climb = new Climb();

  /** NaN, and what is an error of the device, are passed over. */
  add(ele: number): void {
    if (!(Math.abs(ele) <= farthestElevation)) return;
    if (ele < this.#lowest) this.#lowest = ele;
    if (ele > this.#highest) this.#highest = ele;
    this.#climb.add(ele);
  }
  /** What follows is not joined to what was: a gap. */
  interrupt(): void {
    this.#climb.interrupt();
  }
  elevation(): TrackStatistics['elevation'] {
    return this.#highest === -Infinity ? null : { min: this.#lowest, max: this.#highest, ...this.#climb.sums() };
  }
}

/**
 * Ascent and descent from turning point to turning point: a climb or a fall counts in full once it reaches the threshold, and
 * ends where the elevation turned by the threshold the other way.
 */
class Climb {
  #ascent = 0;
  #descent = 0;
  /** Where the leg under way began, and how far it got since. */
  #start = 0;
  #low = Infinity;
  #high = -Infinity;
  #direction: 'up' | 'down' | null = null;

  add(ele: number): void {
    if (ele > this.#high) this.#high = ele;
    if (ele < this.#low) this.#low = ele;
    if (this.#direction !== 'up' && ele - this.#low >= climbThreshold) this.#turn('up', ele);
    else if (this.#direction !== 'down' && this.#high - ele >= climbThreshold) this.#turn('down', ele);
  }

  interrupt(): void {
    this.#book();
    this.#low = Infinity;
    this.#high = -Infinity;
    this.#direction = null;
  }

  sums(): { ascent: number; descent: number } {
    return {
      ascent: this.#ascent + (this.#direction === 'up' ? this.#high - this.#start : 0),
      descent: this.#descent + (this.#direction === 'down' ? this.#start - this.#low : 0),
    };
  }

  #turn(direction: 'up' | 'down', ele: number): void {
    this.#book();
    this.#start = direction === 'up' ? this.#low : this.#high;
    this.#direction = direction;
    this.#low = this.#high = ele;
  }

  #book(): void {
    const { ascent, descent } = this.sums();
    this.#ascent = ascent;
    this.#descent = descent;
  }
}
