import fc from 'fast-check';
import {
  addPlanPlace,
  addPoint,
  changeAllLegs,
  changeLeg,
  cutAfter,
  cutBefore,
  emptyPlan,
  insertPoint,
  joinGap,
  joinPlan,
  movePlanPoint,
  outAndBack,
  removePoint,
  reverse,
  roundTrip,
  splitAfter,
} from '../../src/index.ts';
import type { Going, Leg, Plan, Way } from '../../src/index.ts';

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);
export const car: Going = { kind: 'road', profile: 'car' };
export const straight: Going = { kind: 'straight' };

/** Degrees with 7 decimals, as files hold them. */
const degrees = (most: number): fc.Arbitrary<number> => fc.integer({ min: -most * 1e7, max: most * 1e7 }).map((value) => value / 1e7);
export const place = fc.record({ lat: degrees(80), lon: degrees(179) });
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

export const plan: fc.Arbitrary<Plan> = fc
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
export function said({ points, legs, places }: Plan): unknown {
  return {
    points: points.map((point) => ({ ...point, id: 0 })),
    legs,
    places: places.map((one) => ({ ...one, id: 0, origin: null })),
  };
}

/** Any change of a plan that has points. */
export function anyChange(trip: Plan, kind: number, at: number): Plan {
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
