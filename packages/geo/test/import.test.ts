import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesAccess,
  distanceBetween,
  ImportError,
  importedToGpx,
  kindOf,
  readFit,
  readGpx,
  readKml,
  readKmz,
  readTcx,
  trackNumbers,
  writeGpx,
  XmlError,
  ZipError,
} from '../src/index.ts';
import type { Coordinates, Imported } from '../src/index.ts';
import { text } from './help/archives.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

interface KmlTruth {
  readonly parse: string;
  readonly coordinate_tuples?: number;
  readonly gx_coords?: number;
  readonly bbox_wsen?: readonly [number, number, number, number];
}
interface FitTruth {
  readonly parse: string;
  readonly records: number;
  readonly records_with_position: number;
  readonly dist_of_positions_m?: number;
  readonly time_min?: string;
  readonly time_max?: string;
  readonly sessions: readonly { readonly sport?: string }[];
}
function truth<T>(file: string): [string, T][] {
  if (sharedData === null) return [];
  const json = JSON.parse(new TextDecoder().decode(readShared(file))) as { readonly files: Readonly<Record<string, T>> };
  return Object.entries(json.files);
}
const placesIn = ({ places, tracks }: Imported): Coordinates[] => [...places, ...tracks.flatMap(({ segments }) => segments.flat())];
const readAnyKml = (name: string): Promise<Imported> =>
  name.endsWith('.kmz') ? readKmz(bytesAccess(readShared(name))) : Promise.resolve().then(() => readKml(readShared(name)));

/** Files where a reader does better than the checker: commas only (4 places), and features outside of the counted ones. */
const usable: Readonly<Record<string, number>> = { 'broken/badcoords.kml': 4, 'broken/bad.kml': 0 };
/** Places left out: gaps of recordings, and one latitude of 100. */
const gaps: Readonly<Record<string, number>> = {
  'kml/opentracks.kml': 2,
  'kml/fittrackee-example.kmz': 1,
  'kml/legacy_kml22_statistics_marker.kml': 1,
};

describe.skipIf(sharedData === null)('W3 KML and KMZ agree with the checker', () => {
  it.each(truth<KmlTruth>('kml-truth.json'))('%s', async (name, expected) => {
    if (expected.parse !== 'ok') {
      const fault = await readAnyKml(name).then(
        () => null,
        (cause: unknown) => cause,
      );
      expect(fault instanceof ZipError || fault instanceof XmlError || fault instanceof ImportError).toBe(true);
      return;
    }
    const imported = await readAnyKml(name);
    const all = placesIn(imported);
    const count = usable[name] ?? (expected.coordinate_tuples ?? 0) + (expected.gx_coords ?? 0);
    expect(all.length + (name in usable ? 0 : imported.unusable)).toBe(count);
    if (!(name in usable)) expect(imported.unusable).toBe(gaps[name] ?? 0);
    const box = expected.bbox_wsen;
    if (box !== undefined && imported.unusable === 0 && !(name in usable)) {
      const [lons, lats] = [all.map(({ lon }) => lon), all.map(({ lat }) => lat)];
      for (const [index, value] of [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)].entries())
        expect(value).toBeCloseTo(box[index]!, 9);
    }
    const numbers = trackNumbers(writeGpx(importedToGpx(imported)));
    expect(numbers.points + numbers.waypoints).toBe(all.length);
  });
});

describe.skipIf(sharedData === null)('W3 FIT agrees with the checker', () => {
  it.each(truth<FitTruth>('fit-truth.json'))('%s', (name, expected) => {
    const reading = readFit(readShared(name));
    const points = reading.tracks.flatMap(({ segments }) => segments.flat());
    expect(reading.records).toBe(expected.records);
    expect(points).toHaveLength(expected.records_with_position);
    if (expected.parse === 'ok') expect(reading.damage).toBeNull();
    if (name.startsWith('broken/')) expect(reading.damage).not.toBeNull();
    if (expected.dist_of_positions_m !== undefined) {
      const distance = points.slice(1).reduce((sum, point, index) => sum + distanceBetween(points[index]!, point), 0);
      expect(Math.abs(distance - expected.dist_of_positions_m)).toBeLessThan(Math.max(0.1, distance * 0.001));
    }
    const sport = expected.sessions[0]?.sport;
    if (sport !== undefined && points.length > 0) expect(reading.tracks[0]?.activity).toBe(sport);
  });
  it('GPSBabel reads the same ride', () => {
    const ours = trackNumbers(writeGpx(importedToGpx(readFit(readShared('fit/fit-sample.fit')))));
    const theirs = trackNumbers(readShared('fit/fit-sample.gpx'));
    expect([ours.points, ours.time]).toEqual([theirs.points, theirs.time]);
    expect(ours.distance).toBeCloseTo(theirs.distance, -1);
    expect(ours.elevation?.max).toBeCloseTo(theirs.elevation!.max, 0);
  });
});

describe.skipIf(sharedData === null)('W3 TCX', () => {
  it.each([
    ['tcx/sample.tcx', 'running'],
    ['tcx/garmin_connect.tcx', 'cycling'],
    ['tcx/kona2013.tcx', 'cycling'],
    ['tcx/tcxdata.tcx', null],
    ['broken/bad.tcx', 'cycling'],
  ])('%s', (name, activity) => {
    const imported = readTcx(readShared(name));
    expect(imported.tracks[0]?.activity ?? null).toBe(activity);
    const numbers = trackNumbers(writeGpx(importedToGpx(imported)));
    expect(numbers.unusablePoints).toBe(0);
    expect(numbers.points).toBe(imported.tracks.flatMap(({ segments }) => segments.flat()).length);
    expect(numbers.points + numbers.waypoints).toBeGreaterThan(0);
  });
});

