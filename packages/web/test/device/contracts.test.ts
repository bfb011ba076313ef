import { describe, expect, it } from 'vitest';
import { bundled, messagesOf, openBrowser, serve } from './chromium.ts';
import type { Outcome } from './shims/vitest.ts';

// The suites run in a worker of a real Chromium, as the engine does; each of their tests is one here.
const site = await serve({ '/suite.js': await bundled('in-browser/contracts.worker.ts') });
const browser = await openBrowser();
const page = await browser.newPage();
await page.goto(site.url);
const outcomes = await messagesOf<Outcome>(page, '/suite.js', {});
await browser.close();
await site.close();

describe('in Chromium', () => {
  for (const { name, error } of outcomes) it(name, () => expect(error).toBeNull());
  it('R20 both suites ran', () => expect(outcomes.length).toBeGreaterThan(25));
});
