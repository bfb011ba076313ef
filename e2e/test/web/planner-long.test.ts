import { addPoint, emptyPlan, writePlan } from '@cairn/geo';
import type { Leg, Plan, Way } from '@cairn/geo';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { put } from '../../src/web/files.ts';
import { goWithin, signUp } from '../../src/web/person.ts';
import { drawn } from '../../src/web/planner.ts';
import { tasksWhile } from '../../src/web/tasks.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

/** What a step may take of the page in one piece, milliseconds of processor time: as for all long lists and tracks. */
const most = 100;
/** Points of the plan, and points of the road between two of them. */
const [points, between] = [2000, 30];

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** Along roads up and down a valley, each leg with its ground; the last point lies apart, where it can be taken hold of. */
function longPlan(): Plan {
  const places = Array.from({ length: points }, (_, at) => ({
    lat: 42.5 + Math.sin(at / 60) * 0.02,
    lon: 1.45 + at * 4e-5 + (at === points - 1 ? 0.01 : 0),
  }));
  const plan = places.reduce((trip, place) => addPoint(trip, place, { kind: 'road', profile: 'car' }), emptyPlan);
  const legs = plan.legs.map((leg, at): Leg => {
    const [from, to] = [places[at] ?? { lat: 0, lon: 0 }, places[at + 1] ?? { lat: 0, lon: 0 }];
    const line = Float64Array.from({ length: between * 3 }, (_, slot) => {
      const part = Math.floor(slot / 3) / (between - 1);
      if (slot % 3 === 2) return 1000 + Math.round(Math.sin((at + part) / 20) * 200);
      return slot % 3 === 0 ? from.lon + (to.lon - from.lon) * part : from.lat + (to.lat - from.lat) * part;
    });
    const way: Way = { line, seconds: 10, spans: [{ from: 0, to: between - 1, surface: 'asphalt', road: 'street', name: 'Valley road' }] };
    return leg.kind === 'road' ? { ...leg, way } : leg;
  });
  return { ...plan, legs };
}

/** Where a place is in the window, by the view that the address tells. */
async function spotOf(page: Page, place: { readonly lat: number; readonly lon: number }): Promise<{ x: number; y: number }> {
  const [zoom = 0, lat = 0, lon = 0] = (/#map=(.*)/.exec(page.url())?.[1] ?? '').split('/').map(Number);
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  const mercator = (degrees: number): number => Math.atanh(Math.sin((degrees * Math.PI) / 180)) / (2 * Math.PI);
  const world = 512 * 2 ** zoom;
  const x = box.x + box.width / 2 + ((place.lon - lon) / 360) * world;
  return { x, y: box.y + box.height / 2 - (mercator(place.lat) - mercator(lat)) * world };
}

describe.skipIf(!hasBrowser)('W4 a plan of 2,000 points on roads', { timeout: 600_000 }, () => {
  test('W4 opening, dragging, undoing and inserting never hold up the page', async () => {
    const { page, context, complaints } = await website.visitor({
      viewport: { width: 1280, height: 800 },
      withMap: true,
    });
    page.setDefaultTimeout(120_000);
    const plan = longPlan();
    await signUp(page, website, 'long@example.org');
    const { client } = await signInDevice(website.url, website.data, 'long@example.org', 'Pixel 9');
    await put(client, 'GPX', 'Valley.gpx', writePlan(plan, { name: 'Valley' }));
    await page.goto('/planner#map=11/42.5/1.5');
    await drawn(page);
    const longest: Record<string, number> = {};
    const step = async (name: string, act: () => Promise<void>): Promise<void> => {
      const [first = 0] = await tasksWhile(website.browser, page, async () => {
        await act();
        await page.waitForTimeout(3000);
      });
      longest[name] = Math.round(first);
    };
    const length = (): Promise<string> => page.locator('.figures .figure dd').first().innerText();
    await step('open', async () => {
      await goWithin(page, '/planner?open=Valley.gpx');
      await page.getByRole('heading', { name: '2,000 points' }).waitFor();
      await page.getByRole('slider', { name: /Elevation/ }).waitFor();
    });
    await drawn(page);
    const before = await length();
    const end = plan.points.at(-1) ?? { lat: 0, lon: 0 };
    const from = await spotOf(page, end);
    await step('drag', async () => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (let at = 1; at <= 20; at += 1) await page.mouse.move(from.x - at * 3, from.y - at * 8);
      await page.mouse.up();
    });
    await expect.poll(length, { timeout: 30_000 }).not.toBe(before);
    await step('undo', () => page.keyboard.press('Control+z'));
    await expect.poll(length, { timeout: 30_000 }).toBe(before);
    await step('insert', () => page.mouse.click(from.x, from.y + 200));
    await page.getByRole('heading', { name: '2,001 points' }).waitFor();
    await step('remove', () => page.keyboard.press('Control+z'));
    await page.getByRole('heading', { name: '2,000 points' }).waitFor();
    expect(complaints).toEqual([]);
    // A file of some megabytes comes once, from the worker that read it.
    const { open = 0, ...changes } = longest;
    expect(open).toBeLessThan(2 * most);
    expect(Object.entries(changes).filter(([, ms]) => ms >= most)).toEqual([]);
    await context.close();
  });
});
