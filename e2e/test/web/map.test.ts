import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Visitor, Website } from '../../src/web/website.ts';

const tiles = join(import.meta.dirname, '../../../../shared/data/tiles');
const hasTiles = existsSync(tiles);

const places = { andorra: '42.5075/1.5218', monaco: '43.737/7.427' } as const;
const everyLook = (['standard', 'topographic', 'nautical'] as const).flatMap((kind) =>
  (['light', 'dark'] as const).flatMap((look) => (['andorra', 'monaco'] as const).map((name) => [kind, look, name] as const)),
);
/** Each kind, look and place once; all of them with CAIRN_TEST_LONG. */
const someLooks = [
  ['standard', 'light', 'monaco'],
  ['topographic', 'dark', 'andorra'],
  ['nautical', 'light', 'andorra'],
] as const;

let website: Website;
beforeAll(async () => {
  if (!hasBrowser) return;
  website = await openWebsite(hasTiles ? { CAIRN_TILES: `${join(tiles, 'andorra.mbtiles')} ${join(tiles, 'monaco.pmtiles')}` } : {});
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** A visitor with the map, which other tests do without. */
const visitor = async (options: BrowserContextOptions = {}): Promise<Visitor> => website.visitor({ ...options, withMap: true });

/** The map has drawn all that it wants. */
async function drawn(page: Page): Promise<void> {
  await page.locator('.map-canvas[data-drawn]').waitFor({ timeout: 60_000 });
}
async function open(page: Page, fragment = ''): Promise<void> {
  await page.goto(`/${fragment}`);
  await drawn(page);
}
const viewOf = async (page: Page): Promise<number[]> => {
  const hash = await page.evaluate(() => location.hash);
  return /#map=(.*)/.exec(hash)?.[1]?.split('/').map(Number) ?? [];
};
/** The address bar follows the map a moment after it came to rest. */
async function viewOnce(page: Page, fits: (view: number[]) => boolean): Promise<number[]> {
  await expect.poll(async () => fits(await viewOf(page)), { timeout: 20_000 }).toBe(true);
  return viewOf(page);
}

describe.skipIf(!hasBrowser)('W1 the map', { timeout: 120_000 }, () => {
  test('W1 is the start page, without an account and without a word to anybody else', async () => {
    const { page, context, complaints } = await visitor();
    const hosts = new Set<string>();
    context.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await open(page);
    await page.getByText('Natural Earth').waitFor();
    await page.locator('.map-scale').waitFor();
    expect(await page.title()).toContain('Cairn');
    expect([...hosts]).toEqual([website.url]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W1 finds coordinates, plus codes, links and places, by keyboard alone', async () => {
    const { page, context, complaints } = await visitor();
    await open(page);
    const box = page.getByRole('combobox', { name: 'Search' });
    for (const [text, lat, lon] of [
      ['42° 30′ 27″ N 1° 31′ 18″ E', 42.5075, 1.5217],
      ['8FM3GG5C+XP', 42.51, 1.4717],
      ['https://www.openstreetmap.org/#map=12/43.7375/7.4289', 43.7375, 7.4289],
      ['Reykj', 64.1355, -21.8954],
    ] as const) {
      await box.focus();
      await box.fill(text);
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await viewOnce(page, ([, y = 0, x = 0]) => Math.abs(y - lat) < 0.2 && Math.abs(x - lon) < 0.2);
    }
    await box.fill('zzzzqq');
    await page.getByText('Nothing found for “zzzzqq”.').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await box.inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W1 W9 is moved and zoomed by keys, says where it is, and the address is a link to the view', async () => {
    const { page, context } = await visitor();
    await open(page, '#map=4/47/10');
    const canvas = page.getByRole('region', { name: /^Map\. Arrow keys/ });
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    const [, , east = 0] = await viewOnce(page, ([, , lon = 0]) => lon > 11);
    expect(east).toBeLessThan(30);
    await page.keyboard.press('+');
    await viewOnce(page, ([zoom = 0]) => zoom > 4.5);
    await expect
      .poll(() => page.locator('.map-pane [role=status]').allTextContents())
      .toEqual(expect.arrayContaining([expect.stringMatching(/^Zoom \d.*near \S/)]));
    const link = page.url();
    const other = await visitor({ reducedMotion: 'no-preference' });
    await other.page.goto(link);
    await drawn(other.page);
    await other.page.getByRole('button', { name: 'Zoom out' }).click();
    const [zoom = 0, , lon = 0] = await viewOnce(other.page, ([now = 9]) => now < 5);
    expect(Math.abs(lon - east)).toBeLessThan(3);
    expect(zoom).toBeGreaterThan(2.5);
    await other.context.close();
    await context.close();
  });

  test('W1 W8 changes its style, light, units and language, and keeps them', async () => {
    const { page, context, complaints } = await visitor();
    await open(page, '#map=4/47/10');
    await page.getByRole('button', { name: 'Map style and units' }).click();
    await page.getByRole('radio', { name: 'Nautical', exact: true }).check({ force: true });
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await page.getByRole('radio', { name: 'Nautical miles' }).check({ force: true });
    await page.keyboard.press('Escape');
    await page.getByRole('img', { name: /^Scale: .* NM$/ }).waitFor();
    await drawn(page);
    await page.reload();
    await drawn(page);
    await page.getByRole('img', { name: /^Scale: .* NM$/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['look'])).toBe('dark');
    expect(complaints).toEqual([]);
    await context.close();
    const german = await visitor({ locale: 'de-DE' });
    await open(german.page);
    await german.page.getByRole('combobox', { name: 'Suchen' }).fill('München');
    await german.page.getByRole('option', { name: /München/ }).waitFor();
    await german.context.close();
  });

  test('W9 says in a list what is on it, and goes there; axe finds nothing to mend, also in its dialogs', async () => {
    const { page, context } = await visitor();
    await open(page, '#map=5/47/10');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'What is on the map' }).click();
    const dialog = page.getByRole('dialog', { name: 'What is on the map' });
    await dialog.getByRole('heading', { name: 'Places' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^Munich/ }).click();
    await viewOnce(page, ([, lat = 0, lon = 0]) => Math.abs(lat - 48.14) < 0.1 && Math.abs(lon - 11.58) < 0.1);
    await page.getByRole('button', { name: 'Map style and units' }).click();
    await page.getByRole('dialog', { name: 'Map style and units' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });

  test('W9 a phone in the dark: everything is within the window and large enough', async () => {
    const { page, context } = await visitor({ viewport: { width: 360, height: 640 }, colorScheme: 'dark', hasTouch: true });
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').waitFor();
    // Covered by the screen: neither loaded nor drawn before it is seen.
    expect(await page.locator('.map-pane').count()).toBe(0);
    await page.getByRole('link', { name: 'Map' }).click();
    await drawn(page);
    expect(loaded.some((url) => url.includes('maplibre'))).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    for (const button of await page.locator('.map-pane button:visible').all()) {
      const box = await button.boundingBox();
      expect(box?.width).toBeGreaterThanOrEqual(24);
      expect(box?.height).toBeGreaterThanOrEqual(24);
    }
    await context.close();
  });

  test('W1 a place of the map has a menu: its coordinates can be copied', async () => {
    const { page, context } = await visitor({ permissions: ['clipboard-read', 'clipboard-write'] });
    await open(page, '#map=6/47/10');
    await page.mouse.click(500, 400, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy the coordinates' }).click();
    await page.getByText(/The coordinates were copied/).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^4\d\.\d{5}, \d+\.\d{5}$/);
    await context.close();
  });

  test('W1 shows where the visitor is, once asked and allowed, and says so when it is not', async () => {
    const { page, context } = await visitor({
      permissions: ['geolocation'],
      geolocation: { latitude: 42.5, longitude: 1.5, accuracy: 30 },
    });
    await open(page);
    await page.getByRole('button', { name: 'Show my position' }).click();
    await viewOnce(page, ([zoom = 0, lat = 0]) => zoom > 13 && Math.abs(lat - 42.5) < 0.05);
    await page.locator('.map-me').waitFor();
    await page.getByRole('button', { name: 'Stop showing my position' }).click();
    expect(await page.locator('.map-me').count()).toBe(0);
    await context.close();
    const shy = await visitor({ permissions: [] });
    await open(shy.page);
    await shy.page.getByRole('button', { name: 'Show my position' }).click();
    await shy.page.getByText(/may not use your position/).waitFor();
    await shy.context.close();
  });

  test('W9 without WebGL it says what to do, and the search works', async () => {
    const { page, context } = await visitor();
    await page.addInitScript(() => {
      Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: () => null });
    });
    await page.goto('/');
    await page.getByRole('heading', { name: 'The map cannot be drawn in this browser' }).waitFor();
    await page.getByRole('combobox', { name: 'Search' }).fill('Rome');
    await page.getByRole('option', { name: /^Rome/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });

  test.skipIf(!hasTiles)('W1 draws the tiles that are configured above the world, in every style, and names whose they are', async () => {
    const { page, context, complaints } = await visitor();
    const asked: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/v1/tiles/')) asked.push(`${response.status()} ${new URL(response.url()).pathname}`);
    });
    await open(page, '#map=13/42.5075/1.5218');
    await page.getByText('© OpenStreetMap contributors').waitFor();
    expect(asked.some((line) => /^200 .*\/andorra-\w+\/13\//.test(line))).toBe(true);
    expect(asked.filter((line) => !/^20[04] /.test(line))).toEqual([]);
    for (const [kind, look, name] of process.env['CAIRN_TEST_LONG'] === undefined ? someLooks : everyLook) {
      await page.evaluate((kept) => localStorage.setItem('cairn.settings', kept), JSON.stringify({ mapKind: kind, look }));
      await page.goto(`/?${kind}${look}${name}#map=14/${places[name]}`);
      await drawn(page);
      // A drawn map has many colours: an empty one compresses to next to nothing.
      expect((await page.locator('.map-canvas').screenshot()).length, `${kind} ${look} ${name}`).toBeGreaterThan(60_000);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W1 a tile server that does not answer is named, and the built-in world takes its place', async () => {
    const other = await openWebsite({ CAIRN_TILES: 'http://127.0.0.1:9/{z}/{x}/{y}.pbf#name=Elsewhere' });
    try {
      const { page } = await other.visitor({ withMap: true });
      await open(page, '#map=8/47/10');
      await page.getByText('Elsewhere does not answer. You see the built-in world map until it does.').waitFor({ timeout: 40_000 });
      await drawn(page);
      expect((await page.locator('.map-canvas').screenshot()).length).toBeGreaterThan(20_000);
    } finally {
      await other.close();
    }
  });

  test('W1 S10 once loaded, it works without a network', async () => {
    const { page, context } = await visitor();
    await open(page, '#map=4/47/10');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await viewOnce(page, ([zoom = 0]) => zoom > 4.5);
    await page.getByRole('combobox', { name: 'Search' }).fill('Lisbon');
    await page.getByRole('option', { name: /^Lisbon/ }).click();
    await viewOnce(page, ([, lat = 0]) => Math.abs(lat - 38.72) < 0.2);
    await drawn(page);
    await context.close();
  });
});
