import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { favourites, put } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
let geocoder: Server;
/** What the geocoder was asked for, and whether it answers. */
const asked: string[] = [];
let isUp = true;

/** One place, as Photon tells it (https://github.com/komoot/photon/blob/master/docs/api-v1.md). */
const answer = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [8.4149, 46.5726] },
      properties: { osm_key: 'natural', osm_value: 'saddle', name: 'Furka Pass', state: 'Valais', country: 'Switzerland' },
    },
  ],
};

beforeAll(async () => {
  if (!hasBrowser) return;
  geocoder = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://stand.in').searchParams.get('q') ?? '');
    response.writeHead(isUp ? 200 : 503, { 'content-type': 'application/json' }).end(isUp ? JSON.stringify(answer) : 'out');
  });
  await new Promise<void>((done) => geocoder.listen(0, '127.0.0.1', done));
  const { port } = geocoder.address() as AddressInfo;
  website = await openWebsite({ CAIRN_GEOCODER: `photon:http://127.0.0.1:${port}#key=geo-secret` });
});
afterAll(async () => {
  if (!hasBrowser) return;
  await website.close();
  geocoder.closeAllConnections();
  await new Promise((done) => geocoder.close(done));
});

describe.skipIf(!hasBrowser)('W1 W4 the search with a geocoder', { timeout: 240_000 }, () => {
  test('W1 own things come first, then what the geocoder knows, with whose it is; by keyboard, on the map and in the planner', async () => {
    const { page, context, complaints } = await website.visitor({
      viewport: { width: 1280, height: 800 },
      withMap: true,
    });
    page.setDefaultTimeout(60_000);
    const box = page.getByRole('combobox', { name: 'Search' });
    const options = page.getByRole('listbox', { name: 'Search' }).getByRole('option');
    const texts = async (): Promise<string[]> => options.allTextContents();
    // Nobody is signed in: nothing goes to the operator's geocoder.
    await page.goto('/#map=6/46.5/8.4');
    await box.fill('Furka');
    await page.waitForTimeout(1000);
    expect(asked).toEqual([]);
    await signUp(page, website, 'finder@example.org');
    const { client } = await signInDevice(website.url, website.data, 'finder@example.org', 'Pixel 9');
    await put(client, 'FAVOURITES', 'favorites-Huts.gpx', favourites(['Furka hut']));
    await page.goto('/#map=6/46.5/8.4');
    await box.fill('Furka');
    await expect.poll(texts, { timeout: 30_000 }).toEqual([expect.stringContaining('Furka hut'), 'Furka PassValais, Switzerland']);
    await page.getByText('© OpenStreetMap contributors').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await box.press('ArrowDown');
    await box.press('Enter');
    await expect.poll(() => page.url(), { timeout: 30_000 }).toMatch(/#map=15\/46\.57\d*\/8\.41/);
    expect(await box.inputValue()).toBe('Furka Pass');
    // In the planner: the place has its name.
    await page.goto('/planner#map=9/46.5/8.4');
    await page.getByRole('button', { name: 'Add a point' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Where to').fill('furka p');
    const found = dialog.getByRole('button', { name: /Furka Pass.*Valais, Switzerland/ });
    await found.waitFor();
    await dialog.getByText('© OpenStreetMap contributors').waitFor();
    await found.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: '1 point' }).getByText('Furka Pass').waitFor();
    // Typing is no question, and the key never comes to the browser.
    expect(asked.every((text) => ['Furka', 'furka p'].includes(text))).toBe(true);
    expect(await page.content()).not.toContain('geo-secret');
    // Without the geocoder the search goes on with what is known here.
    isUp = false;
    await page.goto('/#map=6/46.5/8.4');
    // Typed before the favourites are there: they are found when they come.
    await box.fill('Furka hu');
    await expect.poll(texts, { timeout: 60_000 }).toEqual([expect.stringContaining('Furka hut')]);
    await expect.poll(() => asked.includes('Furka hu'), { timeout: 30_000 }).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
