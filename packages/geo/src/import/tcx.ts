import { parseDecimal, parseTime } from '../gpx/values.ts';
import { readXml } from '../xml.ts';
import type { XmlHandler, XmlTag } from '../xml.ts';
import { ImportError, onEarth } from './imported.ts';
import type { Imported, ImportedPlace, ImportedPoint, ImportedTrack } from './imported.ts';

/** Reads Garmin's Training Center XML: activities and courses become tracks, course points become places. Throws XmlError, ImportError. */
export function readTcx(bytes: Uint8Array): Imported {
  const handler = new TcxHandler();
  readXml(bytes, handler);
  return handler.imported();
}

interface Growing {
  name: string | null;
  readonly activity: string | null;
  readonly segments: ImportedPoint[][];
}

class TcxHandler implements XmlHandler {
  readonly #path: string[] = [];
  readonly #places: ImportedPlace[] = [];
  readonly #tracks: ImportedTrack[] = [];
  #unusable = 0;
  #track: Growing | null = null;
  #points: ImportedPoint[] = [];
  /** Texts of the point under way, by the last two pieces of their path. */
  #values: Map<string, string> | null = null;
  #text = '';

  open({ local, attributes }: XmlTag): void {
    if (this.#path.length === 0 && local !== 'TrainingCenterDatabase') throw notTcx(local);
    this.#path.push(local);
    this.#text = '';
    if (local === 'Activity' || local === 'Course') {
      this.#track = { name: null, activity: activities[attributes['Sport'] ?? ''] ?? null, segments: [] };
    } else if (local === 'Track') this.#points = [];
    else if (local === 'Trackpoint' || local === 'CoursePoint') this.#values = new Map();
  }
  text(text: string): void {
    if (this.#text.length < 10_000) this.#text += text;
  }
  close(): void {
    const local = this.#path.pop() ?? '';
    const text = this.#text.trim();
    this.#text = '';
    if (local === 'Trackpoint') this.#endPoint();
    else if (local === 'CoursePoint') this.#endCoursePoint();
    else if (this.#values !== null) this.#values.set(local === 'Value' ? (this.#path.at(-1) ?? '') : local, text);
    else if (local === 'Track' && this.#points.length > 0) this.#track?.segments.push(this.#points);
    else if (local === 'Name' && this.#track !== null && this.#path.at(-1) === 'Course') this.#track.name = text === '' ? null : text;
    else if ((local === 'Activity' || local === 'Course') && this.#track !== null) this.#endTrack(this.#track);
  }

  imported(): Imported {
    return {
      ...{ name: this.#tracks[0]?.name ?? null, description: null, time: this.#tracks[0]?.segments[0]?.[0]?.time ?? null },
      ...{ places: this.#places, tracks: this.#tracks, unusable: this.#unusable, damage: null },
    };
  }

  #endTrack(track: Growing): void {
    this.#track = null;
    if (track.segments.length > 0) this.#tracks.push({ ...track, description: null, color: null });
  }

  #endPoint(): void {
    const values = this.#values ?? new Map<string, string>();
    this.#values = null;
    const place = placeIn(values);
    if (place === null) {
      this.#unusable++;
      return;
    }
    const number = (key: string): number | null => parseDecimal(values.get(key));
    this.#points.push({
      ...{ ...place, ele: number('AltitudeMeters'), time: parseTime(values.get('Time') ?? '') },
      ...{ heartRate: number('HeartRateBpm'), cadence: number('Cadence') ?? number('RunCadence'), power: number('Watts') },
      speed: number('Speed'),
    });
  }

  #endCoursePoint(): void {
    const values = this.#values ?? new Map<string, string>();
    this.#values = null;
    const place = placeIn(values);
    if (place === null) this.#unusable++;
    else {
      const text = (key: string): string | null => values.get(key) ?? null;
      this.#places.push({
        ...place,
        ele: null,
        time: parseTime(text('Time') ?? ''),
        name: text('Name'),
        description: text('Notes'),
        color: null,
      });
    }
  }
}

const activities: Readonly<Record<string, string>> = { Biking: 'cycling', Running: 'running' };

function placeIn(values: ReadonlyMap<string, string>): { lat: number; lon: number } | null {
  const [lat, lon] = [parseDecimal(values.get('LatitudeDegrees')), parseDecimal(values.get('LongitudeDegrees'))];
  return lat === null || lon === null || !onEarth(lat, lon) ? null : { lat, lon };
}
function notTcx(root: string): ImportError {
  return new ImportError('not known', `This is not a TCX file: its first element is “${root.slice(0, 40)}”.`);
}
