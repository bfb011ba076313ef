import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addPoint, emptyPlan, movePlanPoint, readGpx, readPlan, routesOf, stretchesOf, writePlan, writePlanOver } from '../src/index.ts';
import type { Way } from '../src/index.ts';
import { text, bytesOf, car, straight, plan, said } from './support/plans.ts';

describe('W4 plans as files', () => {
  test('W4 a plan that is written and read again is the same plan: points, profiles, gaps, ground, places', () => {
    fc.assert(
      fc.property(plan, (trip) => {
        const read = readPlan(writePlan(trip, { name: 'Round the lake' }));
        expect(said(read.plan)).toEqual(said(trip));
        expect(read).toMatchObject({ recorded: false, name: 'Round the lake', planned: trip.points.length > 0 });
      }),
      { numRuns: 150 },
    );
  });

  test('W4 a plan that is written over another is what is read again', () => {
    fc.assert(
      fc.property(plan, plan, (first, second) => {
        const bytes = writePlan(first, { name: 'First' });
        const kept = { ...second, places: second.places.map((one, at) => ({ ...one, origin: at < first.places.length ? at : null })) };
        expect(said(readPlan(writePlanOver(bytes, kept, { name: 'First' })).plan)).toEqual(said(kept));
      }),
      { numRuns: 80 },
    );
  });

  test('W4 a plan that did not change is written byte for byte as it was', () => {
    fc.assert(
      fc.property(plan, (trip) => {
        const bytes = writePlan(trip, { name: 'As it was' });
        expect(text(writePlanOver(bytes, readPlan(bytes).plan, { name: 'As it was' }))).toBe(text(bytes));
      }),
      { numRuns: 60 },
    );
  });

  test('W4 the file says it as OsmAnd does: routes bound to segments, parts of roads that cover every point, straight lines as unmatched', () => {
    const line = (...values: number[]): Way => ({ line: Float64Array.from(values), seconds: null, spans: [] });
    const onRoad: Way = {
      ...line(1.5, 42.5, 900, 1.51, 42.51, 950, 1.52, 42.52, 940),
      seconds: 90,
      spans: [{ from: 0, to: 2, surface: 'asphalt', road: 'primary', name: 'CG-1' }],
    };
    let trip = addPoint(emptyPlan, { lat: 42.5, lon: 1.5 }, car);
    trip = addPoint(trip, { lat: 42.52, lon: 1.52 }, { kind: 'road', profile: 'foot' });
    trip = addPoint(trip, { lat: 42.53, lon: 1.53 }, straight);
    trip = {
      ...trip,
      legs: [
        { kind: 'road', profile: 'foot', way: onRoad },
        { kind: 'straight', way: null },
      ],
    };
    const written = text(writePlan(trip, { name: 'Test' }));
    expect(written).toContain('<segment id="-1" length="3" startTrkptIdx="0" segmentTime="90.00"');
    expect(written).toContain('<segment id="-1" length="2" startTrkptIdx="3" types="3" />');
    expect(written).toContain('<type t="highway" v="unmatched" />');
    expect(written).toContain('<type t="name" v="CG-1" />');
    expect([...written.matchAll(/<osmand:profile>(.*?)</g)].map(([, key]) => key)).toEqual(['pedestrian']);
    expect([...written.matchAll(/<osmand:trkpt_idx>(.*?)</g)].map(([, key]) => key)).toEqual(['0', '3', '4']);
    // trkpts = length - (segments - 1) + (rtepts - 2), with one segment of a road for each leg.
    expect(written.match(/<trkpt /g)).toHaveLength(5 - 1 + 1);
  });

  test('W4 what other programs wrote into stretches that did not change stays, and all else of the file', () => {
    const part = (north: number): string =>
      `<trkseg><trkpt lat="${north}.0000000" lon="1.0000000"><ele>5</ele><extensions><osmand:speed>3</osmand:speed></extensions></trkpt>` +
      `<trkpt lat="${north}.1000000" lon="1.1000000"/><extensions><route><segment id="77" length="2" turnType="TL" segmentTime="9" types="0"/></route><types><type t="highway" v="track"/></types></extensions></trkseg>`;
    const route = (north: number): string =>
      `<rte><rtept lat="${north}" lon="1"><extensions><osmand:profile>car</osmand:profile><osmand:trkpt_idx>0</osmand:trkpt_idx></extensions></rtept><rtept lat="${north}.1" lon="1.1"><extensions><osmand:trkpt_idx>1</osmand:trkpt_idx></extensions></rtept></rte>`;
    const file = `<?xml version="1.0"?>\n<gpx version="1.1" creator="OsmAndRouterV2" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net"><metadata><name>Two</name><extensions><osmand:activity>hiking</osmand:activity></extensions></metadata><wpt lat="40" lon="1"><name>Spring</name><extensions><x:y xmlns:x="urn:x">kept</x:y></extensions></wpt>\n  ${route(10)}${route(20)}\n  <trk><name>Two</name>${part(10)}${part(20)}</trk><extensions><osmand:color>#ff0000</osmand:color></extensions></gpx>`;
    const { plan: trip, planned } = readPlan(bytesOf(file));
    expect(planned).toBe(true);
    expect(trip.legs.map(({ kind }) => kind)).toEqual(['road', 'gap', 'road']);
    const moved = text(writePlanOver(bytesOf(file), movePlanPoint(trip, 3, { lat: 20.2, lon: 1.2 }), { name: 'Two' }));
    for (const kept of [
      part(10),
      route(10),
      '<x:y xmlns:x="urn:x">kept</x:y>',
      '<osmand:activity>hiking',
      '<osmand:color>#ff0000',
      'creator="OsmAndRouterV2"',
    ]) {
      expect(moved).toContain(kept);
    }
    expect(moved).not.toContain(part(20));
    expect(said(readPlan(bytesOf(moved)).plan)).toEqual(said(movePlanPoint(trip, 3, { lat: 20.2, lon: 1.2 })));
    expect(readPlan(bytesOf(moved)).plan.places[0]?.name).toBe('Spring');
  });

  test('W4 a recorded track becomes a plan of few points that keeps every point of its ground', () => {
    const points = Array.from(
      { length: 3000 },
      (_, at) =>
        `<trkpt lat="${42 + at * 1e-5}" lon="${1 + Math.sin(at / 100) * 0.01}"><ele>${at % 500}</ele><time>2026-05-01T10:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}Z</time></trkpt>`,
    );
    const file = bytesOf(
      `<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points.slice(0, 2000).join('')}</trkseg><trkseg>${points.slice(2000).join('')}</trkseg></trk></gpx>`,
    );
    const reading = readPlan(file);
    expect(reading).toMatchObject({ planned: false, recorded: true });
    expect(reading.plan.points.length).toBeGreaterThan(20);
    expect(reading.plan.points.length).toBeLessThan(300);
    expect(stretchesOf(reading.plan)).toHaveLength(2);
    const ground = reading.plan.legs.reduce((sum, one) => sum + (one.kind === 'gap' ? 0 : (one.way?.line.length ?? 6) / 3 - 1), 0);
    expect(ground).toBe(3000 - 2);
    expect(readPlan(writePlan(reading.plan, { name: 'x' })).plan.points).toHaveLength(reading.plan.points.length);
  });

  test('W4 a route without a track is a plan of its points', () => {
    const file = `<gpx xmlns="http://www.topografix.com/GPX/1/1"><rte><rtept lat="1" lon="1"><name>Start</name></rtept><rtept lat="2" lon="2"/></rte><rte><rtept lat="3" lon="3"/></rte></gpx>`;
    const { plan: trip, planned } = readPlan(bytesOf(file));
    expect(planned).toBe(true);
    expect(trip.points.map(({ name: called }) => called)).toEqual(['Start', '', '']);
    expect(trip.legs.map(({ kind }) => kind)).toEqual(['straight', 'gap']);
    expect(routesOf(readGpx(writePlanOver(bytesOf(file), trip, { name: '' })))).toHaveLength(2);
  });
});
