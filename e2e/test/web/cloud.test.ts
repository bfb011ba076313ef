import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../src/web/accessible.ts';
import { hasBrowser } from '../../src/web/browser.ts';
import { contentNow, favourites, put, track } from '../../src/web/files.ts';
import { goWithin, keepLibrary, signUp } from '../../src/web/person.ts';
import { openWebsite } from '../../src/web/website.ts';
import type { Website } from '../../src/web/website.ts';
import { signIn as signInDevice } from '../../src/person.ts';

let website: Website;
beforeAll(async () => {
  if (hasBrowser) website = await openWebsite();
});
afterAll(async () => {
  if (hasBrowser) await website.close();
});

/** Somebody with a phone that has uploaded a few things, signed in on the website. */
async function someone(address: string) {
  const visitor = await website.visitor({ acceptDownloads: true });
  await signUp(visitor.page, website, address);
  const phone = await signInDevice(website.url, website.data, address, 'Pixel');
  const first = await put(phone.client, 'GPX', 'hikes/Furka.gpx', track('Furka'));
  const second = await put(phone.client, 'GPX', 'hikes/Furka.gpx', track('Furka', 0.1), first.seq);
  await put(phone.client, 'FAVOURITES', 'favorites-Huts.gpx', favourites(['Hut one', 'Hut two']));
  await put(phone.client, 'GLOBAL', 'general_settings.json', '{}');
  return { ...visitor, phone, first, second };
}

async function syncedLibrary(page: Page): Promise<void> {
  await keepLibrary(page);
  await page.getByRole('button', { name: 'Sync now' }).click();
}
/** Otherwise things would be in step before anybody looks (S8). Ends on the page of the cloud. */
async function automaticOff(page: Page): Promise<void> {
  await page.goto('/cloud/backup');
  const automatic = page.getByRole('switch', { name: /Automatic backup/ });
  await automatic.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => automatic.isChecked(), { timeout: 15_000 }).toBe(false);
  await page.goto('/cloud');
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
}

/** A library that is in step, and where nothing happens by itself any more. */
async function libraryAtRest(page: Page): Promise<void> {
  await syncedLibrary(page);
  await page
    .getByText('Everything is in sync.')
    .or(page.getByText(/downloaded/))
    .first()
    .waitFor();
  await automaticOff(page);
}

