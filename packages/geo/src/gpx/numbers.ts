import { BoundsBuilder, distanceBetween } from '../geodesy.ts';
import type { Bounds, Coordinates } from '../geodesy.ts';
import { TrackStatisticsBuilder } from '../track-statistics.ts';
import type { TrackStatistics } from '../track-statistics.ts';
import { readXml, readXmlStream } from '../xml.ts';
import type { XmlHandler, XmlTag } from '../xml.ts';
import { streamLimits, XmlError } from '../xml-limits.ts';
import type { XmlLimits } from '../xml-limits.ts';
import { isGpxUri } from './model.ts';
import { notGpx } from './read.ts';
import { parseCoordinates, parseDecimal, parseTime } from './values.ts';

/** What a GPX file holds and comes to. The statistics are those of its tracks. */
export interface TrackNumbers extends TrackStatistics {
  readonly creator: string | null;
  readonly version: string | null;
  readonly tracks: number;
  readonly segments: number;
  /** Track points, those without a usable place included. */
  readonly points: number;
  readonly routes: number;
  readonly routePoints: number;
  /** Metres along the routes. */
  readonly routeDistance: number;
  readonly waypoints: number;
  /** Points of any kind whose place is missing or off the earth; they are in no other number but the counts. */
  readonly unusablePoints: number;
  /** Track points with a time, and with an elevation. */
  readonly timedPoints: number;
  readonly elevatedPoints: number;
  /** Around all points, the short way round. */
  readonly bounds: Bounds | null;
}

/** Numbers of a GPX file in memory, without building its tree. Throws XmlError as readGpx. */
export function trackNumbers(bytes: Uint8Array, limits: XmlLimits = streamLimits): TrackNumbers {
  const counter = new NumbersCounter();
  readXml(bytes, counter, limits);
  return counter.numbers();
}

/** Numbers of a GPX file as it arrives, in constant memory. */
export async function trackNumbersStream(chunks: AsyncIterable<Uint8Array>, limits: XmlLimits = streamLimits): Promise<TrackNumbers> {
  const counter = new NumbersCounter();
  await readXmlStream(chunks, counter, limits);
  return counter.numbers();
}

type PointKind = 'wpt' | 'rtept' | 'trkpt';
/** Where each element that counts must lie. */
const parents: Readonly<Record<string, string>> = {
  wpt: 'gpx',
  rte: 'gpx',
  trk: 'gpx',
  trkseg: 'gpx/trk',
  trkpt: 'gpx/trk/trkseg',
  rtept: 'gpx/rte',
};
/** Longest text of a number or a time. */
const valueLength = 100;

/** Counts while somebody else reads the same document. */
export class NumbersCounter implements XmlHandler {
  /** Paths of the open elements that matter; null below anything else. */
  readonly #path: (string | null)[] = [];
  readonly #bounds = new BoundsBuilder();
  readonly #statistics = new TrackStatisticsBuilder();
  readonly #counts = { trk: 0, trkseg: 0, trkpt: 0, rte: 0, rtept: 0, wpt: 0 };
  #creator: string | null = null;
  #version: string | null = null;
  #unusable = 0;
  #timed = 0;
  #elevated = 0;
  #routeDistance = 0;
  #lastRoutePoint: Coordinates | null = null;
  #point: { readonly kind: PointKind; readonly place: Coordinates | null } | null = null;
  #field: 'ele' | 'time' | null = null;
  #text = '';
  #ele: number | null = null;
  #time: number | null = null;

  open(tag: XmlTag): void {
    const parent = this.#path.at(-1);
    const path = parent === undefined ? this.#root(tag) : parent === null ? null : this.#child(parent, tag);
    this.#path.push(path);
  }

  text(text: string): void {
    if (this.#field !== null && this.#text.length < valueLength) this.#text += text.slice(0, valueLength);
  }

  close(): void {
    const path = this.#path.pop();
    if (path === null || path === undefined) return;
    if (path === 'ele') {
      this.#ele ??= parseDecimal(this.#text);
      this.#field = null;
    } else if (path === 'time') {
      this.#time ??= parseTime(this.#text);
      this.#field = null;
    } else if (this.#point !== null) this.#finish(this.#point);
  }

  numbers(): TrackNumbers {
    const { trk, trkseg, trkpt, rte, rtept, wpt } = this.#counts;
    return {
      creator: this.#creator,
      version: this.#version,
      ...{ tracks: trk, segments: trkseg, points: trkpt, routes: rte, routePoints: rtept, waypoints: wpt },
      routeDistance: this.#routeDistance,
      unusablePoints: this.#unusable,
      timedPoints: this.#timed,
      elevatedPoints: this.#elevated,
      bounds: this.#bounds.bounds(),
      ...this.#statistics.statistics(),
    };
  }

  #root(tag: XmlTag): string {
    if (tag.local !== 'gpx') throw notGpx(tag.local);
    this.#creator = tag.attributes['creator'] ?? null;
    this.#version = tag.attributes['version'] ?? null;
    return 'gpx';
  }

  /** Path of a child that matters, or null. */
  #child(parent: string, { local, uri, attributes }: XmlTag): string | null {
    if (!isGpxUri(uri)) return null;
    if (this.#point !== null) return parent === 'ele' || parent === 'time' ? null : this.#value(local);
    if (parents[local] !== parent) return null;
    if (local === 'trk') this.#counts.trk++;
    else if (local === 'trkseg') {
      this.#counts.trkseg++;
      this.#statistics.startSegment();
    } else if (local === 'rte') {
      this.#counts.rte++;
      this.#lastRoutePoint = null;
    } else if (local === 'trkpt' || local === 'rtept' || local === 'wpt') {
      this.#counts[local]++;
      this.#point = { kind: local, place: parseCoordinates(attributes) };
      this.#ele = this.#time = null;
    }
    return `${parent}/${local}`;
  }

  #value(local: string): string | null {
    if (local !== 'ele' && local !== 'time') return null;
    this.#field = local;
    this.#text = '';
    return local;
  }

  #finish({ kind, place }: { readonly kind: PointKind; readonly place: Coordinates | null }): void {
    this.#point = null;
    if (kind === 'trkpt' && this.#time !== null) this.#timed++;
    if (kind === 'trkpt' && this.#ele !== null) this.#elevated++;
    if (place === null) {
      this.#unusable++;
      if (kind === 'trkpt') this.#statistics.addTime(this.#time);
      return;
    }
    this.#bounds.add(place);
    if (kind === 'trkpt') {
      this.#statistics.add({ ...place, ele: this.#ele, time: this.#time });
    } else if (kind === 'rtept') {
      if (this.#lastRoutePoint !== null) this.#routeDistance += distanceBetween(this.#lastRoutePoint, place);
      this.#lastRoutePoint = place;
    }
  }
}

/** What is wrong with a file that should be GPX, in words for people; null where nothing is. */
export function faultOfGpx(bytes: Uint8Array): XmlError | null {
  try {
    trackNumbers(bytes);
    return null;
  } catch (fault) {
    if (fault instanceof XmlError) return fault;
    throw fault;
  }
}
