import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { track } from '../../src/web/files.ts';
import { askForLibrary, signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

/** The free plan, with room for little, and one device an account. */
const settings = { CAIRN_PLAN: 'start', CAIRN_QUOTA_START: '4000', CAIRN_FILE_LIMIT_START: '20000', CAIRN_DEVICE_LIMIT: '1' };
let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite(settings);
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** A group of favourites that does not get smaller by packing. */
function large(): string {
  const points = Array.from(
    { length: 80 },
    (_, at) => `<wpt lat="46" lon="8"><name>${at} ${randomBytes(60).toString('base64')}</name></wpt>`,
  );
  return `<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">${points.join('')}</gpx>`;
}
/** One that is larger than a file may be, though it packs well. */
function huge(): string {
  return large().replace(/<name>[^<]*<\/name>/g, `<name>${'x'.repeat(300)}</name>`);
}
async function drop(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(
    ([file, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text ?? ''], file ?? ''));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    [name, content],
  );
}

describe.skipIf(!hasBrowser)('what the plan refuses, where it happens', { timeout: 480_000 }, () => {
  test('P1 T6 without a library: the report and the message say why nothing was stored, and lead to what helps', async () => {
    const { page, context, complaints } = await website.visitor();
    await signUp(page, website, 'start@example.org');
    await page.getByText('Start is free: 4 kB for favourites, settings, OSM edits and notes, files of up to 20 kB.').waitFor();
    await page.getByRole('button', { name: 'Activate the free plan' }).click();
    await page.getByRole('button', { name: 'Activate the free plan' }).waitFor({ state: 'detached' });
    await page.goto('/tracks');
    await page.getByText('No tracks here').waitFor();
    await drop(page, 'Furka.gpx', track('Furka'));
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Your plan does not take this kind of file.*Get it, or restore a purchase\./).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Payments and purchases' }).click();
    await page.waitForURL('**/account/purchases');

    await page.goto('/favourites');
    await page.getByText('No favourites yet').waitFor();
    await drop(page, 'favorites-Many.gpx', large());
    await dialog.getByText(/There is not enough space in the cloud.*free space or change the plan\./).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await drop(page, 'favorites-Huge.gpx', huge());
    await dialog.getByText(/larger than this server takes for one file on your plan.*or change the plan\./).waitFor();
    await dialog.getByRole('button', { name: 'Payments and purchases' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await drop(page, 'favorites-Many.gpx', large());
    await dialog.getByText(/There is not enough space in the cloud/).waitFor();
    await dialog.getByRole('button', { name: 'Manage storage' }).click();
    await page.waitForURL('**/cloud/storage');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('P1 T6 A8 with a library: what was refused stays here, its page says so and leads to what helps; one device too many is told which to sign out', async () => {
    const { page, context, complaints } = await website.visitor();
    await signUp(page, website, 'full@example.org');
    await page.getByRole('button', { name: 'Activate the free plan' }).click();
    await page.getByRole('button', { name: 'Activate the free plan' }).waitFor({ state: 'detached' });
    await signInDevice(website.url, website.data, 'full@example.org', 'Pixel');
    const dialog = page.getByRole('dialog');
    await askForLibrary(page);
    await dialog.getByText(/has 1 devices already/).waitFor();
    await dialog.getByText(/Pixel/).click();
    await dialog.getByRole('button', { name: 'Keep my library on this device' }).click();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    await page.goto('/favourites');
    await page.getByText('No favourites yet').waitFor();
    await drop(page, 'favorites-Many.gpx', large());
    await page.getByText('1 file was taken into your library').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.goto('/cloud');
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('1 file is not in the cloud. It stays on this device.').waitFor();
    await page
      .getByText(/There is not enough space in the cloud/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    // The worker that knew is gone with the page: what was refused is remembered with the file.
    await page.goto('/cloud/changes');
    const row = page.getByRole('list', { name: 'Local changes' }).getByRole('listitem').filter({ hasText: 'favorites-Many.gpx' });
    await row.getByText(/There is not enough space in the cloud/).waitFor();
    await page.getByText('1 file is not in the cloud. It stays on this device.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await row.getByRole('link', { name: 'Manage storage' }).click();
    await page.waitForURL('**/cloud/storage');
    expect(complaints).toEqual([]);
    await context.close();
  });
});
