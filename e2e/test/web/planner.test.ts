import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@cairn/protocol';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, favourites, put, track } from '../../src/web/files.ts';
import { goWithin, keepLibrary, signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Visitor, Website } from '../../src/web/website.ts';

const shared = join(import.meta.dirname, '../../../../shared/data');
const extract = join(shared, 'osm/andorra.osm.pbf');
const hasRoads = existsSync(extract);
const capital = '#map=14/42.5075/1.5218';

let website: Website;
beforeAll(async () => {
  if (!hasBrowser || !hasRoads) return;
  website = await openWebsite({ CAIRN_ROADS: extract, CAIRN_TERRAIN: join(shared, 'osm') });
});
afterAll(async () => {
  if (hasBrowser && hasRoads) await website.close();
});

const visitor = async (options: BrowserContextOptions = {}): Promise<Visitor> =>
  website.visitor({ viewport: { width: 1280, height: 800 }, ...options, withMap: true });

/** Looks until it is so: a small machine with much to do takes its time. */
const poll = (look: () => unknown) => expect.poll(look, { timeout: 30_000 });

async function drawn(page: Page): Promise<void> {
  await page.locator('.map-canvas[data-drawn]').waitFor({ timeout: 60_000 });
}
async function openPlanner(page: Page): Promise<void> {
  await page.goto(`/planner${capital}`);
  await drawn(page);
}
/** A place of the map by parts of its width and height. */
async function spot(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}
async function press(page: Page, x: number, y: number): Promise<void> {
  const at = await spot(page, x, y);
  await page.mouse.click(at.x, at.y);
}
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const [a, b] = [await spot(page, ...from), await spot(page, ...to)];
  await drawn(page);
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(a.x + ((b.x - a.x) * step) / 5, a.y + ((b.y - a.y) * step) / 5);
  await page.mouse.up();
}
const rows = (page: Page) => page.getByRole('grid', { name: /points?$/ }).getByRole('row');
const pointCount = async (page: Page, count: number): Promise<void> => {
  await poll(() => rows(page).count()).toBe(count);
};
/** What the rows say of legs on roads: kind and length. */
const details = (page: Page): Promise<string[]> => rows(page).locator('.row-detail').allTextContents();
async function onRoads(page: Page): Promise<void> {
  await page.locator('.plan-credit').waitFor();
  await poll(() => page.locator('.plan-troubled').count()).toBe(0);
  await poll(async () => (await details(page)).join(' ')).not.toContain('looking for the way');
}
async function menu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More for this plan' }).click();
  await page.getByRole('menuitem', { name }).click();
}
/** Where the last point is drawn: the map fits the whole plan, so it is at a corner of it. */
async function endOfPlan(page: Page): Promise<readonly [number, number]> {
  const [, lat = 0, lon = 0] = (/#map=(.*)/.exec(page.url())?.[1] ?? '').split('/').map(Number);
  const zoom = Number(/#map=([\d.]+)/.exec(page.url())?.[1]);
  const [y = 0, x = 0] = ((await details(page)).at(-1) ?? '').split(', ').map(Number);
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  const mercator = (degrees: number): number => Math.atanh(Math.sin((degrees * Math.PI) / 180)) / (2 * Math.PI);
  const world = 512 * 2 ** zoom;
  return [0.5 + (((x - lon) / 360) * world) / box.width, 0.5 - ((mercator(y) - mercator(lat)) * world) / box.height];
}
/** How many points the lines that follow the pointer have. */
const sketched = (page: Page): Promise<number[]> =>
  page.locator('.map-sketch-line').evaluateAll((lines) => lines.map((line) => (line.getAttribute('d') ?? '').split('L').length));
/** One finger, from a place of the map to another. */
async function finger(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const [a, b] = [await spot(page, ...from), await spot(page, ...to)];
  const session = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { x: number; y: number }[]): Promise<unknown> =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] });
  await touch('touchStart', [a]);
  for (let step = 1; step <= 6; step++)
    await touch('touchMove', [{ x: a.x + ((b.x - a.x) * step) / 6, y: a.y + ((b.y - a.y) * step) / 6 }]);
  await touch('touchEnd', []);
}
/** The newest content of a track in the cloud; '' while there is none. */
async function contentOf(client: Client, name: string): Promise<string> {
  return (await contentNow(client, 'GPX', name))?.toString() ?? '';
}