describe.skipIf(sharedData === null)('R42 R43 R50 broken files have an answer of their own', () => {
  const broken = sharedData === null ? [] : filesBelow('broken').filter((name) => !/tiles$|\.mvt$/.test(name));
  it.each(broken)('%s', async (name) => {
    const bytes = readShared(name);
    const readers = {
      kml: () => readKml(bytes),
      tcx: () => readTcx(bytes),
      fit: () => readFit(bytes),
      zip: () => readKmz(bytesAccess(bytes)),
      gpx: () => readGpx(bytes),
    };
    const kind = kindOf(bytes);
    if (kind === 'gzip' || kind === 'unknown') return;
    try {
      await readers[kind]();
    } catch (fault) {
      expect(fault instanceof ZipError || fault instanceof XmlError || fault instanceof ImportError).toBe(true);
      expect(String(fault)).not.toContain('undefined');
    }
  });
  it('kinds are told by content, whatever the name says', () => {
    const kinds = {
      'osm-website-c.gpx': 'unknown',
      'osm-website-d.gpx': 'gzip',
      'osm-website-f.gpx': 'zip',
      'osm-website-g.gpx': 'unknown',
      'osm-website-jpg.gpx': 'unknown',
      'bad.kml': 'kml',
      'bad.tcx': 'tcx',
      'activity-filecrc.fit': 'fit',
      'bad.gpx': 'gpx',
    };
    for (const [name, kind] of Object.entries(kinds)) expect([name, kindOf(readShared(`broken/${name}`))]).toEqual([name, kind]);
  });
});

describe('R50 FIT with any byte changed', () => {
  it.skipIf(sharedData === null)('is read as far as it goes, or refused', () => {
    const whole = sharedData === null ? new Uint8Array(0) : readShared('fit/Activity.fit');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(whole.length), (changes, cut) => {
        const bytes = whole.slice(0, changes.length % 2 === 0 ? whole.length : cut);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          const reading = readFit(bytes);
          for (const { segments } of reading.tracks)
            for (const { lat, lon } of segments.flat()) expect(Math.abs(lat) <= 90 && Math.abs(lon) <= 180).toBe(true);
        } catch (fault) {
          if (!(fault instanceof ImportError)) throw fault;
        }
      }),
      { seed: Number(process.env['FUZZ_SEED'] ?? 1), numRuns: Number(process.env['FUZZ_RUNS'] ?? 500) },
    );
  });
});

describe('W3 KML details', () => {
  const kml = (inside: string): Imported =>
    readKml(
      text(`<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>${inside}</Document></kml>`),
    );
  it('names, descriptions, times, colours of shared and own styles', () => {
    const imported = kml(`<name>Trip</name>
      <Placemark><name>A</name><description><![CDATA[<b>x</b>]]></description><TimeStamp><when>2020-01-01T00:00:00Z</when></TimeStamp>
        <styleUrl>#map</styleUrl><Point><coordinates>8.5,47.4,400</coordinates></Point></Placemark>
      <Placemark><name>B</name><Style><LineStyle><color>ff0000ff</color></LineStyle></Style>
        <MultiGeometry><LineString><coordinates>1,2 3,4</coordinates></LineString><LineString><coordinates>5,6 7,8</coordinates></LineString></MultiGeometry></Placemark>
      <StyleMap id="map"><Pair><key>normal</key><styleUrl>#n</styleUrl></Pair><Pair><key>highlight</key><styleUrl>#h</styleUrl></Pair></StyleMap>
      <Style id="n"><IconStyle><color>7f112233</color></IconStyle></Style>`);
    expect(imported.name).toBe('Trip');
    expect(imported.places).toEqual([
      { lat: 47.4, lon: 8.5, ele: 400, time: Date.UTC(2020, 0, 1), name: 'A', description: '<b>x</b>', color: '#7f332211' },
    ]);
    expect(imported.tracks).toMatchObject([
      {
        name: 'B',
        color: '#ffff0000',
        segments: [
          [{ lat: 2 }, { lat: 4 }],
          [{ lat: 6 }, { lat: 8 }],
        ],
      },
    ]);
  });
  it('recorded tracks with sensors', () => {
    const imported = kml(`<Placemark><gx:Track><when>2020-01-01T00:00:00Z</when><when>2020-01-01T00:00:01Z</when>
      <gx:coord>8 47 1</gx:coord><gx:coord>8.1 47.1 2</gx:coord><ExtendedData><SchemaData>
      <gx:SimpleArrayData name="heart_rate"><gx:value>90</gx:value><gx:value>91</gx:value></gx:SimpleArrayData></SchemaData></ExtendedData></gx:Track></Placemark>`);
    expect(imported.tracks[0]?.segments[0]).toMatchObject([
      { heartRate: 90, ele: 1 },
      { heartRate: 91, time: Date.UTC(2020, 0, 1, 0, 0, 1) },
    ]);
    expect(new TextDecoder().decode(writeGpx(importedToGpx(imported)))).toContain('<gpxtpx:hr>91</gpxtpx:hr>');
  });
  it('R42 a document type ends the reading', () => {
    expect(() => readKml(text('<!DOCTYPE kml [<!ENTITY a "b">]><kml/>'))).toThrow(XmlError);
    expect(() => readKml(text('<gpx/>'))).toThrow(ImportError);
  });
});
