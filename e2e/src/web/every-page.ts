import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { signIn as signInDevice } from '../person.ts';
import { favourites, put, track } from './files.ts';
import { becomeAdministrator } from './person.ts';
import type { Website } from './website.ts';

const furka = new URLSearchParams({ type: 'GPX', name: 'hikes/Furka.gpx' }).toString();
/** An address for each page of the website, by the pattern of its row in `pages.ts`. */
const addresses: Readonly<Record<string, string>> = {
  '/favourites/in/:file': '/favourites/in/favorites.gpx?group=',
  '/favourites/at/:file': `/favourites/at/favorites.gpx?${new URLSearchParams({ group: '', place: 'Hut one\n46.6,8.3' }).toString()}`,
  '/tracks/folder/*': '/tracks/folder/hikes',
  '/tracks/file/*': '/tracks/file/hikes/Furka.gpx',
  '/tracks/collections/:name': '/tracks/collections/Far',
  '/notes/*': '/notes/avnotes/picture.png',
  '/cloud/conflict': `/cloud/conflict?${furka}`,
  '/cloud/history': `/cloud/history?${furka}`,
  '/admin/accounts/:id': '/admin/accounts/1',
  '/help/:topic': '/help/no-code',
};
/** Pages that are for who is not signed in, or for everybody. */
export const outsidePages = ['/sign-in', '/sign-in/code', '/sign-up', '/set-up', '/link'];

/** Addresses of all other pages, one for each row of `pages.ts`. @throws Error where a row has none here */
export async function insidePages(): Promise<string[]> {
  const source = await readFile(resolve(import.meta.dirname, '../../../packages/web/src/pages.ts'), 'utf8');
  const patterns = Array.from(source.matchAll(/path: '([^']+)'/g), ([, path = '']) => path);
  const inside = patterns.filter((path) => !outsidePages.includes(path)).map((path) => addresses[path] ?? path);
  const missing = inside.filter((path) => /[:*]/.test(path.split('?')[0] ?? ''));
  if (inside.length < 30 || missing.length > 0) throw new Error(`pages without an address: ${missing.join(', ')}`);
  return inside;
}

/** Makes an administrator who has something on each of these pages. */
export async function fillPages(page: Page, website: Website, address: string): Promise<void> {
  await becomeAdministrator(page, website, address);
  const { client } = await signInDevice(website.url, website.data, address, 'Pixel');
  await put(client, 'GPX', 'hikes/Furka.gpx', track('Furka'));
  await put(client, 'FAVOURITES', 'favorites.gpx', favourites(['Hut one', 'Hut two']));
  await put(client, 'FILE', 'avnotes/picture.png', 'no picture');
  const collections = { track_filters_settings_pref: '[{"folderName":"Far","filters":[]}]' };
  await put(client, 'GLOBAL', 'general_settings.json', JSON.stringify(collections));
}

/** Opens a page and waits until it is there. */
export async function openWhole(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('.waiting') === null);
}
