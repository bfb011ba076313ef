import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { Client } from '@cairn/protocol';
import { signIn as signInDevice } from '../person.ts';
import { gpxHead, put, putTime, track } from './files.ts';
import { keepLibrary } from './person.ts';
import type { Website } from './website.ts';

/** A walk of some hours that winds from a place, with heights and times; `bend` makes each another one. */
function walk(name: string, north: number, east: number, bend: number): string {
  const points = Array.from({ length: 400 }, (_, at) => {
    const [lat, lon] = [north + at * 0.00018 + Math.sin(at / 37 + bend) * 0.006, east + at * 0.00024 + Math.cos((at / 23) * bend) * 0.004];
    const height = 1450 + Math.sin(at / 60 + bend) * 320 + Math.sin(at / 9) * 14 + at;
    const time = new Date(putTime + at * 30_000 + Math.sin(at / 25) * 120_000).toISOString();
    return `<trkpt lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}"><ele>${height.toFixed(1)}</ele><time>${time}</time></trkpt>`;
  });
  const colours = ['#ffd00d0d', '#ff1976d2', '#ff10803a', '#ff7b1fa2'];
  const colour = colours[Math.round(bend * 10) % colours.length] ?? '';
  return `${gpxHead}<metadata><name>${name}</name><desc>From the pass over the saddle to the hut; snow in the north face until July.</desc></metadata><trk><name>${name}</name><trkseg>${points.join('')}</trkseg></trk><extensions><osmand:color>${colour}</osmand:color><osmand:width>medium</osmand:width><osmand:show_arrows>true</osmand:show_arrows></extensions></gpx>\n`;
}

interface Place {
  readonly name: string;
  readonly at: readonly [north: number, east: number];
  readonly looks: readonly [icon: string, colour: string, background: string];
  readonly words?: string;
}
function group(name: string, places: readonly Place[]): string {
  const points = places.map(
    ({ name: title, at, looks: [icon, colour, background], words = '' }) =>
      `<wpt lat="${at[0]}" lon="${at[1]}"><time>2026-05-02T10:00:00Z</time><name>${title}</name><desc>${words}</desc><type>${name}</type><extensions><osmand:icon>${icon}</osmand:icon><osmand:color>${colour}</osmand:color><osmand:background>${background}</osmand:background></extensions></wpt>`,
  );
  const [icon, colour, background] = places[0]?.looks ?? [];
  const look = `<extensions><osmand:points_groups><group name="${name}" color="${colour ?? ''}" icon="${icon ?? ''}" background="${background ?? ''}"/></osmand:points_groups></extensions>`;
  return `${gpxHead}${points.join('\n')}${look}</gpx>\n`;
}
const huts = group('Huts', [
  {
    name: 'Albert-Heim hut',
    at: [46.6024, 8.4445],
    looks: ['tourism_alpine_hut', '#ffd00d0d', 'circle'],
    words: 'Open from the middle of June. Soup!',
  },
  { name: 'Gerschnialp', at: [46.7993, 8.4083], looks: ['tourism_alpine_hut', '#ffd00d0d', 'circle'] },
  { name: 'Rotondo hut', at: [46.5342, 8.4663], looks: ['tourism_alpine_hut', '#ff1976d2', 'octagon'] },
  { name: 'Vermigel hut', at: [46.5834, 8.6257], looks: ['tourism_alpine_hut', '#ff10803a', 'circle'] },
]);
const food = group('Food', [
  { name: 'Bakery at the station', at: [46.6346, 8.5943], looks: ['shop_bakery', '#ffe68c00', 'circle'], words: 'Opens at six.' },
  { name: 'Cheese of the alp', at: [46.6441, 8.4905], looks: ['amenity_cafe', '#ffe68c00', 'square'] },
]);

/** A collection as the app writes it. */
const settings = JSON.stringify({
  track_filters_settings_pref:
    '[{"folderName":"Long days","creationTime":1780000000000,"filters":[{"filterType":"FOLDER","selectedItems":["hikes"]}]}]',
});

/** Names of what the pictures show. */
export const shown = {
  track: 'hikes/Furka pass.gpx',
  conflict: 'hikes/Old way (3).gpx',
  group: 'favorites-Huts.gpx',
  place: 'Albert-Heim hut\n46.6024,8.4445',
  photo: 'avnotes/Hut in the evening.png',
} as const;

/**
 * An account with a phone, places, tracks, a photo, an old version, something in the trash; in the browser a library that is not in step:
 * a local change, cloud changes and a conflict.
 */
export async function fillShownAccount(website: Website, page: Page, address: string): Promise<void> {
  const { client } = await signInDevice(website.url, website.data, address, 'Pixel 9');
  const first = await put(client, 'GPX', shown.track, walk('Furka pass', 46.56, 8.41, 0.4));
  await put(client, 'GPX', shown.track, walk('Furka pass', 46.562, 8.412, 0.4), first.seq);
  await put(client, 'GPX', 'hikes/Two lakes.gpx', walk('Two lakes', 46.62, 8.5, 0.1));
  await put(client, 'GPX', 'hikes/Over the saddle.gpx', walk('Over the saddle', 46.51, 8.52, 0.2));
  await put(client, 'GPX', 'rides/Along the Reuss.gpx', walk('Along the Reuss', 46.66, 8.58, 0.3));
  await put(client, 'FAVOURITES', shown.group, huts);
  await put(client, 'FAVOURITES', 'favorites-Food.gpx', food);
  await put(client, 'GLOBAL', 'general_settings.json', settings);
  await put(client, 'FILE', shown.photo, await readFile(resolve(import.meta.dirname, '../../../packages/web/public/icon-512.png')));
  const old = await put(client, 'GPX', 'hikes/Old way.gpx', track('Old way'));
  const rain = await put(client, 'GPX', 'Rain.gpx', track('Rain'));
  await remove(client, 'Rain.gpx', rain.seq);
  await keepLibrary(page);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page
    .getByText('Everything is in sync.')
    .or(page.getByText(/downloaded/))
    .first()
    .waitFor();

  await page.goto('/cloud/backup');
  const automatic = page.getByRole('switch', { name: /Automatic backup/ });
  await automatic.focus();
  await page.keyboard.press('Space');
  while (await automatic.isChecked()) await page.waitForTimeout(100);
  await page.goto('/cloud');
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
  await remove(client, 'hikes/Old way.gpx', old.seq);
  for (const copy of ['(2)', '(3)']) {
    await page.goto('/cloud/trash');
    await page.getByRole('button', { name: 'Actions for hikes/Old way.gpx' }).click();
    await page.getByRole('menuitem', { name: 'Download to this device' }).click();
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText(`Old way ${copy}.gpx is on this device now.`).waitFor();
  }
  await put(client, 'GPX', shown.conflict, track('Old way, straightened', 0.01));
}

async function remove(client: Client, name: string, base: number): Promise<void> {
  await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name, base }] } });
}
