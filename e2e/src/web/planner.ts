import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@cairn/protocol';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { hasBrowser } from './browser.ts';
import { contentNow } from './files.ts';
import { openWebsite } from './website.ts';
import type { Visitor, Website } from './website.ts';

const roads = join(import.meta.dirname, '../../../../shared/data/osm');
const extract = join(roads, 'andorra.osm.pbf');
const capital = '#map=14/42.5075/1.5218';

/** A browser, and roads to plan on. */
export const hasPlanner = hasBrowser && existsSync(extract);

/** A website that knows the roads and the heights of Andorra. */
export async function openPlannerWebsite(): Promise<Website> {
  return openWebsite({ CAIRN_ROADS: extract, CAIRN_TERRAIN: roads });
}
export async function planner(website: Website, options: BrowserContextOptions = {}): Promise<Visitor> {
  return website.visitor({ viewport: { width: 1280, height: 800 }, ...options, withMap: true });
}

/** Looks until it is so: a small machine with much to do takes its time. */
export const poll = (look: () => unknown): ReturnType<typeof expect.poll> => expect.poll(look, { timeout: 30_000 });

export async function drawn(page: Page): Promise<void> {
  await page.locator('.map-canvas[data-drawn]').waitFor({ timeout: 60_000 });
}
export async function openPlanner(page: Page): Promise<void> {
  await page.goto(`/planner${capital}`);
  await drawn(page);
}
/** A place of the map by parts of its width and height. */
export async function spot(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}
export async function press(page: Page, x: number, y: number): Promise<void> {
  const at = await spot(page, x, y);
  await page.mouse.click(at.x, at.y);
}
export async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const [a, b] = [await spot(page, ...from), await spot(page, ...to)];
  await drawn(page);
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(a.x + ((b.x - a.x) * step) / 5, a.y + ((b.y - a.y) * step) / 5);
  await page.mouse.up();
}
export const rows = (page: Page) => page.getByRole('grid', { name: /points?$/ }).getByRole('row');
export const pointCount = async (page: Page, count: number): Promise<void> => {
  await poll(() => rows(page).count()).toBe(count);
};
/** What the rows say of legs on roads: kind and length. */
export const details = (page: Page): Promise<string[]> => rows(page).locator('.row-detail').allTextContents();
export async function onRoads(page: Page): Promise<void> {
  await page.locator('.plan-credit').waitFor();
  await poll(() => page.locator('.plan-troubled').count()).toBe(0);
  await poll(async () => (await details(page)).join(' ')).not.toContain('looking for the way');
}
export async function menu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More for this plan' }).click();
  await page.getByRole('menuitem', { name }).click();
}
/** Where the last point is drawn: the map fits the whole plan, so it is at a corner of it. */
export async function endOfPlan(page: Page): Promise<readonly [number, number]> {
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
export const sketched = (page: Page): Promise<number[]> =>
  page.locator('.map-sketch-line').evaluateAll((lines) => lines.map((line) => (line.getAttribute('d') ?? '').split('L').length));
/** One finger, from a place of the map to another. */
export async function finger(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
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
export async function contentOf(client: Client, name: string): Promise<string> {
  return (await contentNow(client, 'GPX', name))?.toString() ?? '';
}
