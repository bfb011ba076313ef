import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  faultOfGpx,
  parseDecimal,
  parseTime,
  readGpx,
  readGpxStream,
  trackNumbers,
  trackNumbersStream,
  trackStatistics,
  waypointsOf,
  writeGpx,
  XmlError,
} from '../src/index.ts';
import type { TrackPoint } from '../src/index.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

/** What the checker found in a file; absent numbers are none. */
interface Truth {
  readonly parse?: string;
  readonly packed?: string;
  readonly inside?: Readonly<Record<string, Truth>>;
  readonly lenient?: Truth;
  readonly tracks?: number;
  readonly segments?: number;
  readonly trkpts?: number;
  readonly routes?: number;
  readonly rtepts?: number;
  readonly wpts?: number;
  readonly points_without_coords?: number;
  readonly bad_coords?: number;
  readonly trkpts_with_time?: number;
  readonly trkpts_with_ele?: number;
  readonly time_min?: string;
  readonly time_max?: string;
  readonly time_span_s?: number;
  readonly dist_m?: number;
  readonly rte_dist_m?: number;
  readonly antimeridian_jumps?: number;
  readonly bbox_wsen?: readonly number[];
}
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function truths(): [string, Truth, Uint8Array][] {
  const json: unknown = sharedData === null ? { files: {} } : JSON.parse(new TextDecoder().decode(readShared('gpx-truth.json')));
  const { files } = json as { files: Readonly<Record<string, Truth>> };
  return Object.entries(files).flatMap(([name, truth]): [string, Truth, Uint8Array][] => {
    if (truth.packed === undefined) return [[name, truth.lenient ?? truth, readShared(name)]];
    const inner = truth.packed === 'gzip' ? truth.inside?.[''] : undefined;
    return inner === undefined ? [] : [[name, inner, new Uint8Array(gunzipSync(readShared(name)))]];
  });
}
const all = truths();
const readable = all.filter(([, truth]) => truth.parse === 'ok' && truth.tracks !== undefined);

describe.skipIf(sharedData === null)('GPX: real files', () => {
  it('there are many', () => expect(readable.length).toBeGreaterThan(130));

  it.each(readable)('numbers of %s agree with the checker', (_, truth, bytes) => {
    const numbers = trackNumbers(bytes);
    expect(numbers).toMatchObject({ tracks: truth.tracks, segments: truth.segments, points: truth.trkpts });
    expect(numbers).toMatchObject({ routes: truth.routes, routePoints: truth.rtepts, waypoints: truth.wpts });
    expect(numbers.unusablePoints).toBe((truth.points_without_coords ?? 0) + (truth.bad_coords ?? 0));
    expect(numbers.timedPoints).toBe(truth.trkpts_with_time ?? 0);
    expect(numbers.time?.seconds ?? null).toBe(truth.time_span_s ?? null);
    expect(numbers.time?.from).toBe(truth.time_min === undefined ? undefined : Date.parse(truth.time_min));
    expect(numbers.time?.to).toBe(truth.time_max === undefined ? undefined : Date.parse(truth.time_max));
    // The checker measured points off the earth too; those are left out here (data/README.md).
    if (truth.bad_coords === undefined) {
      expect(numbers.elevatedPoints).toBe(truth.trkpts_with_ele ?? 0);
      expect(Math.abs(numbers.distance - (truth.dist_m ?? 0))).toBeLessThanOrEqual(0.06 + 1e-6 * numbers.distance);
      expect(Math.abs(numbers.routeDistance - (truth.rte_dist_m ?? 0))).toBeLessThanOrEqual(0.06 + 1e-6 * numbers.routeDistance);
    }
    expect(JSON.stringify(numbers)).not.toContain('NaN');
  });

  it.each(readable)('%s written again loses nothing', (_, __, bytes) => {
    const gpx = readGpx(bytes);
    expect(readGpx(writeGpx(gpx))).toEqual(gpx);
  });

  it('reading in pieces of any size gives the same', async () => {
    for (const [, , bytes] of readable.filter(([, , content]) => content.length < 10_000)) {
      expect(await readGpxStream(inPieces(bytes, 7))).toEqual(readGpx(bytes));
      expect(await trackNumbersStream(inPieces(bytes, 1))).toEqual(trackNumbers(bytes));
    }
  });

  it('points off the earth and without a place are in no number', () => {
    expect(trackNumbers(readShared('gpx/opentracks/legacy_gpx_pause_resume.gpx')).distance).toBeCloseTo(333.1, 0);
    expect(trackNumbers(readShared('broken/bad.gpx'))).toMatchObject({ points: 2, unusablePoints: 5, distance: 0, bounds: null });
    expect(trackNumbers(readShared('broken/invalid-latlon.xml')).unusablePoints).toBe(4);
  });

  it('bounds go the short way across the antimeridian', () => {
    const { bounds } = trackNumbers(readShared('gpx/gpsbabel/bendgc-expected.gpx'));
    expect(bounds!.west).toBeGreaterThan(bounds!.east);
    for (const [, truth, bytes] of readable.filter(
      ([, one]) => one.bbox_wsen !== undefined && one.bad_coords === undefined && one.antimeridian_jumps === undefined,
    )) {
      const box = trackNumbers(bytes).bounds!;
      const [west, south, east, north] = truth.bbox_wsen!;
      expect([box.south, box.north]).toEqual([south, north].map((value) => expect.closeTo(value!, 6) as number));
      if (east! - west! < 180) expect([box.west, box.east]).toEqual([west, east].map((value) => expect.closeTo(value!, 6) as number));
    }
  });

  it('R42 broken and hostile files end in an XmlError that says where, or are read', () => {
    const refused = new Map(filesBelow('broken').map((name) => [name, faultOfGpx(readShared(name))?.fault ?? 'read']));
    for (const name of ['bad.gpx', 'invalid-latlon.xml', 'testxmnls.gpx', 'with_power_2.gpx', 'gpx_ext_GarminTPX1_gpxtpx.gpx']) {
      expect(refused.get(`broken/${name}`)).toBe('read');
    }
    for (const name of [
      'billion.kml',
      'xml-dtd.xml',
      'xml-external.xml',
      'xml-external_file.xml',
      'xml-quadratic.xml',
      'xml-xmlbomb.xml',
    ]) {
      expect(refused.get(`broken/${name}`)).toBe('document type');
    }
    expect([...refused.values()].filter((fault) => fault === 'read')).toHaveLength(5);
    const fault = faultOfGpx(readShared('broken/testFile6Error.gpx'));
    expect(fault).toMatchObject({ line: 1, fault: 'malformed' });
  });
});

