import { describe, expect, it } from 'vitest';
import { hasBrowser, runInBrowser } from './chromium.ts';
import type { Outcome } from './shims/vitest.ts';

/** With `CAIRN_LARGE_LIBRARY=1` as large as the aim says, with times on the console; by default a tenth. */
const isLarge = process.env['CAIRN_LARGE_LIBRARY'] !== undefined;
const size = isLarge ? { tracks: 3000, points: 400, places: 20_000, long: 500_000 } : { tracks: 150, points: 100, places: 2000, long: 0 };

describe.skipIf(!hasBrowser)('in Chromium', () => {
  it('W2 S1 a large library opens from its index, which is made once', { timeout: 300_000 }, async () => {
    const [outcome] = await runInBrowser<Outcome & { told: Record<string, number> }>('in-browser/large-library.worker.ts', size);
    if (isLarge) console.log('milliseconds', outcome?.told);
    expect(outcome?.error).toBeNull();
  });
});
