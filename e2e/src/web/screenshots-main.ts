// `npm run screenshots`: every page of the website, wide and narrow, light and dark, into docs/travellers/website/. With names behind it
// (`npm run screenshots -- purchases note`) these pages alone.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { becomeAdministrator, signUp } from './person.ts';
import { fillShownAccount, shown } from './shown-account.ts';
import { openWebsite } from './website.ts';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'docs', 'travellers', 'website');
const asked = process.argv.slice(2);
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } } as const;
const looks = ['light', 'dark'] as const;
const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();
const furka = query({ type: 'GPX', name: shown.track });

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
  group: `/favourites/in/${shown.group}?${query({ group: 'Huts' })}`,
  place: `/favourites/at/${shown.group}?${query({ group: 'Huts', place: shown.place })}`,
  'new-place': '/favourites/new',
  tracks: '/tracks',
  folder: '/tracks/folder/hikes',
  photo: `/notes/${encodeURI(shown.photo)}`,
  planner: `/planner?${query({ open: shown.track })}`,
  cloud: '/cloud',
  changes: '/cloud/changes',
  conflict: `/cloud/conflict?${query({ type: 'GPX', name: shown.conflict })}`,
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
  activity: '/account/activity',
  danger: '/account/danger',
} as const;
const administration = {
  admin: '/admin',
  'admin-accounts': '/admin/accounts',
  'admin-account': '/admin/accounts/2',
  'admin-invitations': '/admin/invitations',
  'admin-mails': '/admin/mails',
  'admin-audit': '/admin/audit',
  'admin-settings': '/admin/settings',
} as const;

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
/** The land of the world comes last where a machine has much else to do. */
async function drawn(page: Page): Promise<void> {
  await page.waitForTimeout(1000);
  if ((await page.locator('.map-place canvas').count()) > 0) await page.waitForTimeout(3000);
}

async function shoot(page: Page, pages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(pages)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      await drawn(page);
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
  const root = await website.visitor({ withMap: true });
  const { page } = await website.visitor({ withMap: true });
  await shoot(page, signedOut);
  await becomeAdministrator(root.page, website, 'root@example.org');
  await signUp(page, website, 'ana@example.org');
  await fillShownAccount(website, page, 'ana@example.org');
  await shoot(page, signedIn);
  await shoot(root.page, administration);
} finally {
  await website.close();
}
