import { addPoint, emptyPlan } from '@cairn/geo';
import type { Going, Plan } from '@cairn/geo';
import { describe, expect, test } from 'vitest';
import { saidOfAttached } from '../src/screens/planner/attached-words.ts';
import type { RoutingFacts } from '../src/screens/planner/profiles.ts';
import { loadCatalogue, sayer } from '../src/words/words.ts';
import { goingOfText, textOfGoing } from '../src/screens/planner/goings.ts';
import { heightsWanted, withHeights } from '../src/screens/planner/heights.ts';
import { askedLeg, keyOfLeg } from '../src/screens/planner/leg-key.ts';

const straight: Going = { kind: 'straight' };
const plan = (count: number, going: Going = straight): Plan =>
  Array.from({ length: count }, (_, at) => at).reduce((trip, at) => addPoint(trip, { lat: 42 + at * 0.01, lon: 1 }, going), emptyPlan);
const none = new Set<string>();

describe('W4 heights of straight lines', () => {
  test('W4 a line is asked for at places along it, once, and gets what came; what nobody knows stays bare', () => {
    const trip = plan(3);
    const wanted = heightsWanted(trip, none);
    expect(wanted).toHaveLength(2);
    const [first] = wanted;
    expect(first?.line[0]).toEqual([1, 42]);
    expect(first?.line.at(-1)).toEqual([1, 42.01]);
    expect(first?.line.length).toBeGreaterThan(10);
    const count = first?.line.length ?? 0;
    const known = withHeights(trip, wanted, [
      ...Array.from({ length: count }, (_, at) => 900 + at),
      ...Array.from({ length: 200 }, () => null),
    ]);
    const [leg, other] = known.legs;
    expect(leg?.kind === 'straight' ? leg.way?.line.slice(0, 3) : null).toEqual(Float64Array.of(1, 42, 900));
    expect(other).toEqual({ kind: 'straight', way: null });
    expect(heightsWanted(known, new Set(wanted.map(({ key }) => key)))).toEqual([]);
    expect(withHeights(known, wanted, [])).toBe(known);
  });

  test('W4 a long plan is asked for in parts; roads and gaps are not', () => {
    const many = heightsWanted(plan(2000), none);
    expect(many.length).toBeGreaterThan(100);
    expect(many.reduce((sum, { line }) => sum + line.length, 0)).toBeLessThanOrEqual(4000);
    expect(heightsWanted(plan(5, { kind: 'road', profile: 'car' }), none)).toEqual([]);
    expect(heightsWanted(plan(5, { kind: 'gap' }), none)).toEqual([]);
  });
});

describe('W4 legs and ways to go', () => {
  test('W4 a leg is known by its ends, its profile and what it avoids', () => {
    const [a, b] = [
      { lat: 42, lon: 1 },
      { lat: 42.01, lon: 1 },
    ];
    const ring = [[1, 42] as const, [1.1, 42] as const, [1, 42.1] as const];
    const keys = [askedLeg('car', a, b), askedLeg('car', b, a), askedLeg('foot', a, b), askedLeg('car', a, b, [ring])].map(
      ({ key }) => key,
    );
    expect(new Set(keys).size).toBe(4);
    expect(keyOfLeg(plan(2), 0, 'car')).toBe(keys[0]);
    expect(keyOfLeg(plan(2), 1, 'car')).toBeNull();
  });

  test('W4 every way to go is written and read again', () => {
    for (const going of [
      straight,
      { kind: 'gap' },
      { kind: 'road', profile: 'brouter/trekking' },
      { kind: 'road', profile: 'gap' },
    ] as const) {
      expect(goingOfText(textOfGoing(going))).toEqual(going);
    }
  });
});

describe('W4 what is said of attaching to roads', () => {
  const engine = { attribution: '', alternatives: true, avoidAreas: true, matches: true, state: 'ready', bounds: null } as const;
  const facts: RoutingFacts = {
    profiles: [{ id: 'car', kind: 'car', name: 'driving', engine: 'osrm' }],
    engines: [
      { ...engine, id: 'osrm', name: 'OSRM' },
      { ...engine, id: 'roads', name: 'Cairn' },
    ],
    elevation: null,
    geocoder: null,
  };
  test('W4 how much, why nothing, and who stepped in for the engine of the profile', async () => {
    const { say } = sayer('en', await loadCatalogue('en'));
    const said = (roads: number, engines: readonly string[]): string =>
      saidOfAttached({ roads, left: 2, engines, why: 'no-road-near' }, 'car', facts, say);
    expect(said(3, ['osrm'])).toBe('Parts attached to roads: 3. Left as they were: 2.');
    expect(said(3, ['roads'])).toBe('Parts attached to roads: 3. Left as they were: 2. Cairn did it, because OSRM could not.');
    expect(said(0, [])).toBe('Nothing was attached to roads: no road near a point.');
  });
});
