import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addPlanPlace,
  addPoint,
  changeAllLegs,
  changeLeg,
  cutAfter,
  cutBefore,
  emptyPlan,
  firstStep,
  insertPoint,
  joinGap,
  joinPlan,
  lengthOf,
  movePlanPoint,
  outAndBack,
  readFit,
  readGpx,
  readKml,
  readPlan,
  readPlanLink,
  redo,
  removePoint,
  reverse,
  roundTrip,
  routesOf,
  splitAfter,
  step,
  stretchesOf,
  undo,
  planNumbers,
  wayOfPath,
  writeFitCourse,
  writePlan,
  writePlanKml,
  writePlanLink,
  writePlanOver,
} from '../src/index.ts';
import { readFitMessages } from '../src/import/fit/messages.ts';
import type { Going, Leg, Plan, Way } from '../src/index.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);
const car: Going = { kind: 'road', profile: 'car' };
const straight: Going = { kind: 'straight' };

/** Degrees with 7 decimals, as files hold them. */
const degrees = (most: number): fc.Arbitrary<number> => fc.integer({ min: -most * 1e7, max: most * 1e7 }).map((value) => value / 1e7);
const place = fc.record({ lat: degrees(80), lon: degrees(179) });
const name = fc.constantFrom('', 'Hut', 'A & B <c>', 'Озеро', '"quoted"');
const height = fc.oneof(
  fc.constant(NaN),
  fc.integer({ min: -4000, max: 90_000 }).map((value) => value / 10),
);

const way: fc.Arbitrary<Way> = fc
  .record({
    points: fc.array(fc.record({ place, height }), { minLength: 2, maxLength: 12 }),
    seconds: fc.oneof(
      fc.constant(null),
      fc.integer({ min: 1, max: 10_000_000 }).map((value) => value / 100),
    ),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 10 }), { maxLength: 3 }),
    road: fc.constantFrom('track', 'ferry', 'street', 'unknown', 'path'),
    surface: fc.constantFrom('gravel', 'unknown', 'asphalt'),
    name,
  })
  .map(({ points, seconds, cuts, road, surface, name: called }): Way => {
    const last = points.length - 1;
    const ends = [0, ...cuts.filter((cut) => cut < last).toSorted((a, b) => a - b), last];
    const spans =
      cuts.length === 0 ? [] : ends.slice(1).map((to, at) => ({ from: ends[at] ?? 0, to, surface, road, name: called }) as const);
    return { line: Float64Array.from(points.flatMap(({ place: { lat, lon }, height: ele }) => [lon, lat, ele])), seconds, spans };
  })
  // Ground that tells no more than the line between two points is no ground.
  .filter(({ line, seconds }) => line.length > 6 || seconds !== null || !Number.isNaN(line[2] ?? NaN));

const leg: fc.Arbitrary<Leg> = fc.oneof(
  fc.constant<Leg>({ kind: 'gap' }),
  fc.option(way).map((one): Leg => ({ kind: 'straight', way: one === null ? null : { ...one, spans: [] } })),
  fc
    .record({ profile: fc.constantFrom('car', 'bicycle', 'foot', 'brouter/trekking', 'horsebackriding'), way: fc.option(way) })
    .map((one): Leg => ({ kind: 'road', ...one })),
);
const planPlace = fc.record({
  ...{ name, description: name, icon: fc.constantFrom('special_star', 'tourism_hotel'), place },
  ...{ color: fc.constantFrom(null, '#ffd00d0d'), background: fc.constantFrom('circle', 'square') },
});

const plan: fc.Arbitrary<Plan> = fc
  .record({
    points: fc.array(fc.record({ place, name }), { maxLength: 12 }),
    legs: fc.array(leg, { minLength: 12, maxLength: 12 }),
    places: fc.array(planPlace, { maxLength: 3 }),
  })
  .map(({ points, legs, places }): Plan => {
    const trip: Plan = {
      ...emptyPlan,
      points: points.map((point, at) => ({ id: at + 1, ...point.place, name: point.name })),
      legs: legs.slice(0, Math.max(0, points.length - 1)),
      next: points.length + 1,
    };
    return places.reduce((sum, { place: at, ...one }) => addPlanPlace(sum, { ...at, ...one }), trip);
  });

/** What a plan says, without the numbers of its parts. */
function said({ points, legs, places }: Plan): unknown {
  return {
    points: points.map((point) => ({ ...point, id: 0 })),
    legs,
    places: places.map((one) => ({ ...one, id: 0, origin: null })),
  };
}

