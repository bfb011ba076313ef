import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser } from '../../../../e2e/src/web/browser.ts';
import type { Stage } from '../../src/map/stage.ts';
import { openTrial } from './trial-site.ts';
import type { TrialSite } from './trial-site.ts';

let site: TrialSite;
let browser: Browser;
beforeAll(async () => {
  if (!hasBrowser) return;
  site = await openTrial();
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await site.close();
});

/** Runs in the page: a layer that is empty first, and has a line across the middle of the map some milliseconds later. */
async function showLate(wait: number): Promise<void> {
  const stage = Reflect.get(globalThis, 'stage') as Stage;
  const lines = [Float64Array.of(8.4, 46.5, 8.5, 46.5, 8.6, 46.5)];
  stage.showTracks('late', []);
  await new Promise((resolve) => setTimeout(resolve, wait));
  stage.showTracks('late', [{ id: 'line', name: 'Line', color: '#d00d0d', width: 4, arrows: false, lines }]);
}

describe.skipIf(!hasBrowser)('W1 what is shown on the map', { timeout: 120_000 }, () => {
  test('things that come while tiles of a layer are on their way are drawn, whenever they come', async () => {
    const page = await browser.newPage({ viewport: { width: 640, height: 480 }, reducedMotion: 'reduce' });
    await page.goto(`${site.url}#map=12/46.5/8.5`);
    await page.waitForSelector('.map-canvas[data-drawn]');
    // A slow processor, so that tiles are on their way for longer.
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const cursor = async (): Promise<string> => {
      await page.mouse.move(100, 100);
      await page.mouse.move(320, 240);
      return page.locator('.map-canvas canvas').evaluate((canvas) => getComputedStyle(canvas).cursor);
    };
    for (let wait = 14; wait < 60; wait += 2) {
      await page.evaluate(showLate, wait);
      await expect.poll(cursor, { timeout: 10_000, message: `a line that came after ${wait} ms` }).toBe('pointer');
      await page.evaluate(() => (Reflect.get(globalThis, 'stage') as Stage).hide('late'));
    }
    await page.close();
  });
});
