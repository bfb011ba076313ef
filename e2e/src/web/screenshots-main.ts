// `npm run screenshots`: every page of the website, wide and narrow, light and dark, into docs/travellers/website/. With names behind it
// (`npm run screenshots -- purchases note`) these pages alone.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { signIn as signInDevice } from '../person.ts';
import { favourites, put, track } from './files.ts';
import { keepLibrary, signUp } from './person.ts';
import { openWebsite } from './website.ts';
import type { Website } from './website.ts';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'docs', 'travellers', 'website');
const asked = process.argv.slice(2);
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
const looks = ['light', 'dark'] as const;
const furka = new URLSearchParams({ type: 'GPX', name: 'hikes/Furka pass.gpx' }).toString();

/** Name of the picture, and where it is taken. */
const signedOut = {
  map: '/',
  'sign-in': '/sign-in',
  'sign-up': '/sign-up',
  code: '/sign-in/code',
  'set-up': '/set-up#a-link-of-the-console',
  link: '/link#a-word-of-a-mail',
  welcome: '/account',
  help: '/help',
  'help-no-code': '/help/no-code',
} as const;
const signedIn = {
  'my-map': '/',
  favourites: '/favourites',
  tracks: '/tracks',
  planner: `/planner?${new URLSearchParams({ open: 'hikes/Furka pass.gpx' }).toString()}`,
  cloud: '/cloud',
  changes: '/cloud/changes',
  files: '/cloud/files',
  history: `/cloud/history?${furka}`,
  trash: '/cloud/trash',
  backup: '/cloud/backup',
  storage: '/cloud/storage',
  maps: '/cloud/maps',
  collections: '/tracks/collections',
  collection: '/tracks/collections/Long%20days',
  track: '/tracks/file/hikes/Furka%20pass.gpx',
  purchases: '/account/purchases',
  account: '/account',
  devices: '/account/devices',
  password: '/account/password',
  address: '/account/address',
  settings: '/account/settings',
  data: '/account/data',
  danger: '/account/danger',
} as const;

/** A collection as the app writes it. */
const settings = JSON.stringify({
  track_filters_settings_pref:
    '[{"folderName":"Long days","creationTime":1780000000000,"filters":[{"filterType":"FOLDER","selectedItems":["hikes"]}]}]',
});

/** An account with a phone, some files, an old version and something in the trash. */
async function fill(website: Website, address: string): Promise<void> {
  const { client } = await signInDevice(website.url, website.data, address, 'Pixel 9');
  const first = await put(client, 'GPX', 'hikes/Furka pass.gpx', track('Furka pass'));
  await put(client, 'GPX', 'hikes/Furka pass.gpx', track('Furka pass', 0.01), first.seq);
  await put(client, 'GPX', 'hikes/Two lakes.gpx', track('Two lakes', 0.05));
  await put(client, 'FAVOURITES', 'favorites-Huts.gpx', favourites(['Albert-Heim hut', 'Rotondo hut', 'Gerschnialp']));
  await put(client, 'GLOBAL', 'general_settings.json', settings);
  const old = await put(client, 'GPX', 'hikes/Old way.gpx', track('Old way'));
  await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name: 'hikes/Old way.gpx', base: old.seq }] } });
}

/** The picture once nothing moves any more: the map draws in workers, and nothing tells when the last tile is there. */
async function settled(page: Page): Promise<Buffer> {
  let before = await page.screenshot({ type: 'jpeg', quality: 60 });
  for (let same = 0, tries = 0; same < 2 && tries < 30; tries += 1) {
    await page.waitForTimeout(1000);
    const now = await page.screenshot({ type: 'jpeg', quality: 60 });
    same = now.equals(before) ? same + 1 : 0;
    before = now;
  }
  return before;
}

async function shoot(page: Page, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      for (const colorScheme of looks) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await writeFile(join(folder, `${name}-${size}-${colorScheme}.jpg`), await settled(page));
      }
    }
    console.log(name);
  }
}

if (asked.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const website = await openWebsite();
try {
  const { page } = await website.visitor({ withMap: true });
  await shoot(page, signedOut);
  await signUp(page, website, 'ana@example.org');
  await fill(website, 'ana@example.org');
  await keepLibrary(page);
  await shoot(page, signedIn);
} finally {
  await website.close();
}