/** Any change of a plan that has points. */
function anyChange(trip: Plan, kind: number, at: number): Plan {
  const point = at % Math.max(1, trip.points.length);
  const index = at % Math.max(1, trip.legs.length);
  const there = { lat: 1, lon: 2 };
  if (trip.points.length === 0) return addPoint(trip, there, car);
  const onLegs = [
    (): Plan => insertPoint(trip, index, there),
    (): Plan => changeLeg(trip, index, car),
    (): Plan => splitAfter(trip, index),
    (): Plan => joinGap(trip, index, straight),
  ];
  const changes = [
    (): Plan => addPoint(trip, there, straight),
    (): Plan => movePlanPoint(trip, point, there),
    (): Plan => removePoint(trip, point),
    (): Plan => reverse(trip),
    (): Plan => outAndBack(trip),
    (): Plan => roundTrip(trip, car),
    (): Plan => cutBefore(trip, point),
    (): Plan => cutAfter(trip, point),
    (): Plan => changeAllLegs(trip, car),
    (): Plan => joinPlan(trip, trip, car),
    ...(trip.legs.length === 0 ? [] : onLegs),
  ];
  return changes[kind % changes.length]?.() ?? trip;
}

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

describe('W4 changing plans', () => {
  test('W4 every change is undone and done again', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 12 }), (trip, changes) => {
        let steps = firstStep(trip);
        const seen = [trip];
        for (const [kind, at] of changes) {
          if (steps.now.points.length > 60) break;
          const next = anyChange(steps.now, kind, at);
          if (next !== steps.now) seen.push(next);
          steps = step(steps, next);
          expect(steps.now.legs).toHaveLength(Math.max(0, steps.now.points.length - 1));
          const ids = [...steps.now.points, ...steps.now.places].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(Math.max(0, ...ids)).toBeLessThan(steps.now.next);
        }
        const last = steps.now;
        for (const before of seen.slice(0, -1).reverse()) {
          steps = undo(steps);
          expect(steps.now).toBe(before);
        }
        expect(undo(steps)).toBe(steps);
        for (let at = 1; at < seen.length; at++) steps = redo(steps);
        expect(steps.now).toBe(last);
      }),
      { numRuns: 200 },
    );
  });

  test('W4 reversing twice, and cutting what was joined, gives the same points again', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        expect(said(reverse(reverse(a)))).toMatchObject({ points: (said(a) as { points: unknown[] }).points });
        if (a.points.length > 0)
          expect(said(cutAfter(joinPlan({ ...a, places: [] }, { ...b, places: [] }, car), a.points.length - 1))).toEqual(
            said({ ...a, places: [] }),
          );
      }),
      { numRuns: 60 },
    );
  });

  test('W4 only the legs beside a point are looked for anew', () => {
    const ground: Way = { line: Float64Array.of(0, 0, 1, 1, 1, 2), seconds: 5, spans: [] };
    const four = [0, 1, 2, 3].reduce((sum, at) => addPoint(sum, { lat: at, lon: at }, car), emptyPlan);
    const known: Plan = { ...four, legs: four.legs.map(() => ({ kind: 'road', profile: 'car', way: ground })) };
    const asked = (trip: Plan): boolean[] => trip.legs.map((one) => one.kind === 'road' && one.way === null);
    expect(asked(movePlanPoint(known, 1, { lat: 9, lon: 9 }))).toEqual([true, true, false]);
    expect(asked(insertPoint(known, 1, { lat: 9, lon: 9 }))).toEqual([false, true, true, false]);
    expect(asked(removePoint(known, 1))).toEqual([true, false]);
    expect(asked(removePoint(known, 0))).toEqual([false, false]);
    expect(asked(removePoint(splitAfter(known, 0), 1))).toEqual([false, false]);
    expect(splitAfter(known, 0).legs.map(({ kind }) => kind)).toEqual(['gap', 'road', 'road']);
    expect(removePoint(splitAfter(known, 0), 1).legs.map(({ kind }) => kind)).toEqual(['gap', 'road']);
    expect(roundTrip(known, car).points.at(-1)).toMatchObject({ lat: 0, lon: 0 });
    expect(roundTrip(roundTrip(known, car), car).points).toHaveLength(5);
    expect(outAndBack(known).points.map(({ lat }) => lat)).toEqual([0, 1, 2, 3, 2, 1, 0]);
  });

  test('W4 a point far from its road is reached by a line, one beside it is not', () => {
    const path = {
      points: [[1, 42, null] as [number, number, null], [1.01, 42, null] as [number, number, null]],
      distance: 1,
      duration: 60,
      ascent: null,
      descent: null,
      spans: [{ from: 0, to: 1, surface: 'gravel' as const, road: 'track' as const, name: '' }],
    };
    expect(wayOfPath(path, { lat: 42.0001, lon: 1 }, { lat: 42, lon: 1.01 }).line).toHaveLength(6);
    const far = wayOfPath(path, { lat: 42.01, lon: 1 }, { lat: 42, lon: 1.01 });
    expect(far.line).toHaveLength(9);
    expect(far.spans).toEqual([{ from: 1, to: 2, surface: 'gravel', road: 'track', name: '' }]);
    expect(lengthOf(far)).toBeGreaterThan(1900);
  });

  test('W4 numbers: length, climb, time by profile, surfaces', () => {
    const ground: Way = {
      line: Float64Array.of(1, 42, 100, 1, 42.01, 200, 1, 42.02, 150),
      seconds: 600,
      spans: [
        { from: 0, to: 1, surface: 'gravel', road: 'track', name: '' },
        { from: 1, to: 2, surface: 'asphalt', road: 'street', name: '' },
      ],
    };
    let trip = [0, 1, 2].reduce((sum, at) => addPoint(sum, { lat: 42 + at * 0.02, lon: 1 }, car), emptyPlan);
    trip = {
      ...trip,
      legs: [
        { kind: 'road', profile: 'car', way: ground },
        { kind: 'straight', way: null },
      ],
    };
    const numbers = planNumbers(trip);
    expect(numbers.distance).toBeCloseTo(4447.8, 0);
    expect(numbers.elevation).toEqual({ min: 100, max: 200, ascent: 100, descent: 50 });
    expect(numbers.profiles.map(({ profile }) => profile).sort()).toEqual(['', 'car']);
    expect(numbers.seconds).toBeCloseTo(600 + 2223.9 / 1.2, -1);
    expect(numbers.surfaces.map(({ surface }) => surface).sort()).toEqual(['asphalt', 'gravel']);
    expect(planNumbers(splitAfter(trip, 1)).distance).toBeCloseTo(2223.9, 0);
    expect(planNumbers(emptyPlan)).toMatchObject({ distance: 0, seconds: 0, elevation: null, bounds: null });
  });
});

