import { element } from '../xml-tree.ts';
import type { XmlElement, XmlNode } from '../xml-tree.ts';
import { gpxNamespace, makePoint, osmandNamespace } from '../gpx/model.ts';
import type { Gpx } from '../gpx/model.ts';
import { formatElevation, formatTime } from '../gpx/values.ts';
import type { Imported, ImportedPlace, ImportedPoint, ImportedTrack } from './imported.ts';

const sensorNamespace = 'http://www.garmin.com/xmlschemas/TrackPointExtension/v2';

/** A file of another kind as a GPX document, as OsmAnd would write it. */
export function importedToGpx(imported: Imported, creator = 'Cairn'): Gpx {
  const attributes = {
    version: '1.1',
    creator,
    xmlns: gpxNamespace,
    'xmlns:osmand': osmandNamespace,
    ...(imported.tracks.some(hasSensors) ? { 'xmlns:gpxtpx': sensorNamespace } : {}),
  };
  const metadata = gpxElement('metadata', [
    ...text('name', imported.name),
    ...text('desc', imported.description),
    ...text('time', imported.time === null ? null : formatTime(imported.time)),
  ]);
  const children = [metadata, ...imported.places.map(place), ...imported.tracks.map(track), ...lookOf(imported.tracks)];
  return { before: [], root: element('gpx', gpxNamespace, attributes, children), after: [] };
}

function gpxElement(name: string, children: readonly XmlNode[]): XmlElement {
  return element(name, gpxNamespace, {}, children);
}
function text(name: string, value: string | null): XmlElement[] {
  return value === null ? [] : [gpxElement(name, [value])];
}
function osmand(name: string, value: string): XmlElement {
  return element(`osmand:${name}`, osmandNamespace, {}, [value]);
}

function place(it: ImportedPlace): XmlElement {
  return makePoint('wpt', it, [
    ...heightAndTime(it),
    ...text('name', it.name),
    ...text('desc', it.description),
    ...(it.color === null ? [] : [gpxElement('extensions', [osmand('color', it.color)])]),
  ]);
}

function track(it: ImportedTrack): XmlElement {
  const segments = it.segments.map((points) => gpxElement('trkseg', points.map(point)));
  return gpxElement('trk', [...text('name', it.name), ...text('desc', it.description), ...text('type', it.activity), ...segments]);
}

function point(it: ImportedPoint): XmlElement {
  const sensors = [
    ...sensor('atemp', it.temperature),
    ...sensor('hr', it.heartRate),
    ...sensor('cad', it.cadence),
    ...sensor('power', it.power),
  ];
  const extensions: XmlElement[] = it.speed == null ? [] : [osmand('speed', String(Math.round(it.speed * 1000) / 1000))];
  if (sensors.length > 0) extensions.push(element('gpxtpx:TrackPointExtension', sensorNamespace, {}, sensors));
  return makePoint('trkpt', it, [...heightAndTime(it), ...(extensions.length === 0 ? [] : [gpxElement('extensions', extensions)])]);
}

function heightAndTime({ ele, time }: Pick<ImportedPoint, 'ele' | 'time'>): XmlElement[] {
  return [...text('ele', ele === null ? null : formatElevation(ele)), ...text('time', time === null ? null : formatTime(time))];
}

function sensor(name: string, value: number | null | undefined): XmlElement[] {
  return value == null ? [] : [element(`gpxtpx:${name}`, sensorNamespace, {}, [String(value)])];
}
function hasSensors({ segments }: ImportedTrack): boolean {
  return segments.some((points) =>
    points.some(({ heartRate, cadence, power, temperature }) => [heartRate, cadence, power, temperature].some((it) => it != null)),
  );
}

/** OsmAnd keeps one look for a whole file: that of its tracks where they agree. */
function lookOf(tracks: readonly ImportedTrack[]): XmlElement[] {
  const colors = new Set(tracks.map(({ color }) => color));
  const [color] = colors;
  return colors.size === 1 && color != null ? [gpxElement('extensions', [osmand('color', color)])] : [];
}
