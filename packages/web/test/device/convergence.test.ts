import { describe, expect, it } from 'vitest';
import { hasBrowser, runInBrowser } from './chromium.ts';
import type { Outcome } from './shims/vitest.ts';

/** `CAIRN_BROWSER_RUNS` makes it longer, `CAIRN_BROWSER_SEED` repeats one. */
const runs = Number(process.env['CAIRN_BROWSER_RUNS'] ?? 12);
const seed = process.env['CAIRN_BROWSER_SEED'] === undefined ? null : Number(process.env['CAIRN_BROWSER_SEED']);

describe.skipIf(!hasBrowser)('in Chromium', () => {
  it('R23 R24 R15 browsers converge and lose nothing, whatever breaks', { timeout: 120_000 + runs * 3_000 }, async () => {
    const outcomes = await runInBrowser<Outcome>('in-browser/convergence.worker.ts', { runs, seed });
    expect(outcomes.map(({ error }) => error)).toEqual([null]);
  });
});
