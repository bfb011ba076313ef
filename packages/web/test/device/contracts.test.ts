import { describe, expect, it } from 'vitest';
import { hasBrowser, runInBrowser } from './chromium.ts';
import type { Outcome } from './shims/vitest.ts';

// Each test of the suites is one here.
const outcomes = hasBrowser ? await runInBrowser<Outcome>('in-browser/contracts.worker.ts', {}) : [];

describe.skipIf(!hasBrowser)('in Chromium', () => {
  for (const { name, error } of outcomes) it(name, () => expect(error).toBeNull());
  it('R20 both suites ran', () => expect(outcomes.length).toBeGreaterThan(25));
});
