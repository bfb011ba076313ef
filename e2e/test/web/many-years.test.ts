import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { gpxHead, manyPlaces, put, putAll } from '../../src/web/files.ts';
import { keepLibrary, signUp } from '../../src/web/person.ts';
import { tasksWhile } from '../../src/web/tasks.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** What one step took of the page: its longest task and when it was over, milliseconds; memory of the page's own script after it, MB. */
interface Reading {
  readonly step: string;
  readonly longest: number;
  readonly memory: number;
}

/** A walk of 200 points, elsewhere for each number. */
function way(at: number): string {
  const [north, east] = [44 + (at % 60) / 10, 4 + Math.floor(at / 60) / 5];
  const points = Array.from(
    { length: 200 },
    (_, step) =>
      `<trkpt lat="${(north + Math.sin(step / 20 + at) / 40).toFixed(6)}" lon="${(east + step / 2000).toFixed(6)}"><ele>${500 + (step % 90)}</ele><time>${new Date(1_700_000_000_000 + at * 86_400_000 + step * 10_000).toISOString()}</time></trkpt>`,
  );
  return `${gpxHead}<trk><name>Way ${at}</name><trkseg>${points.join('')}</trkseg></trk></gpx>\n`;
}

describe.skipIf(!hasBrowser)('3,000 tracks and 20,000 favourites in one account', { timeout: 900_000 }, () => {
  test('W1 W2 S1 opening the map, panning, lists, search and the cloud page never hold up the page, with a library', async () => {
    const { page: mine, context, complaints } = await website.visitor({ withMap: true, viewport: { width: 1280, height: 800 } });
    mine.setDefaultTimeout(400_000);
    await signUp(mine, website, 'years@example.org');
    const { client } = await signInDevice(website.url, website.data, 'years@example.org', 'Pixel');
    await put(client, 'FAVOURITES', 'favorites-Many.gpx', manyPlaces(20_000));
    await putAll(
      client,
      'GPX',
      Array.from({ length: 3000 }, (_, at) => [`Year ${2010 + (at % 15)}/Way ${at}.gpx`, way(at)]),
    );
    await keepLibrary(mine);
    await mine.goto('/tracks');
    await mine.getByRole('row', { name: /Year 2024, 200/ }).waitFor();
    await mine.waitForTimeout(20_000);

    const memory = await context.newCDPSession(mine);
    await memory.send('Performance.enable');
    const readings: Reading[] = [];
    const measure = async (step: string, act: () => Promise<unknown>): Promise<void> => {
      const [longest = 0] = await tasksWhile(website.browser, mine, async () => {
        await act();
        await mine.waitForTimeout(3000);
      });
      await memory.send('HeapProfiler.collectGarbage');
      const { metrics } = await memory.send('Performance.getMetrics');
      const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
      readings.push({ step, longest: Math.round(longest), memory: Math.round(used / 1e6) });
    };
    await measure('opening the map from the library', () => mine.goto('/#map=6/47/9'));
    await measure('panning and zooming', async () => {
      await mine.mouse.move(900, 400);
      for (let turn = 0; turn < 6; turn += 1) {
        await mine.mouse.down();
        await mine.mouse.move(900 - 150 * (turn % 2 === 0 ? 1 : -1), 400 + turn * 20, { steps: 8 });
        await mine.mouse.up();
        await mine.mouse.wheel(0, turn % 2 === 0 ? -300 : 300);
        await mine.waitForTimeout(300);
      }
    });
    await measure('searching on the map', async () => {
      const field = mine
        .getByRole('searchbox', { name: 'Search' })
        .or(mine.getByRole('combobox', { name: 'Search' }))
        .first();
      for (const query of ['w', 'way 29', 'main street 199']) {
        await field.fill(query);
        await mine.waitForTimeout(400);
      }
      await field.fill('');
    });
    await measure('the menu of favourites', () => mine.getByRole('link', { name: 'Favourites' }).click());
    await measure('the menu of tracks', () => mine.getByRole('link', { name: 'Tracks' }).click());
    await measure('a folder of tracks', () => mine.getByRole('row', { name: /Year 2024, 200/ }).click());
    await measure('the page of the cloud', () => mine.getByRole('link', { name: 'Cloud' }).click());
    await measure('Changes', () =>
      mine
        .getByRole('main')
        .getByRole('link', { name: /Changes/ })
        .click(),
    );
    await measure('Sync now', async () => {
      await mine.goto('/cloud');
      await mine.getByRole('button', { name: 'Sync now' }).click();
      await mine.getByText('Nothing to do').or(mine.locator('.toast')).first().waitFor();
    });
    await measure('all files of the cloud', () => mine.goto('/cloud/files'));
    if (process.env['CAIRN_TEST_PRINT'] !== undefined) console.table(readings);
    expect(readings.filter(({ longest }) => longest >= 200)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