describe('W4 plans for other programs', () => {
  const trip = ((): Plan => {
    const ground: Way = { line: Float64Array.of(1, 42, 100, 1, 42.01, 200, 1, 42.02, 150), seconds: 600, spans: [] };
    const two = addPoint(addPoint(emptyPlan, { lat: 42, lon: 1, name: 'Start' }, car), { lat: 42.02, lon: 1 }, car);
    return addPlanPlace(
      { ...two, legs: [{ kind: 'road', profile: 'car', way: ground }] },
      {
        lat: 42.011,
        lon: 1.001,
        name: 'Refugi de l’Illa, Encamp (2480 m)',
        description: 'Bed & food',
        icon: 'tourism_hotel',
        color: null,
        background: 'circle',
      },
    );
  })();

  test('W4 a FIT course has the ground in order with times, heights and course points, and sound checksums', () => {
    const course = writeFitCourse(trip, 'Estanys — ronda de los lagos de Encamp', Date.UTC(2026, 5, 1, 8), 'bicycle');
    const { tracks, places, damage } = readFit(course);
    expect(damage).toBeNull();
    const [track] = tracks;
    expect(track?.name).toBe('Estanys — ronda de los lagos');
    const points = track?.segments[0] ?? [];
    expect(points.map(({ ele }) => ele)).toEqual([100, 200, 150]);
    expect(points.map(({ lat }) => Number(lat.toFixed(5)))).toEqual([42, 42.01, 42.02]);
    expect(points.map(({ time }) => ((time ?? 0) - Date.UTC(2026, 5, 1, 8)) / 1000)).toEqual([0, 300, 600]);
    expect(places.map(({ name: called }) => called)).toEqual(['Start', 'Refugi de l’Illa, Encamp (248']);
    const kinds: number[] = [];
    readFitMessages(
      course,
      ({ global }) => kinds.push(global),
      () => undefined,
    );
    expect(kinds).toEqual([0, 31, 19, 21, 20, 20, 20, 32, 32, 21]);
  });

  test('W4 KML has a line for each stretch, and the named places', () => {
    const written = writePlanKml(joinPlan(trip, trip, { kind: 'gap' }), 'Two & two');
    const { tracks, places } = readKml(written);
    expect(tracks.flatMap(({ segments }) => segments).map(({ length }) => length)).toEqual([3, 3]);
    expect(places.map(({ name: called }) => called)).toContain('Refugi de l’Illa, Encamp (2480 m)');
    expect(text(written)).toContain('1.0000000,42.0100000,200.0');
  });

  test('W4 a link holds points to ten metres and how one goes on, and nothing else is taken for one', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const link = writePlanLink(one);
        if (link === null || one.points.length === 0) return;
        const read = readPlanLink(link);
        expect(read?.legs.map(({ kind }) => kind)).toEqual(one.legs.map(({ kind }) => kind));
        expect(read?.legs.map((leg_) => (leg_.kind === 'road' ? leg_.profile : ''))).toEqual(
          one.legs.map((leg_) => (leg_.kind === 'road' ? leg_.profile : '')),
        );
        for (const [at, point] of one.points.entries()) expect(Math.abs((read?.points[at]?.lat ?? 99) - point.lat)).toBeLessThan(0.000051);
        expect(encodeURI(link)).toBe(link.replaceAll('%', '%25'));
      }),
    );
    fc.assert(fc.property(fc.string(), (junk) => void readPlanLink(junk)));
    expect([readPlanLink(''), readPlanLink('zzzzzz.zzzzzz'), readPlanLink('1')]).toEqual([null, null, null]);
  });
});
