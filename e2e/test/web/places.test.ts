import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, put } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Visitor, Website } from '../../src/web/website.ts';

const data = resolve(import.meta.dirname, '../../../../shared/data');
const hasData = existsSync(data);
if (!hasData && process.env['CI'] === 'true') throw new Error(`The test data is missing: ${data}`);
if (!hasData) console.warn(`Skipped: the journeys with real files need ${data}`);
const file = (name: string): string => join(data, name);

let website: Website;
beforeAll(async () => {
  if (hasBrowser && hasData) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser && hasData) await website.close();
});

async function arrive(address: string): Promise<Visitor> {
  const visitor = await website.visitor({ acceptDownloads: true });
  await signUp(visitor.page, website, address);
  return visitor;
}
/** Imports files on the page that is open, and gives what the report says of each. */
async function importFiles(page: Page, files: readonly string[]): Promise<string[]> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Import files' }).click()]);
  await chooser.setFiles(files.map(file));
  await page.getByText(/taken into your library/).waitFor();
  const report = await page.getByRole('list', { name: 'Import files' }).getByRole('listitem').allInnerTexts();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  return report.map((line) => line.replaceAll('\n', ' | '));
}
/** Plain bytes of a file of the library, as a person saves them. */
async function saved(page: Page): Promise<Buffer> {
  await page.getByRole('button', { name: /^Actions for/ }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Download' }).click()]);
  return readFileSync(await download.path());
}
async function act(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Presses the picture of a choice. */
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).locator('xpath=ancestor::label').click();
}
/** Takes back what a message says was done. */
async function takeBack(page: Page, message: RegExp): Promise<void> {
  await page.locator('.toast', { hasText: message }).last().getByRole('button', { name: 'Undo' }).click();
}

