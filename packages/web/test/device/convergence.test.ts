import { describe, expect, it } from 'vitest';
import { bundled, messagesOf, openBrowser, serve } from './chromium.ts';
import type { Outcome } from './shims/vitest.ts';

/** `CAIRN_BROWSER_RUNS` makes it longer, `CAIRN_BROWSER_SEED` repeats one. */
const runs = Number(process.env['CAIRN_BROWSER_RUNS'] ?? 12);
const seed = process.env['CAIRN_BROWSER_SEED'] === undefined ? null : Number(process.env['CAIRN_BROWSER_SEED']);

describe('in Chromium', () => {
  it('R23 R24 R15 browsers converge and lose nothing, whatever breaks', { timeout: 120_000 + runs * 3_000 }, async () => {
    const site = await serve({ '/suite.js': await bundled('in-browser/convergence.worker.ts') });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(site.url);
    const outcomes = await messagesOf<Outcome>(page, '/suite.js', { runs, seed });
    await browser.close();
    await site.close();
    expect(outcomes.map(({ error }) => error)).toEqual([null]);
  });
});
