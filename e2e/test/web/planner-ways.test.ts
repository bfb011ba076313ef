import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { put } from '../../src/web/files.ts';
import { goWithin, keepLibrary, signUp } from '../../src/web/person.ts';
import {
  contentOf,
  details,
  drawn,
  endOfPlan,
  finger,
  hasPlanner,
  menu,
  onRoads,
  openPlanner,
  openPlannerWebsite,
  planner,
  pointCount,
  poll,
  press,
  rows,
} from '../../src/web/planner.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasPlanner) website = await openPlannerWebsite();
});
afterAll(async () => {
  if (hasPlanner) await website.close();
});

describe.skipIf(!hasPlanner)('W4 the planner, with and without a server', { timeout: 180_000 }, () => {
  test('W4 without an account: straight lines with a word why, files of every kind, a code that another browser opens', async () => {
    const { page, context, complaints } = await planner(website);
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
    const phone = await planner(website, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
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
    const { page, context } = await planner(website);
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
    const { page, context, complaints } = await planner(website);
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
});
