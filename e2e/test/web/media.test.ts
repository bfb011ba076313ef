import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, favourites, put, putTime, track } from '../../src/web/files.ts';
import { signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** A position as the app writes it into the names of what it records: bits of longitude and latitude in turn, three pairs a sign. */
function code(lat: number, lon: number): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~';
  let [x, y, text] = [(lon + 180) / 360, (lat + 90) / 180, ''];
  for (let sign = 0; sign < 9; sign += 1) {
    let bits = 0;
    for (let pair = 0; pair < 3; pair += 1) {
      [x, y] = [x * 2, y * 2];
      bits = bits * 4 + Math.floor(x) * 2 + Math.floor(y);
      [x, y] = [x % 1, y % 1];
    }
    text += digits.charAt(bits);
  }
  return `${text}-`;
}
/** One red point. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

describe.skipIf(!hasBrowser)('photos and recordings on the website', { timeout: 180_000 }, () => {
  test('W2 a track shows what was taken on its way or at its time, a favourite what was taken there; each has a page', async () => {
    const { page, context, complaints } = await website.visitor({ acceptDownloads: true });
    await signUp(page, website, 'media@example.org');
    const { client } = await signInDevice(website.url, website.data, 'media@example.org', 'Pixel');
    const timed = track('Furka').replace('<ele>900</ele>', `<ele>900</ele><time>${new Date(putTime - 60_000).toISOString()}</time>`);
    const during = timed.replace('<ele>910</ele>', `<ele>910</ele><time>${new Date(putTime + 60_000).toISOString()}</time>`);
    await put(client, 'GPX', 'Furka.gpx', during);
    await put(client, 'FAVOURITES', 'favorites-Huts.gpx', favourites(['Hut one', 'Hut two']));
    const onTheWay = `avnotes/${code(46.5201, 8.2101)}.1.png`;
    await put(client, 'FILE', onTheWay, picture);
    await put(client, 'FILE', `avnotes/${code(46.61, 8.3)}.1.png`, picture);
    await put(client, 'FILE', 'avnotes/spoken words.3gp', 'sound');
    await put(client, 'FILE', 'avnotes/note.1.html', '<script>pwned(1)</script>');

    await page.goto('/tracks');
    await page.getByRole('row', { name: /Furka/ }).click();
    const strip = page.getByRole('list', { name: 'Photos and notes' });
    await expect.poll(() => strip.getByRole('listitem').count(), { timeout: 20_000 }).toBe(2);
    await strip.scrollIntoViewIfNeeded();
    await strip.locator('img').waitFor();
    expect(await strip.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await strip.getByRole('link', { name: /Open Photo/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Photo' }).waitFor();
    await page.getByRole('img', { name: /Open Photo/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
    expect((await readFile(await saved.path())).equals(picture)).toBe(true);

    await page.goto(`/notes/avnotes/${encodeURIComponent('spoken words.3gp')}`);
    await page.getByRole('heading', { level: 1, name: 'Recording' }).waitFor();
    await page.getByText('This browser cannot show this kind of file').waitFor();
    await page.goto('/notes/avnotes/note.1.html');
    await page.getByText('It is not there any more.').waitFor();

    await page.goto('/favourites');
    await page.getByRole('row', { name: /without a group/ }).click();
    await page.getByRole('row', { name: /Hut two/ }).click();
    await expect.poll(() => strip.getByRole('listitem').count(), { timeout: 20_000 }).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await contentNow(client, 'FILE', onTheWay))?.equals(picture)).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
