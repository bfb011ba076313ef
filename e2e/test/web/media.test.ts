import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn as signInDevice } from '../../src/person.ts';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, favourites, put, putTime, track } from '../../src/web/files.ts';
import { keepLibrary, signUp } from '../../src/web/person.ts';
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

/** The same, as a camera writes it that knows where it is and when (UTC). */
function photo(lat: number, lon: number, date: string, hour: number): Buffer {
  const entries = [
    [1, 'N'],
    [2, [Math.floor(lat), 1, Math.round((lat % 1) * 60 * 10_000), 10_000, 0, 1]],
    [3, 'E'],
    [4, [Math.floor(lon), 1, Math.round((lon % 1) * 60 * 10_000), 10_000, 0, 1]],
    [7, [hour, 1, 0, 1, 0, 1]],
    [29, date],
  ] as const;
  const block = Buffer.alloc(400);
  block.write('II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x20\0\0\0', 'latin1');
  block.writeUInt16LE(entries.length, 32);
  entries.forEach(([tag, value], index) => {
    const [entry, beyond] = [34 + index * 12, 150 + index * 30];
    const count = typeof value === 'string' ? value.length + 1 : 3;
    block.writeUInt16LE(tag, entry);
    block.writeUInt16LE(typeof value === 'string' ? 2 : 5, entry + 2);
    block.writeUInt32LE(count, entry + 4);
    const at = typeof value === 'string' && count <= 4 ? entry + 8 : beyond;
    if (at === beyond) block.writeUInt32LE(beyond, entry + 8);
    if (typeof value === 'string') block.write(value, at);
    else value.forEach((number, place) => block.writeUInt32LE(number, at + place * 4));
  });
  const chunk = Buffer.concat([Buffer.from('eXIf'), block]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(block.length);
  check.writeUInt32BE(crc32(chunk));
  return Buffer.concat([picture.subarray(0, 33), length, chunk, check, picture.subarray(33)]);
}

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

  test('W2 a photo that belongs to nothing shows where and when its camera says it was taken, with a library and without', async () => {
    const { page, context, complaints } = await website.visitor();
    await signUp(page, website, 'camera@example.org');
    const { client } = await signInDevice(website.url, website.data, 'camera@example.org', 'Pixel');
    await put(client, 'GPX', 'Furka.gpx', track('Furka'));
    await put(client, 'FILE', 'avnotes/PHOTO_0001.png', photo(46.5201, 8.2101, '2026:07:01', 9));
    await put(client, 'FILE', 'avnotes/PHOTO_0002.png', photo(12.25, 30.75, '2026:07:02', 9));
    await put(client, 'FILE', 'avnotes/PHOTO_0003.png', picture);
    const positions = async (): Promise<void> => {
      await page.goto('/notes/avnotes/PHOTO_0002.png');
      await page.getByText('12.25000, 30.75000').waitFor();
      await page
        .getByText(/2 July? 2026.*09:00/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Show on the map' }).waitFor();
      await page.goto('/notes/avnotes/PHOTO_0003.png');
      await page.getByRole('img', { name: /Open Photo/ }).waitFor();
      expect(await page.getByRole('button', { name: 'Show on the map' }).count()).toBe(0);
    };
    await positions();
    // One that was taken on the way of a track belongs to it.
    await page.goto('/tracks/file/Furka.gpx');
    await expect
      .poll(() => page.getByRole('list', { name: 'Photos and notes' }).getByRole('listitem').count(), { timeout: 20_000 })
      .toBe(1);
    await keepLibrary(page);
    await positions();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