describe.skipIf(!hasBrowser)('the cloud on the website', { timeout: 240_000 }, () => {
  test('T1 T2 T4 the trash: restore with undo, delete immediately, empty', async () => {
    const { page, context, phone, complaints } = await someone('trash@example.org');
    const doomed = await put(phone.client, 'GPX', 'doomed.gpx', track('Doomed'));
    const other = await put(phone.client, 'GPX', 'other.gpx', track('Other'));
    for (const { name, seq } of [doomed, other]) {
      await phone.client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name, base: seq }] } });
    }
    await page.goto('/cloud/trash');
    await page
      .getByText(/Deleted .* by Pixel/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Actions for doomed.gpx' }).click();
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await page.getByText('doomed.gpx was restored.').waitFor();
    expect((await phone.client.list({ query: { prefix: 'doomed' } })).files).toHaveLength(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Actions for doomed.gpx' }).waitFor();
    expect((await phone.client.list({ query: { prefix: 'doomed' } })).files).toHaveLength(0);
    await page.getByRole('button', { name: 'Actions for other.gpx' }).click();
    await page.getByRole('menuitem', { name: 'Delete immediately' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete immediately' }).click();
    await page.getByText('1 file was deleted for good.').waitFor();
    await page.getByRole('button', { name: 'Empty trash' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Empty trash' }).click();
    await page.getByText('The trash is empty').waitFor();
    expect((await phone.client.trash()).items).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('T5 versions: compare with the newest, compare two, keep a copy, restore an old one, take it back', async () => {
    const { page, context, phone, first, second } = await someone('history@example.org');
    await page.goto('/cloud/files');
    await page.getByRole('row', { name: /Furka/ }).click();
    await page.getByRole('heading', { name: 'hikes/Furka.gpx' }).waitFor();
    const older = page.getByRole('list', { name: 'Version history' }).getByRole('listitem').last();
    await older.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Compare with the newest' }).click();
    await page.getByRole('list', { name: 'What differs' }).waitFor();
    await older.getByRole('button').click();
    const saving = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save to this computer' }).click();
    expect(await readFile(await (await saving).path(), 'utf8')).toBe(track('Furka'));
    await older.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Restore' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Furka.gpx was restored.').waitFor();
    const hashes = async () => (await phone.client.list({ query: { prefix: 'hikes/' } })).files.map(({ hash }) => hash);
    const hashOf = (version: typeof first): string => (version.kind === 'content' ? version.hash : '');
    expect(await hashes()).toEqual([hashOf(first)]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(hashes, { timeout: 15_000 }).toEqual([hashOf(second)]);
    // Any two: the first and the one that was restored, which are alike.
    const rows = page.getByRole('list', { name: 'Version history' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(4);
    await older.getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Compare with another version' }).click();
    await page.getByText(/^Now choose the version to compare with that of/).waitFor();
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('menuitem', { name: /^Compare with that of/ }).click();
    await page.getByText(/^Now choose the version/).waitFor({ state: 'detached' });
    const figures = page.getByRole('list', { name: 'What differs' }).getByRole('listitem');
    expect((await figures.allTextContents()).filter((text) => text.includes('→'))).toEqual([]);
    await context.close();
  });

  test('T6 storage by kind; a kind is deleted in the cloud alone and goes to the trash', async () => {
    const { page, context, phone } = await someone('storage@example.org');
    await page.goto('/cloud/storage');
    await page.getByText('1 file').first().waitFor();
    await page.getByRole('button', { name: 'Actions for Tracks' }).click();
    await page.getByRole('menuitem', { name: 'Delete Tracks from the cloud' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete Tracks' }).click();
    await page.getByText('1 file went to the trash.').waitFor();
    const { items } = await phone.client.trash();
    expect(items.map(({ deletion }) => [deletion.name, deletion.scope])).toEqual([['hikes/Furka.gpx', 'cloud']]);
    await context.close();
  });

  test('W5 all data as .osf; the same file put into an empty account is there byte for byte', async () => {
    const { page, context, phone } = await someone('export@example.org');
    await page.goto('/account/data');
    await page.getByText('Everything', { exact: true }).waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const file = await (await saving).path();
    const fresh = await website.visitor();
    await signUp(fresh.page, website, 'import@example.org');
    const other = await signInDevice(website.url, website.data, 'import@example.org');
    await fresh.page.goto('/account/data');
    for (const words of ['3 uploaded, 0 were there already.', '0 uploaded, 3 were there already.']) {
      await fresh.page
        .getByLabel('Choose a file')
        .first()
        .setInputFiles({ name: 'mine.osf', mimeType: '', buffer: await readFile(file) });
      await fresh.page.getByText(words).waitFor();
    }
    const listed = async (client: typeof phone.client) =>
      (await client.list({ query: {} })).files.map(({ type, name, hash, size }) => ({ type, name, hash, size }));
    expect(await listed(other.client)).toEqual(await listed(phone.client));
    await fresh.page
      .getByLabel('Choose a file')
      .first()
      .setInputFiles({ name: 'no.osf', mimeType: '', buffer: Buffer.from('no archive') });
    await fresh.page.getByText('This is not an .osf').waitFor();
    await Promise.all([context.close(), fresh.context.close()]);
  });

  test('T7 old versions and all data are deleted after a question', async () => {
    const { page, context, phone } = await someone('danger@example.org');
    await page.goto('/account/danger');
    await page.getByRole('button', { name: 'Delete old versions' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete old versions' }).click();
    await page.getByText('1 old version was deleted.').waitFor();
    expect((await phone.client.storage()).history.files).toBe(0);
    await page.getByRole('button', { name: 'Delete all my data' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete all my data' }).click();
    await page.getByText('All data in the cloud was deleted.').waitFor();
    expect((await phone.client.storage()).files).toBe(0);
    expect((await phone.client.account()).epoch).toBe(1);
    await context.close();
  });

  test('S1 S2 S3 S5 S8 W7 a library in this browser: counts, sync now, a cloud change that is downloaded, and the end of it', async () => {
    const { page, context, phone, complaints } = await someone('library@example.org');
    await syncedLibrary(page);
    const counts = page.getByRole('region', { name: 'Last sync' });
    const count = (words: string) => counts.getByRole('link', { name: words }).locator('strong').textContent();
    await expect.poll(() => count('Cloud changes'), { timeout: 20_000 }).toBe('0');
    expect(await page.getByText('never').count()).toBe(0);

    await automaticOff(page);
    const { files } = await phone.client.list({ query: { types: 'GPX' } });
    await put(phone.client, 'GPX', 'hikes/Furka.gpx', track('Furka', 0.3), files[0]?.seq ?? 0);
    await page.goto('/cloud/changes?tab=cloud');
    await page.getByText('hikes/Furka.gpx').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Download hikes/Furka.gpx' }).click();
    await page.getByText('Downloaded', { exact: true }).waitFor();
    await page.getByText('Nothing new in the cloud.').waitFor({ timeout: 20_000 });
    expect((await phone.client.devices()).devices.map(({ platform }) => platform)).toContain('web');

    await page.goto('/cloud/backup');
    await page.getByText('Tracks', { exact: true }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/cloud');
    await page.getByRole('button', { name: 'Remove the library from this device' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove the library' }).click();
    await page.getByRole('button', { name: 'Keep my library on this device' }).waitFor();
    expect((await phone.client.devices()).devices.map(({ platform }) => platform)).not.toContain('web');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('T3 S4 S6 from the trash beside a file of the same name; a local change is uploaded, a conflict keeps both', async () => {
    const { page, context, phone, complaints } = await someone('both@example.org');
    const gone = await put(phone.client, 'GPX', 'gone.gpx', track('Gone'));
    await libraryAtRest(page);
    await phone.client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name: 'gone.gpx', base: gone.seq }] } });
    for (const times of [1, 2]) {
      await page.goto('/cloud/trash');
      await page.getByRole('button', { name: 'Actions for gone.gpx' }).click();
      await page.getByRole('menuitem', { name: 'Download to this device' }).click();
      await page.getByRole('heading', { name: 'File already exists' }).waitFor();
      await page.getByRole('button', { name: 'Keep both' }).click();
      await page.getByText(`gone (${times + 1}).gpx is on this device now.`).waitFor();
    }
    await page.goto('/cloud/changes');
    await page.getByRole('button', { name: 'Upload gone (2).gpx' }).click();
    await page.getByText('Uploaded', { exact: true }).waitFor();
    expect((await phone.client.list({ query: { prefix: 'gone' } })).files.map(({ name }) => name)).toEqual(['gone (2).gpx']);

    await put(phone.client, 'GPX', 'gone (3).gpx', track('Another', 0.2));
    await page.goto('/cloud/changes?tab=conflicts');
    await page.getByRole('link', { name: /gone \(3\)\.gpx/ }).click();
    await page.getByRole('list', { name: 'What differs' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('There is no conflict.').waitFor();
    await expect
      .poll(async () => (await phone.client.list({ query: { prefix: 'gone' } })).files.length, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(3);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('S6 both sides added a place: what merging gives is shown first, and then both have both', async () => {
    const { page, context, phone, complaints } = await someone('merge@example.org');
    await libraryAtRest(page);
    const name = 'favorites-Huts.gpx';
    const huts = async (): Promise<string> => String(await contentNow(phone.client, 'FAVOURITES', name));
    const [before] = (await phone.client.list({ query: { prefix: name } })).files;
    await put(phone.client, 'FAVOURITES', name, favourites(['Hut one', 'Hut two', 'Hut three']), before?.seq ?? 0);
    await page.goto('/favourites/new?group=Huts&name=Hut%20four&lat=46.5&lon=8.4');
    await page.getByRole('button', { name: 'Add', exact: false }).last().click();
    await page.waitForURL(/\/favourites$/);
    await page.goto('/cloud/changes?tab=conflicts');
    await page.getByRole('link', { name: /Huts/ }).click();
    const differing = page.getByRole('list', { name: 'What differs' }).getByRole('listitem');
    await differing.first().waitFor();
    expect(await differing.allTextContents()).toEqual(['Hut fouronly here', 'Hut threeonly in the cloud']);
    const after = page.getByRole('list', { name: 'After merging' }).getByRole('listitem');
    expect(await after.allTextContents()).toEqual(['Hut threecomes from the cloud']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByText('There is no conflict.').waitFor();
    await expect.poll(huts, { timeout: 15_000 }).toMatch(/Hut four/);
    for (const hut of ['one', 'two', 'three']) expect(await huts()).toContain(`<name>Hut ${hut}</name>`);
    await page.goto('/favourites/in/favorites-Huts.gpx');
    for (const hut of ['one', 'two', 'three']) await page.getByText(`Hut ${hut}`).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('W9 W10 axe finds nothing on any page of the cloud and of help, wide and narrow, light and dark', async () => {
    const { page, context, complaints, phone } = await someone('axe@example.org');
    const gone = await put(phone.client, 'GPX', 'gone.gpx', track('Gone'));
    await phone.client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name: 'gone.gpx', base: gone.seq }] } });
    const history = `/cloud/history?${new URLSearchParams({ type: 'GPX', name: 'hikes/Furka.gpx' }).toString()}`;
    const pages = [
      '/cloud',
      '/cloud/changes',
      '/cloud/files',
      history,
      '/cloud/trash',
      '/cloud/storage',
      '/cloud/maps',
      '/account/data',
      '/help',
      '/help/no-code',
    ];
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const path of pages) {
        await goWithin(page, path);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.getByRole('progressbar').waitFor({ state: 'detached' });
        expect([path, colorScheme, await accessibilityFaults(page)]).toEqual([path, colorScheme, []]);
      }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
