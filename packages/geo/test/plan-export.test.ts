import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addPlanPlace,
  addPoint,
  emptyPlan,
  joinPlan,
  readFit,
  readKml,
  readPlanLink,
  writeFitCourse,
  writePlanKml,
  writePlanLink,
} from '../src/index.ts';
import { readFitMessages } from '../src/import/fit/messages.ts';
import type { Plan, Way } from '../src/index.ts';
import { text, car, plan } from './support/plans.ts';

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
