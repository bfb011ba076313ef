import { parseTime } from '../gpx/values.ts';
import { readXml } from '../xml.ts';
import type { XmlHandler, XmlTag } from '../xml.ts';
import { streamLimits } from '../xml-limits.ts';
import type { XmlLimits } from '../xml-limits.ts';
import { ImportError } from './imported.ts';
import type { Imported, ImportedPlace, ImportedPoint, ImportedTrack } from './imported.ts';
import { coordinatesIn, trackPoints } from './kml-coordinates.ts';
import { KmlStyles, kmlColor } from './kml-styles.ts';

/** Folders may be nested deeper than elements of GPX ever are. */
const kmlLimits: XmlLimits = { ...streamLimits, depth: 1000 };

/**
 * Reads KML (OGC 07-147r2 and Google's gx extensions): points become places; lines, rings and recorded tracks become tracks. Nothing
 * that a file links to is fetched. Throws XmlError, and ImportError where the file is not KML.
 */
export function readKml(bytes: Uint8Array): Imported {
  const handler = new KmlHandler();
  readXml(bytes, handler, kmlLimits);
  return handler.imported();
}

/** A feature under way; geometries of one feature become one track and places of one name. */
interface Feature {
  readonly depth: number;
  readonly places: { readonly point: ImportedPoint }[];
  readonly segments: ImportedPoint[][];
  name: string | null;
  description: string | null;
  time: number | null;
  style: string | null;
  lineColor: string | null;
  iconColor: string | null;
}
/** A recorded track under way: lists that belong together by their order. */
interface Recording {
  readonly whens: string[];
  readonly places: string[];
  readonly sensors: Map<string, string[]>;
}

/** Elements whose text is wanted wherever their parent makes it so. */
const texts: ReadonlySet<string> = new Set([
  'name',
  'description',
  'coordinates',
  'when',
  'begin',
  'coord',
  'styleUrl',
  'color',
  'key',
  'value',
]);

/** First elements of KML; old writers leave out the outermost. */
const roots: ReadonlySet<string> = new Set(['kml', 'Document', 'Folder', 'Placemark', 'NetworkLink']);

class KmlHandler implements XmlHandler {
  readonly #path: string[] = [];
  readonly #places: ImportedPlace[] = [];
  readonly #tracks: ImportedTrack[] = [];
  readonly #styles = new KmlStyles();
  /** Features whose look may be defined further down. */
  readonly #done: Feature[] = [];
  #name: string | null = null;
  #description: string | null = null;
  #feature: Feature | null = null;
  #recording: Recording | null = null;
  #sensor: string | null = null;
  #text: string[] | null = null;
  #unusable = 0;

  open(tag: XmlTag): void {
    const { local } = tag;
    if (this.#path.length === 0 && !roots.has(local)) throw notKml(local);
    this.#path.push(local);
    this.#text = texts.has(local) ? [] : null;
    if ((local === 'Placemark' || local === 'PhotoOverlay') && this.#feature === null) this.#feature = this.#begin();
    else if (local === 'Track') this.#recording = { whens: [], places: [], sensors: new Map() };
    else if (local === 'SimpleArrayData') this.#sensor = tag.attributes['name'] ?? null;
    else if ((local === 'Style' || local === 'StyleMap') && this.#feature === null) this.#styles.open(tag.attributes['id'] ?? null);
  }

  text(text: string): void {
    this.#text?.push(text);
  }

  close(): void {
    const local = this.#path.pop() ?? '';
    const text = this.#text?.join('').trim() ?? '';
    const had = this.#text !== null;
    this.#text = null;
    if (had) this.#take(local, this.#path.at(-1) ?? '', text);
    if (local === 'Track') this.#endRecording();
    else if (local === 'SimpleArrayData') this.#sensor = null;
    else if (local === 'Style' || local === 'StyleMap') this.#styles.close();
    else if (this.#feature?.depth === this.#path.length) this.#endFeature(this.#feature);
  }

  imported(): Imported {
    for (const feature of this.#done) this.#finish(feature);
    return {
      ...{ name: this.#name, description: this.#description, time: null },
      ...{ places: this.#places, tracks: this.#tracks, unusable: this.#unusable, damage: null },
    };
  }

  #begin(): Feature {
    return {
      ...{ depth: this.#path.length - 1, places: [], segments: [], name: null, description: null },
      ...{ time: null, style: null, lineColor: null, iconColor: null },
    };
  }

  #take(local: string, parent: string, text: string): void {
    if (local === 'coordinates') this.#takeCoordinates(parent, text);
    else if (this.#recording !== null && local === 'when') this.#recording.whens.push(text);
    else if (this.#recording !== null && local === 'coord') this.#recording.places.push(text);
    else if (this.#recording !== null && local === 'value' && this.#sensor !== null) this.#takeSensor(this.#recording, this.#sensor, text);
    else if (this.#feature !== null) this.#takeOfFeature(this.#feature, local, parent, text);
    else if (parent === 'Document' && local === 'name') this.#name ??= orNull(text);
    else if (parent === 'Document' && local === 'description') this.#description ??= orNull(text);
    else this.#styles.take(local, parent, text);
  }

  #takeOfFeature(feature: Feature, local: string, parent: string, text: string): void {
    if (local === 'name' && this.#path.length === feature.depth + 1) feature.name = orNull(text);
    else if (local === 'description' && this.#path.length === feature.depth + 1) feature.description = orNull(text);
    else if (local === 'styleUrl') feature.style = text;
    else if ((local === 'when' && parent === 'TimeStamp') || (local === 'begin' && parent === 'TimeSpan')) feature.time = parseTime(text);
    else if (local === 'color' && parent === 'LineStyle') feature.lineColor = kmlColor(text);
    else if (local === 'color' && parent === 'IconStyle') feature.iconColor = kmlColor(text);
  }

  #takeCoordinates(parent: string, text: string): void {
    if (parent !== 'Point' && parent !== 'LineString' && parent !== 'LinearRing') return;
    const { points, unusable } = coordinatesIn(text);
    this.#unusable += unusable;
    const feature = this.#feature;
    if (feature === null) return;
    if (parent === 'Point') for (const point of points) feature.places.push({ point });
    else if (points.length > 0) feature.segments.push(points);
  }

  #takeSensor(recording: Recording, sensor: string, text: string): void {
    const values = recording.sensors.get(sensor) ?? [];
    values.push(text);
    recording.sensors.set(sensor, values);
  }

  #endRecording(): void {
    const recording = this.#recording;
    this.#recording = null;
    if (recording === null || this.#feature === null) return;
    const { segments, unusable } = trackPoints(recording);
    this.#unusable += unusable;
    this.#feature.segments.push(...segments);
  }

  #endFeature(feature: Feature): void {
    this.#feature = null;
    this.#done.push(feature);
  }

  #finish(feature: Feature): void {
    const { name, description } = feature;
    const shared = this.#styles.look(feature.style);
    const icon = feature.iconColor ?? shared.icon;
    for (const { point } of feature.places) {
      this.#places.push({ lat: point.lat, lon: point.lon, ele: point.ele, time: feature.time, name, description, color: icon });
    }
    if (feature.segments.length === 0) return;
    this.#tracks.push({ name, description, color: feature.lineColor ?? shared.line, activity: null, segments: feature.segments });
  }
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
function notKml(root: string): ImportError {
  return new ImportError('not known', `This is not a KML file: its first element is “${root.slice(0, 40)}”.`);
}
