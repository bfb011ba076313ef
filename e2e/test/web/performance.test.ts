import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { gpxHead as head, manyPlaces as places, put } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { tasksWhile } from '../../src/web/tasks.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
let page: Page;
beforeAll(async () => {
  if (!hasBrowser) return;
  website = await openWebsite();
  ({ page } = await website.visitor({ withMap: true, viewport: { width: 1280, height: 800 } }));
  page.setDefaultTimeout(120_000);
  await signUp(page, website, 'many@example.org');
  const { client } = await signInDevice(website.url, website.data, 'many@example.org', 'Pixel');
  await put(client, 'FAVOURITES', 'favorites-Many.gpx', places(20_000));
  await put(client, 'GPX', 'Long.gpx', longTrack(500_000));
}, 240_000);
afterAll(async () => {
  if (hasBrowser) await website.close();
});

function longTrack(count: number): string {
  const points = Array.from(
    { length: count },
    (_, at) =>
      `<trkpt lat="${(46.5 + Math.cos(at / 70_000) * 0.8).toFixed(6)}" lon="${(6 + at / 400_000 + Math.sin(at / 900) * 0.05).toFixed(6)}"><ele>${(500 + Math.sin(at / 5000) * 400).toFixed(1)}</ele><time>${new Date(1_780_000_000_000 + at * 1000).toISOString()}</time></trkpt>`,
  );
  return `${head}<trk><name>Long</name><trkseg>${points.join('\n')}</trkseg></trk></gpx>\n`;
}

/** What a step may take of the page in one piece, milliseconds of processor time. */
const most = 100;
async function step(act: () => Promise<void>): Promise<void> {
  const [longest] = await tasksWhile(website.browser, page, async () => {
    await act();
    await page.waitForTimeout(1500);
  });
  expect(longest).toBeLessThan(most);
}

describe.skipIf(!hasBrowser)('an account of many years', { timeout: 300_000 }, () => {
  test('W2 20,000 favourites in one group: coming, opening, finding, ordering, scrolling and deleting never hold up the page', async () => {
    await step(async () => {
      await page.goto('/favourites');
      await page.getByRole('row', { name: /Many, 20,000/ }).waitFor();
    });
    await step(async () => {
      await page.getByRole('row', { name: /Many, 20,000/ }).click();
      await page.getByRole('row', { name: /\d/ }).first().waitFor();
    });
    await step(async () => {
      for (const query of ['a', 'main', 'main street 199']) {
        await page.getByRole('searchbox').first().fill(query);
        await page.waitForTimeout(100);
      }
    });
    await step(() => page.getByRole('searchbox').first().fill(''));
    await step(async () => {
      await page.mouse.move(300, 600);
      for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 4000);
    });
    await step(async () => {
      await page.getByRole('row', { name: /\d/ }).nth(3).click();
      await page.getByRole('button', { name: 'Delete' }).waitFor();
    });
    await step(async () => {
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('1 favourite was deleted').waitFor();
      await page.getByRole('grid', { name: 'Many' }).and(page.locator('[aria-rowcount="19999"]')).waitFor();
    });
  });

  test('W2 one track of 500,000 points: opening it and following its chart never hold up the page', async () => {
    await page.goto('/tracks');
    await step(async () => {
      await page.getByRole('row', { name: /Long/ }).click();
      await page.getByRole('slider', { name: /Elevation/ }).waitFor();
      await page.waitForTimeout(4000);
    });
    await step(async () => {
      const box = await page.getByRole('slider', { name: /Elevation/ }).boundingBox();
      if (box === null) throw new Error('the chart is not there');
      for (let at = 1; at < 20; at += 1) await page.mouse.move(box.x + (at * box.width) / 20, box.y + 20);
    });
  });
});
