import { describe, expect, test } from 'vitest';
import { plantedBugs } from '../src/bugs/planted.ts';
import { findBug, seedsFrom } from '../src/find-bug.ts';

/** Seeds that meet much; tried first, in this order. */
const first = [33, 9, 459, 14, 1, 25, 82, 71, 3, 15, 244, 18, 77, 23, 20, 17, 11, 12, 4, 2, 2187];
const mostSteps = 100_000;

describe('R30 every planted bug is found within 100,000 steps', () => {
  test('there are at least 15, those that R30 names among them', () => {
    const names = plantedBugs.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(15);
    expect(names).toEqual(
      expect.arrayContaining([
        'quota-before-write',
        'content-key-collision',
        'tombstone-dropped',
        'collector-without-second-look',
        'stamp-reuse',
      ]),
    );
  });
  for (const bug of plantedBugs) {
    test(`${bug.name}: ${bug.words}`, { timeout: 300_000 }, async () => {
      const found = await findBug(bug, seedsFrom(first), mostSteps);
      expect(found?.steps).toBeLessThanOrEqual(mostSteps);
    });
  }
});
