import type { Gpx } from '../gpx/model.ts';
import { isGpxUri } from '../gpx/model.ts';
import { NumbersCounter } from '../gpx/numbers.ts';
import type { TrackNumbers } from '../gpx/numbers.ts';
import { parseCoordinates, parseDecimal, parseTime } from '../gpx/values.ts';
import { XmlReader } from '../xml.ts';
import type { XmlHandler, XmlTag } from '../xml.ts';
import { streamLimits } from '../xml-limits.ts';
import { TreeBuilder } from '../xml-tree.ts';
import { Column } from './columns.ts';
import type { Run, TrackColumns } from './columns.ts';

/** A track file taken apart for showing. */
export interface TrackReading {
  readonly columns: TrackColumns;
  readonly numbers: TrackNumbers;
  /** Everything but the points of tracks and routes: names, descriptions, waypoints, extensions. */
  readonly outline: Gpx;
}

/** Reads a track file as it arrives, without a tree of its points. Throws XmlError. */
export class TrackReader {
  readonly #handler = new TrackHandler();
  readonly #reader = new XmlReader(this.#handler, streamLimits);
  write(bytes: Uint8Array): void {
    this.#reader.write(bytes);
  }
  end(): TrackReading {
    this.#reader.end();
    return this.#handler.reading();
  }
}

/** Reads a track file that is in memory. Throws XmlError. */
export function readTrack(bytes: Uint8Array): TrackReading {
  const reader = new TrackReader();
  reader.write(bytes);
  return reader.end();
}

/** Longest text of a number or a time. */
const valueLength = 100;

class TrackHandler implements XmlHandler {
  readonly #numbers = new NumbersCounter();
  readonly #outline = new TreeBuilder();
  readonly #columns = { lat: new Column(), lon: new Column(), ele: new Column(), time: new Column() };
  readonly #runs: Run[] = [];
  readonly #counts = { track: -1, route: -1 };
  /** Depth of the open elements; of the run and of the point under way. */
  #depth = 0;
  #run: { readonly depth: number; readonly kind: Run['kind']; readonly from: number } | null = null;
  #point: { readonly depth: number; readonly lat: number; readonly lon: number } | null = null;
  /** Depth of a `trkseg`: nothing in it is in the outline. */
  #segment: number | null = null;
  #field: 'ele' | 'time' | null = null;
  #text = '';
  #ele = NaN;
  #time = NaN;

  open(tag: XmlTag): void {
    this.#numbers.open(tag);
    this.#depth++;
    if (this.#point !== null) this.#openValue(tag);
    else if (isGpxUri(tag.uri)) this.#openPart(tag);
    if (!this.#isHidden()) this.#outline.open(tag);
  }
  text(text: string): void {
    this.#numbers.text(text);
    if (this.#field !== null && this.#text.length < valueLength) this.#text += text.slice(0, valueLength);
    if (!this.#isHidden()) this.#outline.text(text);
  }
  close(): void {
    this.#numbers.close();
    if (!this.#isHidden()) this.#outline.close();
    if (this.#field !== null && this.#point?.depth === this.#depth - 1) this.#endValue(this.#field);
    else if (this.#point?.depth === this.#depth) this.#endPoint(this.#point);
    else if (this.#run?.depth === this.#depth) this.#endRun(this.#run);
    if (this.#segment === this.#depth) this.#segment = null;
    this.#depth--;
  }

  reading(): TrackReading {
    const { lat, lon, ele, time } = this.#columns;
    const columns = { lat: lat.values(), lon: lon.values(), ele: ele.values(), time: time.values(), runs: this.#runs };
    return { columns, numbers: this.#numbers.numbers(), outline: this.#outline.document() };
  }

  #isHidden(): boolean {
    return this.#segment !== null || (this.#run?.kind === 'route' && this.#point !== null);
  }

  #openPart({ local, attributes }: XmlTag): void {
    const depth = this.#depth;
    if (local === 'trk' && depth === 2) this.#counts.track++;
    else if (local === 'rte' && depth === 2) this.#begin('route', depth, ++this.#counts.route);
    else if (local === 'trkseg' && depth === 3) {
      this.#segment = depth;
      this.#begin('track', depth, this.#counts.track);
    } else if (this.#run?.depth === depth - 1 && local === (this.#run.kind === 'track' ? 'trkpt' : 'rtept')) {
      const place = parseCoordinates(attributes);
      this.#point = { depth, lat: place?.lat ?? NaN, lon: place?.lon ?? NaN };
      this.#ele = this.#time = NaN;
    }
  }
  #begin(kind: Run['kind'], depth: number, of: number): void {
    if (of >= 0) this.#run = { depth, kind, from: this.#columns.lat.length };
  }

  #openValue({ local, uri }: XmlTag): void {
    if (this.#point?.depth !== this.#depth - 1 || !isGpxUri(uri) || (local !== 'ele' && local !== 'time')) return;
    this.#field = local;
    this.#text = '';
  }
  #endValue(field: 'ele' | 'time'): void {
    if (field === 'ele') this.#ele = parseDecimal(this.#text) ?? NaN;
    else this.#time = parseTime(this.#text) ?? NaN;
    this.#field = null;
  }

  #endPoint({ lat, lon }: { readonly lat: number; readonly lon: number }): void {
    this.#point = null;
    if (Number.isNaN(lat)) return;
    const first = this.#columns.lat.length === this.#run?.from;
    this.#columns.lat.push(lat);
    this.#columns.lon.push(first ? lon : this.#nextTo(lon));
    this.#columns.ele.push(this.#ele);
    this.#columns.time.push(this.#time);
  }
  /** The longitude as it is drawn from the point before, the short way round. */
  #nextTo(lon: number): number {
    return lon + Math.round((this.#columns.lon.last() - lon) / 360) * 360;
  }

  #endRun({ kind, from }: { readonly kind: Run['kind']; readonly from: number }): void {
    this.#run = null;
    const to = this.#columns.lat.length;
    if (to > from) this.#runs.push({ kind, of: this.#counts[kind], from, to });
  }
}
