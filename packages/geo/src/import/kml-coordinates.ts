import { parseDecimal, parseTime } from '../gpx/values.ts';
import { onEarth } from './imported.ts';
import type { ImportedPoint } from './imported.ts';

export interface Points {
  readonly points: ImportedPoint[];
  /** Places that are no numbers or off the earth. */
  readonly unusable: number;
}

/**
 * Places of a `coordinates` element: longitude, latitude and perhaps height, with commas between and white space from place to place.
 * A text with commas only (found in the wild) is read in threes.
 */
export function coordinatesIn(text: string): Points {
  const tuples = text.split(/\s+/).filter((tuple) => tuple !== '');
  const points: ImportedPoint[] = [];
  let unusable = 0;
  for (const numbers of tuples.flatMap(places)) {
    const point = pointOf(numbers, null);
    if (point === null) unusable++;
    else points.push(point);
  }
  return { points, unusable };
}

function places(tuple: string): string[][] {
  const numbers = tuple.split(',');
  if (numbers.length <= 3) return [numbers];
  const step = numbers.length % 3 === 0 ? 3 : 2;
  return Array.from({ length: Math.ceil(numbers.length / step) }, (_, at) => numbers.slice(at * step, (at + 1) * step));
}

function pointOf([lonText, latText, eleText]: readonly string[], time: number | null): ImportedPoint | null {
  const [lon, lat] = [parseDecimal(lonText), parseDecimal(latText)];
  if (lon === null || lat === null || !onEarth(lat, lon)) return null;
  return { lat, lon, ele: parseDecimal(eleText), time };
}

/** Names under which programs record what sensors say. */
const sensorNames: Readonly<Record<string, 'heartRate' | 'cadence' | 'power' | 'temperature' | 'speed'>> = {
  heart_rate: 'heartRate',
  heartrate: 'heartRate',
  hr: 'heartRate',
  cadence: 'cadence',
  power: 'power',
  temperature: 'temperature',
  speed: 'speed',
};

/** Segments of a `gx:Track`: its times, places and values belong together by their order; a place that is missing is a gap. */
export function trackPoints(lists: {
  readonly whens: readonly string[];
  readonly places: readonly string[];
  readonly sensors: ReadonlyMap<string, readonly string[]>;
}): { readonly segments: ImportedPoint[][]; readonly unusable: number } {
  const segments: ImportedPoint[][] = [];
  let segment: ImportedPoint[] = [];
  let unusable = 0;
  const sensors = [...lists.sensors].flatMap(([name, values]) => {
    const sensor = sensorNames[name.toLowerCase()];
    return sensor === undefined ? [] : [{ sensor, values }];
  });
  for (const [index, place] of lists.places.entries()) {
    const point = pointOf(place.split(/\s+/), parseTime(lists.whens[index] ?? ''));
    if (point === null) {
      unusable++;
      segment = [];
      continue;
    }
    if (segment.length === 0) segments.push(segment);
    segment.push({ ...point, ...Object.fromEntries(sensors.map(({ sensor, values }) => [sensor, parseDecimal(values[index])])) });
  }
  return { segments, unusable };
}
