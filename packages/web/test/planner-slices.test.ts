import { addingUp, addPoint, atOnce, emptyPlan, planNumbers } from '@cairn/geo';
import type { LittleByLittle, Plan } from '@cairn/geo';
import { describe, expect, test, vi } from 'vitest';
import { figuresOf } from '../src/screens/planner/use-figures.ts';
import { inSlices } from '../src/screens/planner/slices.ts';

function* counting(to: number, done: { count: number }): LittleByLittle<string> {
  while (done.count < to) {
    done.count += 1;
    yield;
  }
  return 'done';
}
/** A plan of straight lines along a valley. */
const long = (points: number): Plan =>
  Array.from({ length: points }, (_, at) => at).reduce(
    (plan, at) => addPoint(plan, { lat: 42 + at * 1e-4, lon: 1 + Math.sin(at / 9) * 1e-2 }, { kind: 'straight' }),
    emptyPlan,
  );

describe('W4 a long plan never holds up the page', () => {
  test('W4 between slices others have their turn', async () => {
    // Every look at the clock is three milliseconds later: a slice is a few steps.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 3));
    const done = { count: 0 };
    const seen = new Set<number>();
    const others = setInterval(() => seen.add(done.count), 0);
    await expect(inSlices(counting(60, done), new AbortController().signal)).resolves.toBe('done');
    clearInterval(others);
    clock.mockRestore();
    expect(seen.size).toBeGreaterThan(3);
  });

  test('W4 what is not wanted any more is left at the next pause', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    const stop = new AbortController();
    const done = { count: 0 };
    const work = inSlices(counting(1000, done), stop.signal);
    setTimeout(() => stop.abort(), 0);
    await expect(work).resolves.toBeNull();
    clock.mockRestore();
    expect(done.count).toBeLessThan(1000);
  });

  test('W4 no step of the figures is more than one leg, and all steps together are the figures', () => {
    const plan = long(2000);
    let steps = 0;
    const work = figuresOf(plan, () => null);
    let step = work.next();
    for (; step.done !== true; step = work.next()) steps += 1;
    expect(steps).toBeGreaterThanOrEqual(3 * plan.legs.length);
    expect(step.value.numbers).toEqual(planNumbers(plan));
    expect(atOnce(addingUp(plan, () => null))).toEqual(planNumbers(plan));
    expect(step.value.chart?.chart.distance.length).toBe(600);
  });
});
