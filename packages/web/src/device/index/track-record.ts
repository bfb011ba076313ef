import { BoundsBuilder, parseCoordinates, parseDecimal, parseTime, readXml, TrackStatisticsBuilder, XmlError } from '@cairn/geo';
import type { Coordinates, XmlHandler, XmlTag } from '@cairn/geo';
import type { TrackRecord } from './records.ts';
import { LineBuilder } from './simplify.ts';

/** Longest value of the appearance that is taken, characters. */
const longestValue = 200;

/** What lists and the map need of a track, read in one pass without building a tree: a file of 500,000 points takes little memory. @throws XmlError */
export function trackRecord(bytes: Uint8Array): TrackRecord {
  const reader = new TrackReader();
  readXml(bytes, reader);
  return reader.record();
}

interface OpenPoint extends Coordinates {
  readonly isTrack: boolean;
  ele: number | null;
  time: number | null;
}

class TrackReader implements XmlHandler {
  readonly #path: string[] = [];
  readonly #statistics = new TrackStatisticsBuilder();
  readonly #bounds = new BoundsBuilder();
  readonly #texts = new Map<string, string>();
  readonly #look: Record<string, string> = {};
  readonly #tracks: LineBuilder[] = [];
  readonly #routes: LineBuilder[] = [];
  readonly #count = { track: 0, route: 0, waypoints: 0 };
  #point: OpenPoint | null = null;
  #text = '';

  open(tag: XmlTag): void {
    if (this.#path.length === 0 && tag.local !== 'gpx') throw new XmlError('not GPX', 'This is not a GPX file.');
    this.#path.push(tag.local);
    this.#text = '';
    switch (tag.local) {
      case 'trkseg':
        this.#statistics.startSegment();
        this.#tracks.push(new LineBuilder());
        return;
      case 'rte':
        this.#routes.push(new LineBuilder());
        return;
      case 'trkpt':
      case 'rtept':
        this.#beginPoint(tag);
        return;
      case 'wpt':
        this.#count.waypoints++;
    }
  }
  text(piece: string): void {
    // Only texts of elements that are asked for below are ever long.
    if (this.#text.length < 4096) this.#text += piece;
  }
  close(): void {
    const name = this.#path.pop() ?? '';
    const parent = this.#path.at(-1) ?? '';
    if (name === 'trkpt' || name === 'rtept') this.#endPoint();
    else if (this.#point !== null) this.#ofPoint(name, parent);
    else this.#ofFile(name, parent);
    this.#text = '';
  }

  record(): TrackRecord {
    const hasTrack = this.#count.track > 0;
    const lines = (hasTrack ? this.#tracks : this.#routes).map((line) => line.line()).filter((line) => line.length > 0);
    const text = (...paths: readonly string[]): string =>
      paths.map((path) => this.#texts.get(path)).find((found) => found !== undefined) ?? '';
    return {
      kind: 'track',
      title: text('metadata/name', 'trk/name', 'rte/name'),
      description: text('metadata/desc', 'trk/desc'),
      activity: text('extensions/activity'),
      statistics: this.#statistics.statistics(),
      bounds: this.#bounds.bounds(),
      points: hasTrack ? this.#count.track : this.#count.route,
      segments: lines.length,
      waypoints: this.#count.waypoints,
      lines,
      look: this.#look,
    };
  }

  #beginPoint(tag: XmlTag): void {
    const place = parseCoordinates(tag.attributes);
    this.#point = place === null ? null : { ...place, isTrack: tag.local === 'trkpt', ele: null, time: null };
  }
  #ofPoint(name: string, parent: string): void {
    if (this.#point === null || (parent !== 'trkpt' && parent !== 'rtept')) return;
    if (name === 'ele') this.#point.ele = parseDecimal(this.#text.trim());
    else if (name === 'time') this.#point.time = parseTime(this.#text.trim());
  }
  #endPoint(): void {
    const point = this.#point;
    this.#point = null;
    if (point === null) return;
    const { lat, lon, isTrack } = point;
    const line = (isTrack ? this.#tracks : this.#routes).at(-1);
    line?.add(lat, lon);
    this.#bounds.add(point);
    if (isTrack) {
      this.#count.track++;
      this.#statistics.add(point);
    } else {
      this.#count.route++;
    }
  }
  #ofFile(name: string, parent: string): void {
    const text = this.#text.trim();
    if (text === '') return;
    const isOfFile = this.#path.length === 2 && this.#path[1] === 'extensions';
    if (isOfFile && /^[\w-]{1,40}$/.test(name) && text.length <= longestValue) this.#look[name] = text;
    const path = `${parent}/${name}`;
    if (!this.#texts.has(path)) this.#texts.set(path, text.slice(0, 2000));
  }
}