describe.skipIf(!hasBrowser || !hasRoads)('W4 the planner', { timeout: 180_000 }, () => {
  test('W4 a trip along roads: pressed, dragged, undone, kept over a reload, saved, and opened again with points and profiles', async () => {
    const { page, context, complaints } = await visitor();
    await signUp(page, website, 'trip@example.org');
    const { client } = await signInDevice(website.url, website.data, 'trip@example.org', 'Pixel 9');
    await openPlanner(page);
    await page.getByText('Press the map where the trip begins').waitFor();
    await press(page, 0.3, 0.6);
    await press(page, 0.5, 0.5);
    await pointCount(page, 2);
    await onRoads(page);
    const [first = ''] = await details(page);
    expect(first).toMatch(/^Car · [\d.,]+ k?m$/);
    await page.getByRole('slider', { name: 'Elevation and speed along the way' }).waitFor();
    // The last point to another place; then a place of the line, which becomes a point.
    // Its way along roads is there before it is let go.
    const [held, goal] = [await spot(page, 0.5, 0.5), await spot(page, 0.6, 0.45)];
    await drawn(page);
    await page.mouse.move(held.x, held.y);
    await page.mouse.down();
    await page.mouse.move(held.x + 20, held.y, { steps: 3 });
    await page.mouse.move(goal.x, goal.y, { steps: 3 });
    await poll(async () => Math.max(0, ...(await sketched(page)))).toBeGreaterThan(10);
    expect((await details(page))[0]).toBe(first);
    await page.mouse.up();
    await poll(async () => (await details(page))[0]).not.toBe(first);
    await onRoads(page);
    await poll(() => sketched(page)).toEqual([]);
    await drag(page, [0.3, 0.6], [0.32, 0.55]);
    await onRoads(page);
    await press(page, 0.7, 0.3);
    await pointCount(page, 3);
    await page.keyboard.press('Control+z');
    await pointCount(page, 2);
    await page.keyboard.press('Control+Shift+z');
    await pointCount(page, 3);
    await onRoads(page);
    const before = await details(page);
    await page.waitForTimeout(800);
    await page.reload();
    await pointCount(page, 3);
    expect(await details(page)).toEqual(before);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await pointCount(page, 2);
    await page.getByRole('button', { name: 'Do again' }).click();
    await pointCount(page, 3);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Valira round');
    await page.getByRole('dialog').getByRole('button', { name: /Width/ }).click();
    await page.getByRole('option', { name: 'Bold' }).click();
    await page.getByRole('dialog').getByRole('switch', { name: 'Arrows for the direction' }).press('Space');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved as Valira round.gpx').waitFor();
    await poll(async () => contentOf(client, 'Valira round.gpx')).toContain('<osmand:profile>car</osmand:profile>');
    const saved = await contentOf(client, 'Valira round.gpx');
    expect(saved.match(/<rtept /g)).toHaveLength(3);
    expect(saved.match(/<osmand:trkpt_idx>/g)).toHaveLength(3);
    expect(saved).toContain('<segment id="-1"');
    expect(saved).toMatch(/<ele>\d+/);
    // Its look is in the file, and in its companion, where OsmAnd reads it.
    expect(saved).toContain('<osmand:width>bold</osmand:width>');
    expect(saved).toContain('<osmand:show_arrows>true</osmand:show_arrows>');
    await poll(async () => contentOf(client, 'Valira round.gpx.info')).toContain('"width":"bold"');
    // Another browser opens it by the page of the track.
    const other = await visitor();
    await other.context.addCookies(await context.cookies());
    await other.page.goto('/tracks');
    await other.page.getByRole('row', { name: 'Valira round' }).click();
    await other.page.getByRole('button', { name: /^Actions for/ }).click();
    await other.page.getByRole('menuitem', { name: 'Plan with this track' }).click();
    await pointCount(other.page, 3);
    expect(await details(other.page)).toEqual(before);
    await other.page.getByRole('button', { name: 'Saved' }).waitFor();
    await menu(other.page, 'Reverse');
    await onRoads(other.page);
    await other.page.getByRole('button', { name: 'Save', exact: true }).click();
    await other.page.getByText('Saved as Valira round.gpx').waitFor();
    await poll(async () => contentOf(client, 'Valira round.gpx')).not.toBe(saved);
    // The first one knows an older file: nothing is overwritten.
    await page.bringToFront();
    await menu(page, 'There and back the same way');
    await pointCount(page, 5);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Nothing was overwritten').first().waitFor();
    await page.getByRole('dialog', { name: 'Save the plan' }).waitFor();
    expect([...complaints, ...other.complaints]).toEqual([]);
    await other.context.close();
    await context.close();
  });

  test('W4 W9 everything by keyboard: points by position and name, ways, gaps, cuts, a pin that arrow keys move', async () => {
    const { page, context, complaints } = await visitor();
    await signUp(page, website, 'keys@example.org');
    const { client } = await signInDevice(website.url, website.data, 'keys@example.org', 'Pixel 9');
    await put(client, 'FAVOURITES', 'favorites-Huts.gpx', favourites(['Albert-Heim hut']));
    await openPlanner(page);
    const add = async (text: string): Promise<void> => {
      await page.getByRole('button', { name: 'Add a point' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByLabel('Where to').fill(text);
      if (/^[A-Z]/.test(text)) await page.getByRole('dialog').getByRole('button', { name: text }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await add('42.5063 1.5218');
    await add('42.5100 1.5380');
    await add('42.5450 1.5150');
    await pointCount(page, 3);
    await onRoads(page);
    await rows(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Point 2' });
    await dialog.getByRole('button', { name: /Way from here to point 3/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'On foot' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    // The focus is back where the list was opened.
    await poll(() => page.evaluate(() => document.activeElement?.className)).toContain('choice-button');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(() => details(page))
      .toEqual([expect.stringMatching(/^Car/), expect.stringMatching(/^On foot · /), expect.stringContaining('42.54')]);
    await page.getByText(/^On foot: .* km/).waitFor();
    await rows(page).nth(1).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Split here' }).click();
    await poll(async () => (await details(page))[1]).toBe('Gap: not joined');
    await page.keyboard.press('Control+z');
    await poll(async () => (await details(page))[1]).toMatch(/^On foot/);
    await rows(page).nth(1).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Cut off what follows' }).click();
    await pointCount(page, 2);
    await rows(page).nth(1).focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Move with the arrow keys' }).click();
    const where = await details(page);
    await poll(() => page.evaluate(() => document.activeElement?.className)).toContain('map-placing');
    for (let times = 0; times < 5; times++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await poll(() => details(page)).not.toEqual(where);
    await add('Albert-Heim hut');
    await pointCount(page, 3);
    await rows(page).nth(2).getByText('Albert-Heim hut').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W4 favourites are gone to exactly, tracks are joined and attached to roads, places are marked', async () => {
    const { page, context, complaints } = await visitor();
    await signUp(page, website, 'snap@example.org');
    const { client } = await signInDevice(website.url, website.data, 'snap@example.org', 'Pixel 9');
    const hut = favourites(['Old town']).replace('lat="46.6" lon="8.3"', 'lat="42.5075" lon="1.5218"');
    await put(client, 'FAVOURITES', 'favorites-Towns.gpx', hut);
    const drawnTrack = [1.5218, 1.5245, 1.527, 1.53, 1.534].map((lon, at) => `<trkpt lat="${42.5071 + at * 0.0004}" lon="${lon}"/>`);
    await put(client, 'GPX', 'Sketch.gpx', track('Sketch').replace(/<trkpt.*<\/trkpt>/, drawnTrack.join('')));
    await openPlanner(page);
    await poll(() => page.locator('.map-canvas[data-drawn]').count()).toBe(1);
    // Tracks of one's own are seen, and can be pointed at.
    const sketch = await spot(page, 0.5, 0.5);
    await poll(async () => {
      await page.mouse.move(sketch.x + 120, sketch.y - 60);
      await page.mouse.move(sketch.x + 121, sketch.y - 12.6);
      await page.waitForTimeout(300);
      return page.locator('.map-canvas canvas').evaluate((canvas) => getComputedStyle(canvas).cursor);
    }).toBe('pointer');
    await press(page, 0.503, 0.503);
    await pointCount(page, 1);
    await rows(page).first().getByText('Old town').waitFor();
    await menu(page, 'New plan');
    await pointCount(page, 0);
    await menu(page, 'Join a track behind');
    await page.getByRole('dialog').getByRole('button', { name: 'Sketch' }).click();
    await page.getByText('“Sketch” was joined behind the plan').waitFor();
    await poll(() => rows(page).count()).toBeGreaterThan(1);
    expect((await details(page))[0]).toMatch(/^Straight line/);
    await menu(page, 'Attach to roads');
    await page.getByText(/Parts attached to roads: [1-9]/).waitFor();
    await poll(async () => (await details(page))[0]).toMatch(/^Car/);
    await page.keyboard.press('Control+z');
    await poll(async () => (await details(page))[0]).toMatch(/^Straight line/);
    // Roads stay out of an area; without it they go where they went.
    await menu(page, 'New plan');
    await press(page, 0.35, 0.58);
    await press(page, 0.6, 0.45);
    await onRoads(page);
    const [direct = ''] = await details(page);
    const middle = await spot(page, 0.5, 0.52);
    await page.mouse.click(middle.x, middle.y, { button: 'right' });
    const told = page.waitForRequest(
      (request) => request.url().endsWith('/api/v1/routes') && (request.postDataJSON() as { avoid: unknown[] }).avoid.length === 1,
    );
    await page.getByRole('menuitem', { name: 'Avoid what is here' }).click();
    await told;
    await page.getByText('Area 1').waitFor();
    await poll(async () => (await details(page))[0]).not.toBe(direct);
    await onRoads(page);
    // Other ways stay out of it as well: here there is none.
    const compare = async (): Promise<void> => {
      await rows(page).first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Other ways' }).click();
    };
    const compared = page.waitForRequest((request) => {
      if (!request.url().endsWith('/api/v1/routes')) return false;
      const { avoid, alternatives } = request.postDataJSON() as { avoid: unknown[]; alternatives?: number };
      return avoid.length === 1 && alternatives === 3;
    });
    await compare();
    await compared;
    await page.getByText('The engine knows no other way.').waitFor();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.keyboard.press('Control+z');
    await poll(async () => (await details(page))[0]).toBe(direct);
    // Where there are some, they are drawn, and one is taken.
    await menu(page, 'New plan');
    await pointCount(page, 0);
    await press(page, 0.2, 0.7);
    await press(page, 0.8, 0.35);
    await pointCount(page, 2);
    await onRoads(page);
    const [best = ''] = await details(page);
    await compare();
    const ways = page.getByRole('list', { name: 'Other ways' }).getByRole('button');
    await poll(() => ways.count()).toBe(2);
    await poll(async () => (await sketched(page)).length).toBe(2);
    await ways.nth(1).focus();
    await page.keyboard.press('Enter');
    await poll(async () => (await details(page))[0]).not.toBe(best);
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await poll(() => sketched(page)).toEqual([]);
    await page.keyboard.press('Control+z');
    await poll(async () => (await details(page))[0]).toBe(best);
    await page.getByRole('button', { name: 'Mark a place' }).click();
    await press(page, 0.4, 0.3);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Spring');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Spring').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W4 without an account: straight lines with a word why, files of every kind, a code that another browser opens', async () => {
    const { page, context, complaints } = await visitor();
    await openPlanner(page);
    await page.getByText('Sign in to follow roads.').waitFor();
    await press(page, 0.3, 0.4);
    await press(page, 0.6, 0.7);
    await pointCount(page, 2);
    expect((await details(page))[0]).toMatch(/^Straight line · /);
    for (const [kind, begin] of [
      ['GPX', '<?xml'],
      ['KML', '<?xml'],
      ['FIT', '\u000e '],
    ] as const) {
      const download = page.waitForEvent('download');
      await menu(page, `Download as ${kind}`);
      const file = await download;
      expect(file.suggestedFilename()).toBe(`New plan.${kind.toLowerCase()}`);
      expect((await readFile(await file.path())).toString('latin1').startsWith(begin)).toBe(true);
    }
    await menu(page, 'Hand over to a phone');
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/planner#plan=/);
    const phone = await visitor({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.page.goto(link);
    await pointCount(phone.page, 2);
    expect((await details(phone.page))[0]).toMatch(/^Straight line · /);
    // A finger drags the end to another place, and the map stays where it is.
    await drawn(phone.page);
    await phone.page.getByRole('button', { name: 'Zoom out' }).click();
    await poll(() => phone.page.url()).toContain('#map=');
    await phone.page.waitForTimeout(1500);
    const [view, length] = [phone.page.url(), (await details(phone.page))[0]];
    await finger(phone.page, await endOfPlan(phone.page), [0.3, 0.75]);
    await poll(async () => (await details(phone.page))[0]).not.toBe(length);
    await pointCount(phone.page, 2);
    expect(phone.page.url()).toBe(view);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Sign in to save the plan in your cloud.').waitFor();
    // What was planned before signing in comes along.
    await signUp(page, website, 'later@example.org');
    await page.goto('/planner');
    await pointCount(page, 2);
    await page.getByRole('button', { name: /Way to the next point/ }).click();
    await page.getByRole('option', { name: 'Gap: not joined' }).click();
    await drawn(page);
    await press(page, 0.5, 0.8);
    await press(page, 0.6, 0.8);
    await pointCount(page, 4);
    expect((await details(page)).map((text) => text.split(' · ')[0])).toEqual([
      'Straight line',
      'Gap: not joined',
      'Straight line',
      expect.any(String),
    ]);
    expect([...complaints, ...phone.complaints]).toEqual([]);
    await phone.context.close();
    await context.close();
  });

  test('W4 the server goes away: the plan goes on in straight lines, says so, and finds its roads when it is back', async () => {
    const { page, context } = await visitor();
    await signUp(page, website, 'tunnel@example.org');
    const { client } = await signInDevice(website.url, website.data, 'tunnel@example.org', 'Pixel 9');
    await keepLibrary(page);
    await openPlanner(page);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await press(page, 0.3, 0.6);
    await press(page, 0.5, 0.5);
    await onRoads(page);
    await context.setOffline(true);
    await press(page, 0.7, 0.4);
    await page.getByText(/1 part is a straight line for now: the server cannot be reached/).waitFor();
    const before = await details(page);
    expect(before[0]).toMatch(/^Car · /);
    // The page itself comes back without a network, with the plan as it was.
    await page.waitForTimeout(800);
    await page.reload();
    await pointCount(page, 3);
    expect((await details(page))[0]).toBe(before[0]);
    // Where the browser keeps a library, it is saved without a network as well, and goes up when there is one.
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Through the tunnel');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved as Through the tunnel.gpx').waitFor();
    expect(await contentOf(client, 'Through the tunnel.gpx')).toBe('');
    await context.setOffline(false);
    await poll(async () => (await contentOf(client, 'Through the tunnel.gpx')).match(/<rtept /g)).toHaveLength(3);
    await poll(() => page.locator('.plan-troubled').count()).toBe(0);
    await onRoads(page);
    await context.close();
  });

  test('W4 only what changed is asked for, however long the plan', async () => {
    const { page, context, complaints } = await visitor();
    await signUp(page, website, 'long@example.org');
    const { client } = await signInDevice(website.url, website.data, 'long@example.org', 'Pixel 9');
    const points = Array.from({ length: 2000 }, (_, at) => {
      const turn = at / 60;
      return `<rtept lat="${42.5075 + Math.sin(turn) * (0.01 + at / 1e5)}" lon="${1.5218 + Math.cos(turn) * (0.01 + at / 1e5)}"/>`;
    });
    await put(
      client,
      'GPX',
      'Long.gpx',
      `<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><rte>${points.join('')}</rte></gpx>`,
    );
    const asked: number[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/v1/routes')) asked.push((request.postDataJSON() as { legs: unknown[] }).legs.length);
    });
    await openPlanner(page);
    await goWithin(page, '/planner?open=Long.gpx');
    await page.getByRole('heading', { name: '2,000 points' }).waitFor({ timeout: 30_000 });
    await drawn(page);
    expect(asked).toEqual([]);
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Way from here to point 2/ })
      .click();
    await page.getByRole('option', { name: 'Bicycle' }).click();
    await poll(() => asked).toEqual([1]);
    await page.getByRole('option').first().waitFor({ state: 'detached' });
    // The focus is back where the list was opened.
    await poll(() => page.evaluate(() => document.activeElement?.className)).toContain('choice-button');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await menu(page, 'Reverse');
    await poll(() => asked).toEqual([1, 1]);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await poll(async () => (await details(page))[0]).toMatch(/^Straight line/);
    expect(asked).toEqual([1, 1]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W9 nothing that axe finds, wide and on a phone, light and dark, with its dialogs', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }] as const) {
      const { page, context, complaints } = await visitor(options);
      await signUp(page, website, `axe-${options.colorScheme}@example.org`);
      await openPlanner(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      await press(page, 0.3, 0.6);
      await press(page, 0.6, 0.4);
      await onRoads(page);
      await page.getByRole('slider', { name: 'Elevation and speed along the way' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await rows(page).first().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      for (const name of ['Hand over to a phone', 'Print', 'Join a track behind', 'Save as another file']) {
        await menu(page, name);
        await page.getByRole('dialog').waitFor();
        expect([name, await accessibilityFaults(page)]).toEqual([name, []]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      expect(complaints).toEqual([]);
      await context.close();
    }
  });
});
