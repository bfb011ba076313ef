import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addPoint,
  cutAfter,
  emptyPlan,
  firstStep,
  insertPoint,
  joinPlan,
  lengthOf,
  movePlanPoint,
  outAndBack,
  redo,
  removePoint,
  reverse,
  roundTrip,
  splitAfter,
  step,
  undo,
  planNumbers,
  wayOfPath,
} from '../src/index.ts';
import type { Plan, Way } from '../src/index.ts';
import { car, plan, said, anyChange } from './support/plans.ts';

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
    expect(far.line[2]).toBeNaN();
    expect(wayOfPath(path, { lat: 42.01, lon: 1 }, { lat: 42, lon: 1.01 }, [700, 800]).line[2]).toBe(700);
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