describe.skipIf(!hasBrowser || !hasData)('places and tracks on the website', { timeout: 180_000 }, () => {
  test('W3 R42 R43 imports files of every kind, with a report for each, and refuses broken ones in words', async () => {
    const { page, context, complaints } = await arrive('import@example.org');
    await page.goto('/tracks');
    const report = await importFiles(page, [
      ...['derived/assembled-favorites-tracks.osf', 'fit/garmin-edge-200-output.fit', 'kml/gxtrack.kml', 'kml/senart.kmz'],
      ...['tcx/sample.tcx', 'zip/gpx_test_folder.zip', 'gpx/gpxstudio/with_time.gpx', 'osmand/favorites-ozoo.gpx'],
      ...['broken/bad.kmz', 'broken/billion.kml', 'broken/osm-website-jpg.gpx', 'broken/activity-filecrc.fit'],
    ]);
    const line = (name: string): string => report.find((one) => one.includes(name)) ?? '';
    expect(report.filter((one) => one.includes('kept as'))).toHaveLength(14);
    expect(line('garmin-edge-200-output.fit')).toContain('22 points');
    expect(line('senart.kmz')).toContain('174 points');
    expect(line('bad.kmz')).toMatch(/not taken .*known here/);
    expect(line('billion.kml')).toMatch(/not taken .*document type/);
    expect(line('osm-website-jpg.gpx')).toContain('not taken');
    expect(line('activity-filecrc.fit')).toMatch(/14 points .*checksum/);
    await page.getByRole('row', { name: /sub folder/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/favourites');
    for (const group of ['food', 'ozoo', 'shops']) await page.getByRole('row', { name: new RegExp(group) }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    // The same file again is the same file; another one of its name lies beside it.
    await page.goto('/tracks');
    expect((await importFiles(page, ['gpx/gpxstudio/with_time.gpx']))[0]).toContain('kept as with_time.gpx');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W3 a file that is dropped on the window is imported', async () => {
    const { page, context, complaints } = await arrive('drop@example.org');
    await page.goto('/favourites');
    await page.getByText('No favourites yet').waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>'], 'dropped.gpx'));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    });
    await page.getByText('1 file was taken into your library').waitFor();
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('heading', { level: 1, name: 'dropped' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W2 W3 opens a track with its numbers and a chart by keyboard; renames, describes, colours, duplicates, deletes, takes back', async () => {
    const { page, context, complaints } = await arrive('track@example.org');
    await page.goto('/tracks');
    await importFiles(page, ['gpx/ezgpx/strava_run_2.gpx']);
    await page.getByRole('row', { name: /strava_run_2/ }).click();
    await page.getByText('42.1 km').first().waitFor();
    const chart = page.getByRole('slider', { name: 'Elevation and speed along the way' });
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(/^42\.\d km · \d+ m · .*km\/h/);
    expect(await accessibilityFaults(page)).toEqual([]);
    const before = await saved(page);
    expect(before.equals(readFileSync(file('gpx/ezgpx/strava_run_2.gpx')))).toBe(true);

    await act(page, 'Name and description');
    await page.getByRole('textbox', { name: 'Description' }).fill('Cold & windy <b>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Cold & windy <b>').waitFor();
    const after = await saved(page);
    expect(after.includes('<desc>Cold &amp; windy &lt;b&gt;</desc>')).toBe(true);
    expect(after.toString().replace(/\s*<desc>Cold[^]*?<\/desc>/, '')).toBe(before.toString());

    await takeBack(page, /1 track was changed/);
    await page.getByText('Cold & windy <b>').waitFor({ state: 'detached' });
    expect((await saved(page)).equals(before)).toBe(true);

    await act(page, 'Change the look');
    await choose(page, 'Purple');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1 track was changed').first().waitFor();
    expect((await saved(page)).includes('<osmand:color>#ffa71de1</osmand:color>')).toBe(true);

    await act(page, 'Rename');
    await page.getByRole('textbox', { name: 'Name' }).fill('Marathon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Marathon' }).waitFor();
    await act(page, 'Duplicate');
    await page.getByText('“Marathon” was duplicated').waitFor();
    await page.goto('/tracks');
    await page.getByRole('row', { name: /Marathon \(2\)/ }).waitFor();
    await page.getByRole('button', { name: 'Select' }).click();
    await page.getByRole('button', { name: 'Select all' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No tracks here').waitFor();
    await takeBack(page, /2 tracks were deleted/);
    await page.getByRole('row', { name: /Marathon \(2\)/ }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W3 folders: made, filled, renamed, deleted with all that is in them, and taken back', async () => {
    const { page, context, complaints } = await arrive('folders@example.org');
    await page.goto('/tracks');
    await importFiles(page, ['gpx/gpxstudio/with_time.gpx']);
    await page.getByRole('button', { name: 'New folder' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Alps');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Alps/ }).waitFor();
    await page.getByRole('row', { name: /with_time/ }).click();
    await act(page, 'Move');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Folder/ })
      .click();
    await page.getByRole('option', { name: 'Alps' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await page.waitForURL(/\/tracks\/file\/Alps\/with_time\.gpx$/);
    await page.goto('/tracks/folder/Alps');
    await act(page, 'Rename the folder');
    await page.getByRole('textbox', { name: 'Name' }).fill('Höhe & Tal');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Höhe & Tal' }).waitFor();
    await page.getByRole('row', { name: /with_time/ }).waitFor();
    await act(page, 'Delete the folder');
    await page.getByText('No tracks here').waitFor();
    await takeBack(page, /“Höhe & Tal” was deleted/);
    await page.getByRole('row', { name: /Höhe & Tal, 1 track/ }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W2 W3 favourites: added, changed, moved to a new group, many at once, hidden here alone, deleted and taken back', async () => {
    const { page, context, complaints } = await arrive('places@example.org');
    await page.goto('/favourites');
    await page.getByRole('button', { name: 'Add a favourite' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Hut <i>');
    await page.getByRole('textbox', { name: 'Coordinates' }).fill('46°30.5′N 9°50′E');
    await choose(page, 'Place to sleep');
    await page.getByRole('button', { name: 'Add a favourite' }).click();
    await page.getByRole('row', { name: /Favourites without a group, 1 favourite/ }).click();
    await page.getByRole('row', { name: /Hut <i>/ }).click();
    await page.getByText('46.50833, 9.83333').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /Group/ }).click();
    await page.getByRole('option', { name: 'A new group …' }).click();
    await page.getByRole('textbox', { name: 'Name of the group' }).fill('Alps/East');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Alps\/East, 1 favourite/ }).waitFor();

    await importFiles(page, ['osmand/favorites-food.gpx']);
    await page.getByRole('row', { name: /food, 8 favourites/ }).click();
    await page.getByRole('button', { name: 'Select' }).click();
    await page.getByRole('button', { name: 'Select all' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Group/ }).click();
    await page.getByRole('option', { name: 'Alps/East' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText('8 favourites were moved').waitFor();
    await page.goto('/favourites');
    await page.getByRole('row', { name: /Alps\/East, 9 favourites/ }).waitFor();
    await page.getByRole('button', { name: 'Hide Alps/East on this map' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Show Alps/East on this map' }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a favourite' }).fill('parking');
    await page.getByRole('row', { name: /Parkingtest/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a favourite' }).fill('');
    await page.getByRole('row', { name: /Alps\/East/ }).click();
    await act(page, 'Edit the group');
    await page.getByRole('textbox', { name: 'Name of the group' }).fill('Alps: all');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Alps: all, 9 favourites/ }).click();
    await act(page, 'Delete the group');
    await page.getByRole('row', { name: /Alps: all/ }).waitFor({ state: 'detached' });
    await takeBack(page, /“Alps: all” was deleted/);
    await page.getByRole('row', { name: /Alps: all, 9 favourites/ }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W2 W3 a place keeps its address and its selection while others come and go; a change of its name moves nothing else of it', async () => {
    const { page, context, complaints } = await arrive('address@example.org');
    const { client } = await signInDevice(website.url, website.data, 'address@example.org', 'Pixel');
    const exact = '<wpt lat="46.61234567" lon="8.3000001"><name>Two</name><desc> as it is </desc></wpt>';
    const files = (...points: string[]): string =>
      `<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>`;
    const [one, three] = ['One', 'Three'].map((name) => `<wpt lat="46.6" lon="8.3"><name>${name}</name></wpt>`) as [string, string];
    const first = await put(client, 'FAVOURITES', 'favorites.gpx', files(one, exact, three));
    await page.goto('/favourites');
    await page.getByRole('row', { name: /without a group, 3/ }).click();
    await page.getByRole('row', { name: 'Two' }).click();
    await page.getByRole('heading', { level: 1, name: 'Two' }).waitFor();
    const address = page.url();
    await put(client, 'FAVOURITES', 'favorites.gpx', files(exact, three), first.seq);
    await page.goto('/favourites');
    await page.getByRole('row', { name: /without a group, 2/ }).waitFor();
    await page.goto(address);
    await page.getByRole('heading', { level: 1, name: 'Two' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Second');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Second' }).waitFor();
    expect((await contentNow(client, 'FAVOURITES', 'favorites.gpx'))?.toString()).toBe(files(exact.replace('Two', 'Second'), three));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Second' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W3 a track of a container whose name is taken is kept beside it, with its look', async () => {
    const { page, context, complaints } = await arrive('beside@example.org');
    const { client } = await signInDevice(website.url, website.data, 'beside@example.org', 'Pixel');
    const track = (name: string): string => `<gpx version="1.1" creator="t"><metadata><name>${name}</name></metadata></gpx>`;
    const look = (file: string): string => `{"type":"GPX","file":"${file}","subtype":"gpx","color":"#ff10c0f0", "own" : 1}`;
    const mine = await put(client, 'GPX', 'hikes/Loop.gpx', track('first'));
    await put(client, 'GPX', 'hikes/Loop.gpx.info', look('/tracks/hikes/Loop.gpx'));
    await page.goto('/account/data');
    await page.getByText('Everything', { exact: true }).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
    await put(client, 'GPX', 'hikes/Loop.gpx', track('another'), mine.seq);
    await page.goto('/tracks');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Import files' }).click()]);
    await chooser.setFiles({ name: 'mine.osf', mimeType: '', buffer: readFileSync(await saved.path()) });
    await page.getByText(/taken into your library/).waitFor();
    const now = async (name: string): Promise<string> => (await contentNow(client, 'GPX', name))?.toString() ?? '';
    expect(await now('hikes/Loop (2).gpx')).toBe(track('first'));
    expect(JSON.parse(await now('hikes/Loop (2).gpx.info'))).toMatchObject({ file: '/tracks/hikes/Loop (2).gpx', color: '#ff10c0f0' });
    expect([await now('hikes/Loop.gpx'), await now('hikes/Loop.gpx.info')]).toEqual([track('another'), look('/tracks/hikes/Loop.gpx')]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W9 favourites by keyboard alone', async () => {
    const { page, context } = await arrive('keys-places@example.org');
    await page.goto('/favourites');
    await importFiles(page, ['osmand/favorites-food.gpx']);
    const list = page.getByRole('grid', { name: 'Groups of favourites' });
    await list.getByRole('row', { name: /food/ }).waitFor();
    // The closed report gives the focus back to what opened it, a moment later.
    const opener = page.getByRole('button', { name: 'Import files' });
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole('searchbox', { name: 'Find a favourite' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    expect(await list.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'food' }).waitFor();
    await page.getByRole('row', { name: /111test/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '111test' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 favourite was deleted').waitFor();
    await context.close();
  });
});
