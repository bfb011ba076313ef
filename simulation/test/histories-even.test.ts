import { expect, test } from 'vitest';
import { defaultSteps, liveThrough } from './histories.ts';

test('R13 R14 R15 R16 R21 R22 R23 R24 R25 R26 R27 histories of the even seeds violate nothing', { timeout: 1_200_000 }, async () => {
  const { failures, steps } = await liveThrough(2, defaultSteps / 2);
  expect(failures).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(defaultSteps / 2);
});
