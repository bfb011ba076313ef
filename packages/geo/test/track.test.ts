import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chartOf,
  distances,
  favouritesIn,
  halfPixel,
  readTrack,
  shownAt,
  trackNumbers,
  TrackReader,
  waypointsOf,
  weights,
  XmlError,
} from '../src/index.ts';
import type { TrackColumns } from '../src/index.ts';
import { text } from './help/archives.ts';
import { filesBelow, readShared, sharedData } from './help/shared.ts';

const corpus =
  sharedData === null ? [] : ['osmand', 'gpx', 'derived', 'broken'].flatMap(filesBelow).filter((name) => name.endsWith('.gpx'));
const columnsOf = (points: readonly (readonly [lat: number, lon: number, ele?: number, time?: number])[]): TrackColumns => ({
  lat: Float64Array.from(points, ([lat]) => lat),
  lon: Float64Array.from(points, ([, lon]) => lon),
  ele: Float64Array.from(points, ([, , ele = NaN]) => ele),
  time: Float64Array.from(points, ([, , , time = NaN]) => time),
  runs: points.length === 0 ? [] : [{ kind: 'track', of: 0, from: 0, to: points.length }],
});

describe.skipIf(sharedData === null)('W2 tracks read for showing agree with their numbers', () => {
  it.each(corpus)('%s', (name) => {
    const bytes = readShared(name);
    let numbers;
    try {
      numbers = trackNumbers(bytes);
    } catch (fault) {
      expect(fault).toBeInstanceOf(XmlError);
      expect(() => readTrack(bytes)).toThrow(XmlError);
      return;
    }
    const reading = readTrack(bytes);
    expect(reading.numbers).toEqual(numbers);
    expect(waypointsOf(reading.outline)).toHaveLength(numbers.waypoints);
    expect(favouritesIn(reading.outline).groups.flatMap(({ points }) => points)).toHaveLength(numbers.waypoints);
    const { columns } = reading;
    expect(columns.lat.length).toBeLessThanOrEqual(numbers.points + numbers.routePoints);
    expect(columns.lat.length).toBeGreaterThanOrEqual(numbers.points + numbers.routePoints - numbers.unusablePoints);
    const along = distances(columns);
    expect(along.at(-1) ?? 0).toBeCloseTo(numbers.distance + numbers.routeDistance, 3);
    const chart = chartOf(columns, along);
    if (numbers.elevation !== null) {
      const heights = [...chart.low].filter((value) => !Number.isNaN(value));
      if (heights.length > 0 && numbers.routePoints === 0) expect(Math.min(...heights)).toBeCloseTo(numbers.elevation.min, 6);
    }
    const weight = weights(columns);
    expect(shownAt(columns, weight, 30).flat().length).toBeLessThanOrEqual(columns.lat.length);
  });
  it('a file in pieces of any size reads the same', () => {
    const bytes = readShared('osmand/test-wpt-groups.gpx');
    const whole = readTrack(bytes);
    for (const size of [1, 7, 100]) {
      const reader = new TrackReader();
      for (let at = 0; at < bytes.length; at += size) reader.write(bytes.subarray(at, at + size));
      expect(reader.end()).toEqual(whole);
    }
  });
});

describe('W2 tracks', () => {
  it('an outline has all but the points; sections of a route keep its name', () => {
    const reading = readTrack(
      text(
        '<gpx><metadata><name>m</name></metadata><rte><name>r</name><rtept lat="1" lon="2"><name>p</name></rtept></rte><trk><name>t</name><trkseg><trkpt lat="3" lon="4"><ele>5</ele><extensions><ele>6</ele></extensions></trkpt><extensions><x/></extensions></trkseg></trk></gpx>',
      ),
    );
    expect(JSON.stringify(reading.outline.root)).not.toContain('rtept');
    expect(JSON.stringify(reading.outline.root)).toContain('"t"');
    expect([...reading.columns.ele]).toEqual([NaN, 5]);
    expect(reading.columns.runs.map(({ kind, of, from, to }) => [kind, of, from, to])).toEqual([
      ['route', 0, 0, 1],
      ['track', 0, 1, 2],
    ]);
  });
  it('a line goes on across the antimeridian', () => {
    const reading = readTrack(
      text('<gpx><trk><trkseg><trkpt lat="0" lon="179.5"/><trkpt lat="0" lon="-179.5"/><trkpt lat="0" lon="179.8"/></trkseg></trk></gpx>'),
    );
    expect([...reading.columns.lon]).toEqual([179.5, 180.5, 179.8]);
  });
  it('a chart has elevation and speed by distance, and says nothing where nothing is known', () => {
    const points = Array.from({ length: 1000 }, (_, at): [number, number, number, number] => [0, at * 0.001, at, at * 10_000]);
    const chart = chartOf(columnsOf(points), undefined, 100);
    expect(chart.ele[0]).toBeLessThan(10);
    expect(chart.ele[99]).toBeGreaterThan(985);
    for (const speed of chart.speed) expect(speed).toBeCloseTo(11.12, 1);
    expect([...chart.point].every((point, at) => at === 0 || point > (chart.point[at - 1] ?? 0))).toBe(true);
    const bare = chartOf(
      columnsOf([
        [0, 0],
        [0, 1],
      ]),
    );
    expect([...bare.ele, ...bare.speed].every(Number.isNaN)).toBe(true);
    expect(chartOf(columnsOf([])).distance).toHaveLength(1);
  });
  it('standing still does not blow up a chart', () => {
    const chart = chartOf(columnsOf(Array.from({ length: 500 }, (_, at) => [1, 1, 7, at * 1000] as const)));
    expect(chart.ele.every((ele) => ele === 7)).toBe(true);
  });
});

describe('W2 simplification', () => {
  const line = fc.array(fc.tuple(fc.double({ min: -80, max: 80, noNaN: true }), fc.double({ min: -170, max: 170, noNaN: true })), {
    minLength: 2,
    maxLength: 60,
  });
  const mercator = ([lon, lat]: readonly [number, number]): [number, number] => [
    lon / 360,
    Math.atanh(Math.sin((lat * Math.PI) / 180)) / (2 * Math.PI),
  ];
  it('no point that is left out lies farther than half a pixel from the line that is drawn', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 0, max: 12 }), (points, zoom) => {
        const columns = columnsOf(points);
        const weight = weights(columns);
        const kept = points.flatMap((_, at) => ((weight[at] ?? 0) >= halfPixel(zoom) ? [at] : []));
        expect([kept[0], kept.at(-1)]).toEqual([0, points.length - 1]);
        for (const [index, to] of kept.entries()) {
          const from = kept[index - 1];
          if (from === undefined) continue;
          const [a, b] = [mercator([points[from]![1], points[from]![0]]), mercator([points[to]![1], points[to]![0]])];
          for (let at = from + 1; at < to; at++) {
            const p = mercator([points[at]![1], points[at]![0]]);
            const length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2;
            const along =
              length === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length));
            expect(Math.hypot(p[0] - a[0] - along * (b[0] - a[0]), p[1] - a[1] - along * (b[1] - a[1]))).toBeLessThan(
              halfPixel(zoom) + 1e-7,
            );
          }
        }
      }),
    );
  });
  it('half a million points in a spiral, the worst of shapes, take work in bounds', () => {
    const columns = columnsOf(
      Array.from({ length: 500_000 }, (_, at) => [Math.sin(at / 100) * (at / 1e5), Math.cos(at / 100) * (at / 1e5)] as const),
    );
    expect(shownAt(columns, weights(columns), 4).flat().length).toBeLessThan(50_000);
    expect(chartOf(columns).distance).toHaveLength(600);
  });
});
