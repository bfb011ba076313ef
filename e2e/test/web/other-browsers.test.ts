import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Client } from '@cairn/protocol';
import { mailedCode, outboxOf, signIn } from '../../src/person.ts';
import { ServerProcess } from '../../src/server-process.ts';
import { contentNow, put, track } from '../../src/web/files.ts';
import { hasFirefox, openFirefox } from '../../src/web/firefox.ts';
import { password } from '../../src/web/person.ts';
import { Visit } from '../../src/web/webdriver.ts';
import type { Tab } from '../../src/web/webdriver.ts';
import { hasWebKit, openWebKit } from '../../src/web/webkit.ts';

// Neither of these browsers is part of the default set: `apt-get install firefox-esr webkit2gtk-driver xvfb`.
const address = 'ana@example.org';

/** Account, code of the mail, password. */
async function signUp(visit: Visit, data: string): Promise<void> {
  await visit.go('/sign-up');
  await visit.fill('E-mail address', address);
  const before = await outboxOf(data);
  await visit.press('button', 'Continue');
  const code = await mailedCode(data, address, before);
  await visit.fill('Code', code);
  await visit.press('button', 'Check the code');
  await visit.fill('New password', password);
  await visit.press('button', 'Save the password');
  await visit.see(address);
}

/** The map is drawn: pixels of several colours, where the browser has WebGL; else the page says that it cannot be drawn. */
async function seeMap(visit: Visit): Promise<void> {
  await visit.go('/');
  await visit.until(
    'the map',
    `return document.querySelector('canvas.maplibregl-canvas') !== null || document.body.innerText.includes('The map cannot be drawn in this browser')`,
  );
}

async function addFavourite(visit: Visit, name: string): Promise<void> {
  await visit.go('/favourites/new');
  await visit.fill('Name', name);
  await visit.fill('Coordinates', '46.5, 9.8');
  await visit.press('button', 'Add a favourite');
  await visit.see('Favourites without a group', 'row');
}

async function dropTrack(visit: Visit, name: string): Promise<void> {
  await visit.go('/tracks');
  await visit.see('Import files', 'button').catch(() => undefined);
  await visit.run(`
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${JSON.stringify(track(name))}], ${JSON.stringify(`${name}.gpx`)}));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }`);
  await visit.see('1 file was taken into your library');
  await visit.press('button', 'Close');
  await visit.see(name, 'row');
}

async function goDark(visit: Visit): Promise<void> {
  await visit.go('/account/settings');
  await visit.press('option', 'Dark');
  await visit.until(
    'the dark look',
    `return getComputedStyle(document.body).colorScheme !== '' && document.documentElement.dataset.look === 'dark'`,
  );
  const ground = await visit.run(`return getComputedStyle(document.body).backgroundColor`);
  const [red = 255] = /\d+/.exec(String(ground))?.map(Number) ?? [];
  expect(red).toBeLessThan(60);
}

/** What a person does in the cloud alone. */
async function inCloud(visit: Visit, data: string): Promise<Client> {
  await signUp(visit, data);
  await seeMap(visit);
  await addFavourite(visit, 'Hut');
  await dropTrack(visit, 'Furka');
  await visit.press('row', 'Furka');
  await visit.see('About this track');
  const { client } = await signIn(visit.url, data, address, 'Pixel');
  expect(await contentNow(client, 'GPX', 'Furka.gpx')).not.toBeNull();
  await goDark(visit);
  return client;
}

/** With a library: sync, and without a network. `stop` ends the server, and gives what starts it again. */
async function withLibrary(visit: Visit, client: Client, stop: () => Promise<() => Promise<void>>): Promise<void> {
  await visit.go('/cloud');
  await visit.press('button', 'Keep my library on this device');
  await visit.fill('Password', password);
  await visit.press('button', 'Keep my library on this device');
  await visit.see('Sync now', 'button');
  await put(client, 'GPX', 'Sent.gpx', track('Sent'));
  await visit.press('button', 'Sync now');
  await visit.go('/tracks');
  await visit.see('Sent', 'row');
  await visit.until(
    'the service worker',
    `return (await navigator.serviceWorker.ready).active?.state === 'activated' && navigator.serviceWorker.controller !== null`,
  );
  const startAgain = await stop();
  await visit.go('/tracks');
  await visit.see('Sent', 'row');
  await addFavourite(visit, 'Offline hut');
  await startAgain();
  await visit.go('/cloud');
  await visit.press('button', 'Sync now');
  const isThere = async (): Promise<boolean> => (await contentNow(client, 'FAVOURITES', 'favorites.gpx'))?.includes('Offline hut') === true;
  await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
}

/** A browser that gives no files of its own shows everything, and says why it keeps nothing. */
async function withoutLibrary(visit: Visit): Promise<void> {
  await visit.go('/cloud');
  await visit.see('This browser lacks what a library needs');
}

async function journey(open: () => Promise<Tab>, keepsLibrary: boolean): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'cairn-other-'));
  let server = await ServerProcess.start({ data });
  const environment = { CAIRN_PORT: new URL(server.url).port };
  const tab = await open();
  try {
    const visit = new Visit(tab, server.url);
    const client = await inCloud(visit, data);
    if (!keepsLibrary) {
      await withoutLibrary(visit);
      return;
    }
    await withLibrary(visit, client, async () => {
      await server.end('SIGTERM');
      return async () => {
        server = await ServerProcess.start({ data, environment });
      };
    });
  } finally {
    await tab.close();
    await server.end('SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}

describe('W7 W9 the main journeys in other browsers', { timeout: 600_000 }, () => {
  test.skipIf(!hasFirefox)('[needs firefox] account, map, favourites, import, dark look, library, sync and offline in Firefox', () =>
    journey(openFirefox, true),
  );
  test.skipIf(!hasWebKit)(
    '[needs webkit] account, map, favourites, import and dark look in WebKit, which says why it keeps no library',
    () => journey(openWebKit, false),
  );
});
