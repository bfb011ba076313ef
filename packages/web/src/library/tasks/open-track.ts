import { chartOf, distances, favouritesIn, metadataOf, readTrack, textOfChild, tracksOf, extensionsOf, textOf } from '@cairn/geo';
import type { Bounds, Chart, Gpx, Run, TrackColumns, TrackNumbers, XmlElement } from '@cairn/geo';
import { trackStatistics } from '@cairn/geo';
import type { TrackStatistics } from '@cairn/geo';
import { placeOf } from '../../device/index/derive.ts';
import type { Place } from '../../device/index.ts';

/** One run of points without a gap, with its own numbers. */
export interface SegmentFacts extends TrackStatistics {
  readonly kind: Run['kind'];
  /** Name of its track or route; '' where there is none. */
  readonly name: string;
  readonly points: number;
  readonly bounds: Bounds | null;
}
/** A track that is opened. */
export interface OpenTrack {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly activity: string;
  readonly time: string;
  readonly keywords: string;
  readonly numbers: TrackNumbers;
  readonly chart: Chart;
  /** Where the steps of the chart are, degrees. */
  readonly chartPlaces: { readonly lat: Float64Array; readonly lon: Float64Array; readonly time: Float64Array };
  /** Longitude and latitude in turn, for the map. */
  readonly lines: readonly Float64Array[];
  readonly segments: readonly SegmentFacts[];
  readonly waypoints: readonly Place[];
}

/** Reads a track for its page. @throws XmlError */
export function openTrack(bytes: Uint8Array): OpenTrack {
  const { columns, numbers, outline } = readTrack(bytes);
  const along = distances(columns);
  const chart = chartOf(columns, along);
  const at = (values: Float64Array): Float64Array => Float64Array.from(chart.point, (point) => values[point] ?? NaN);
  return {
    ...facts(outline),
    ...{ numbers, chart, chartPlaces: { lat: at(columns.lat), lon: at(columns.lon), time: at(columns.time) } },
    lines: columns.runs.map((run) => lineOf(columns, run)),
    segments: columns.runs.map((run) => segmentOf(columns, run, outline)),
    waypoints: favouritesIn(outline).groups.flatMap(({ points }) => points.map(placeOf)),
  };
}

function facts(outline: Gpx): Pick<OpenTrack, 'name' | 'description' | 'author' | 'activity' | 'time' | 'keywords'> {
  const metadata = metadataOf(outline);
  const [track] = tracksOf(outline);
  const of = (parent: XmlElement | null | undefined, local: string): string => (parent == null ? '' : (textOfChild(parent, local) ?? ''));
  const author = metadata?.children.find((child) => typeof child === 'object' && child.kind === 'element' && child.local === 'author');
  const activity = metadata === null ? undefined : extensionsOf(metadata).find(({ local }) => local === 'activity');
  return {
    name: of(metadata, 'name') || of(track, 'name'),
    description: of(metadata, 'desc') || of(track, 'desc'),
    author: typeof author === 'object' && author.kind === 'element' ? (textOfChild(author, 'name') ?? textOf(author).trim()) : '',
    activity: (activity === undefined ? '' : textOf(activity).trim()) || of(track, 'type'),
    ...{ time: of(metadata, 'time'), keywords: of(metadata, 'keywords') },
  };
}

/** Longitudes within 180 degrees, as files have them: the map finds the short way itself. */
function lineOf({ lat, lon }: TrackColumns, { from, to }: Run): Float64Array {
  const line = new Float64Array((to - from) * 2);
  for (let at = from; at < to; at++) {
    const wide = lon[at] ?? 0;
    line[(at - from) * 2] = wide - Math.round(wide / 360) * 360;
    line[(at - from) * 2 + 1] = lat[at] ?? 0;
  }
  return line;
}

function segmentOf(columns: TrackColumns, run: Run, outline: Gpx): SegmentFacts {
  const { kind, of, from, to } = run;
  const parents = outline.root.children.filter(
    (child) => typeof child === 'object' && child.kind === 'element' && child.local === (kind === 'track' ? 'trk' : 'rte'),
  );
  const parent = parents[of];
  const name = typeof parent === 'object' && parent.kind === 'element' ? (textOfChild(parent, 'name') ?? '') : '';
  return { ...trackStatistics([pointsOf(columns, run)]), kind, name, points: to - from, bounds: boundsOf(columns, run) };
}

function* pointsOf({ lat, lon, ele, time }: TrackColumns, { from, to }: Run) {
  const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
  for (let at = from; at < to; at++) yield { lat: lat[at] ?? 0, lon: lon[at] ?? 0, ele: known(ele[at]), time: known(time[at]) };
}

function boundsOf({ lat, lon }: TrackColumns, { from, to }: Run): Bounds | null {
  if (to <= from) return null;
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = from; at < to; at++) {
    west = Math.min(west, lon[at] ?? west);
    east = Math.max(east, lon[at] ?? east);
    south = Math.min(south, lat[at] ?? south);
    north = Math.max(north, lat[at] ?? north);
  }
  const wrapped = (value: number): number => value - Math.round(value / 360) * 360;
  return { west: wrapped(west), east: wrapped(east), south, north };
}