describe('GPX: values', () => {
  it('numbers are decimal or none', () => {
    expect(['1', ' -1.5 ', '+.5', '1e2', '0'].map(parseDecimal)).toEqual([1, -1.5, 0.5, 100, 0]);
    expect(['', ' ', '0x10', 'NaN', 'Infinity', '1,5', '1e999', undefined].map(parseDecimal)).toEqual(Array(8).fill(null));
  });
  it('times with and without zone, seconds, fraction, with a blank for T', () => {
    const noon = Date.UTC(2026, 4, 2, 12);
    for (const text of [
      '2026-05-02T12:00:00Z',
      '2026-05-02T12:00:00',
      '2026-05-02 12:00',
      '2026-05-02T14:00:00+02:00',
      '2026-05-02T07:30:00-0430',
      ' 2026-05-02T12:00:00.0000000Z ',
    ]) {
      expect(parseTime(text)).toBe(noon);
    }
    expect(parseTime('2026-05-02T12:00:00.1239Z')).toBe(noon + 123);
    expect(['', 'yesterday', '2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z'].map(parseTime)).toEqual([null, null, null, null]);
  });
  it('another root is not GPX, whatever is inside', () => {
    expect(() => readGpx(encode('<html><wpt lat="1" lon="1"/></html>'))).toThrow(XmlError);
    expect(faultOfGpx(encode('<html/>'))?.message).toContain('“html”');
  });
  it('elements of extensions are not points', () => {
    const gpx = encode(
      '<gpx xmlns:a="urn:a"><wpt lat="1" lon="1"><extensions><wpt lat="2" lon="2"/><a:rpt lat="3" lon="3"/></extensions></wpt><a:wpt lat="4" lon="4"/></gpx>',
    );
    expect(trackNumbers(gpx)).toMatchObject({ waypoints: 1, bounds: { west: 1, south: 1, east: 1, north: 1 } });
    expect(waypointsOf(readGpx(gpx))).toHaveLength(1);
  });
});

describe('track statistics', () => {
  const line = (elevations: (number | null)[], seconds = 10): TrackPoint[] =>
    elevations.map((ele, index) => ({ lat: 47 + index / 1e4, lon: 8, ele, time: index * seconds * 1000 }));

  it('a waver below the threshold is no climb; a climb counts in full', () => {
    expect(trackStatistics([line([100, 102, 99, 103, 100])]).elevation).toEqual({ min: 99, max: 103, ascent: 0, descent: 0 });
    expect(trackStatistics([line([100, 104, 108, 106, 110, 100])]).elevation).toEqual({ min: 100, max: 110, ascent: 10, descent: 10 });
    expect(trackStatistics([line([110, 100, 108])]).elevation).toEqual({ min: 100, max: 110, ascent: 8, descent: 10 });
  });
  it('a gap between segments is neither way nor climb', () => {
    const { distance, elevation } = trackStatistics([line([0, 10]), line([500, 510])]);
    expect(elevation).toMatchObject({ ascent: 20, descent: 0 });
    expect(distance).toBeCloseTo(2 * 11.12, 1);
  });
  it('0 is an elevation, absence is none; no time is no duration', () => {
    expect(trackStatistics([line([0, 0])]).elevation).toMatchObject({ min: 0, max: 0 });
    expect(trackStatistics([line([null, null])]).elevation).toBeNull();
    expect(trackStatistics([[{ lat: 1, lon: 1, ele: null, time: null }]])).toEqual({
      distance: 0,
      time: null,
      movingSeconds: null,
      elevation: null,
    });
  });
  it('standing is not moving', () => {
    expect(trackStatistics([line([0, 0, 0], 10)]).movingSeconds).toBe(20);
    expect(trackStatistics([line([0, 0, 0], 100)]).movingSeconds).toBe(0);
  });
});
