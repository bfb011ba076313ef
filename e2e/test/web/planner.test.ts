import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { favourites, put, track } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import {
  contentOf,
  details,
  drag,
  drawn,
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
  sketched,
  spot,
} from '../../src/web/planner.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasPlanner) website = await openPlannerWebsite();
});
afterAll(async () => {
  if (hasPlanner) await website.close();
});

describe.skipIf(!hasPlanner)('W4 the planner', { timeout: 180_000 }, () => {
  test('W4 a trip along roads: pressed, dragged, undone, kept over a reload, saved, and opened again with points and profiles', async () => {
    const { page, context, complaints } = await planner(website);
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
    // However soon it is left: what was done last is kept.
    await page.keyboard.press('Control+z');
    await pointCount(page, 2);
    await page.keyboard.press('Control+Shift+z');
    await pointCount(page, 3);
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
    const other = await planner(website);
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
    const { page, context, complaints } = await planner(website);
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
    const { page, context, complaints } = await planner(website);
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

  test('W9 nothing that axe finds, wide and on a phone, light and dark, with its dialogs', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }] as const) {
      const { page, context, complaints } = await planner(website, options);
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
