import { onEarth } from '../imported.ts';
import type { ImportDamage, Imported, ImportedPlace, ImportedPoint, ImportedTrack } from '../imported.ts';
import { readFitMessages, timestampField } from './messages.ts';
import type { FitMessage } from './messages.ts';

/** Kinds of messages, and their fields, that a track is made from (Garmin's public list of the format). */
const kind = { fileId: 0, session: 18, record: 20, course: 31, coursePoint: 32 };
const recordField = {
  lat: 0,
  lon: 1,
  altitude: 2,
  heartRate: 3,
  cadence: 4,
  speed: 6,
  power: 7,
  temperature: 13,
  fastSpeed: 73,
  fineAltitude: 78,
};
const coursePointField = { time: 1, lat: 2, lon: 3, name: 6 };
const sports: Readonly<Record<number, string>> = {
  ...{ 1: 'running', 2: 'cycling', 5: 'swimming', 11: 'walking', 12: 'cross_country_skiing', 13: 'alpine_skiing', 14: 'snowboarding' },
  ...{ 15: 'rowing', 16: 'mountaineering', 17: 'hiking', 19: 'paddling', 20: 'flying', 21: 'e_biking', 22: 'motorcycling', 23: 'boating' },
};
/** Seconds from 1970 to the beginning of FIT's time, 1989-12-31. */
const epoch = 631_065_600;

/** What a FIT file says of itself. */
export interface FitReading extends Imported {
  /** Messages of points, those without a place included. */
  readonly records: number;
}

/**
 * Reads a FIT file: each activity or course in it becomes a track, points of a course become places. A file that is damaged is read as
 * far as it goes, and says so. Throws ImportError where it is not FIT at all.
 */
export function readFit(bytes: Uint8Array): FitReading {
  const reader = new FitReader();
  const damage = readFitMessages(
    bytes,
    (message) => reader.take(message),
    () => reader.endFile(),
  );
  return reader.reading(damage);
}

class FitReader {
  readonly #tracks: ImportedTrack[] = [];
  readonly #places: ImportedPlace[] = [];
  #points: ImportedPoint[] = [];
  #name: string | null = null;
  #activity: string | null = null;
  #time: number | null = null;
  #records = 0;
  #unusable = 0;

  take(message: FitMessage): void {
    const { global, fields } = message;
    if (global === kind.record) this.#record(message);
    else if (global === kind.session) this.#activity ??= sports[numberIn(fields, 5) ?? -1] ?? null;
    else if (global === kind.fileId) this.#time ??= timeOf(numberIn(fields, 4));
    else if (global === kind.coursePoint) this.#coursePoint(fields);
    else if (global === kind.course) {
      const name = fields.get(5);
      if (typeof name === 'string') this.#name = name;
    }
  }

  endFile(): void {
    if (this.#points.length > 0) {
      this.#tracks.push({ name: this.#name, description: null, color: null, activity: this.#activity, segments: [this.#points] });
    }
    this.#points = [];
    this.#name = this.#activity = null;
  }

  reading(damage: ImportDamage | null): FitReading {
    this.endFile();
    return {
      ...{ name: this.#tracks[0]?.name ?? null, description: null, time: this.#time, places: this.#places, tracks: this.#tracks },
      ...{ unusable: this.#unusable, damage, records: this.#records },
    };
  }

  #record({ fields, timestamp }: FitMessage): void {
    this.#records++;
    const place = placeOf(numberIn(fields, recordField.lat), numberIn(fields, recordField.lon));
    if (place === null) {
      this.#unusable++;
      return;
    }
    const height = numberIn(fields, recordField.fineAltitude) ?? numberIn(fields, recordField.altitude);
    const speed = numberIn(fields, recordField.fastSpeed) ?? numberIn(fields, recordField.speed);
    this.#points.push({
      ...{ ...place, ele: height === null ? null : height / 5 - 500, time: timeOf(timestamp ?? numberIn(fields, timestampField)) },
      ...{ heartRate: numberIn(fields, recordField.heartRate), cadence: numberIn(fields, recordField.cadence) },
      ...{ power: numberIn(fields, recordField.power), temperature: numberIn(fields, recordField.temperature) },
      speed: speed === null ? null : speed / 1000,
    });
  }

  #coursePoint(fields: FitMessage['fields']): void {
    const place = placeOf(numberIn(fields, coursePointField.lat), numberIn(fields, coursePointField.lon));
    if (place === null) return;
    const name = fields.get(coursePointField.name);
    const time = timeOf(numberIn(fields, coursePointField.time));
    this.#places.push({ ...place, ele: null, time, name: typeof name === 'string' ? name : null, description: null, color: null });
  }
}

function numberIn(fields: FitMessage['fields'], field: number): number | null {
  const value = fields.get(field);
  return typeof value === 'number' ? value : null;
}

/** Half circles are 2^31 parts of 180 degrees. */
function placeOf(lat: number | null, lon: number | null): { lat: number; lon: number } | null {
  if (lat === null || lon === null) return null;
  const place = { lat: (lat * 180) / 2 ** 31, lon: (lon * 180) / 2 ** 31 };
  return onEarth(place.lat, place.lon) ? place : null;
}

function timeOf(seconds: number | null): number | null {
  return seconds === null ? null : (seconds + epoch) * 1000;
}
