import { existsSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openZip } from '@cairn/geo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileAccess } from '../../src/moving-in/file-access.ts';
import { clientOf, contentsOf, historyOf } from '../world/cloud-content.ts';
import { TestDevice, favourites, track } from '../world/device.ts';
import { noise } from '../world/library.ts';
import { newFolder, removeFolders } from '../world/program.ts';
import { TestServer } from '../world/server.ts';

let source: TestServer;
let target: TestServer;
beforeAll(async () => {
  [source, target] = await Promise.all([TestServer.start(), TestServer.start()]);
});
afterAll(async () => {
  await Promise.all([source.down(), target.down()]);
  removeFolders();
});

async function documentIn(path: string, name: string): Promise<Record<string, unknown>> {
  const file = await open(path, 'r');
  try {
    const archive = await openZip(fileAccess(file, (await file.stat()).size));
    const entry = archive.entry(name);
    if (entry === null) throw new Error(`no ${name} in the archive`);
    return JSON.parse(Buffer.from(await archive.bytes(entry, 1e7)).toString()) as Record<string, unknown>;
  } finally {
    await file.close();
  }
}
async function headOf(device: TestDevice, name: string): Promise<number> {
  const { versions } = await clientOf(device).history({ query: { type: 'GPX', name } });
  return versions[0]?.version.seq ?? 0;
}

test('R74 everything of an account is one archive, and an empty server has the same names, versions, hashes and times afterwards', async () => {
  const old = await TestDevice.signedIn(source, 'ana@example.org', 'old phone');
  old.write('tracks/hikes/loop.gpx', track('one'), 1_700_000_000);
  old.write('.cairn/info/GPX/hikes/loop.gpx.info', '{"type":"GPX","file":"/tracks/hikes/loop.gpx","color":"red"}');
  old.write('tracks/gone.gpx', track('gone'), 1_700_000_001);
  old.write('tracks/before.gpx', track('renamed'), 1_700_000_002);
  old.write('tracks/large.gpx', Buffer.from(noise('large', 200_000)), 1_700_000_003);
  old.write('favorites/favorites-food.gpx', favourites('food', ['Bakery']));
  await old.ok('sync');
  old.write('tracks/hikes/loop.gpx', track('two'), 1_700_000_100);
  await old.ok('sync');
  const key = { type: 'GPX' } as const;
  await clientOf(old).operate({
    body: {
      operations: [
        { op: 'delete', ...key, name: 'gone.gpx', base: await headOf(old, 'gone.gpx'), scope: 'everywhere' },
        { op: 'rename', ...key, name: 'before.gpx', to: 'after.gpx', base: await headOf(old, 'before.gpx') },
      ],
    },
  });

  const path = join(newFolder('archive'), 'ana.zip');
  const written = await old.json('export', path, '--everything');
  expect([written.status, written.err]).toMatchObject([0, '']);
  expect(await documentIn(path, 'account.json')).toMatchObject({ address: 'ana@example.org' });
  expect(await documentIn(path, 'devices.json')).toMatchObject({ devices: [{ name: 'old phone' }] });
  expect(await documentIn(path, 'purchases.json')).toMatchObject({ purchases: [] });
  const { rows } = (await documentIn(path, 'activity.json')) as { rows: { kind: string }[] };
  expect(rows.length).toBeGreaterThan(2);

  const fresh = await TestDevice.signedIn(target, 'ana@new.example', 'new');
  const ran = await fresh.json('import', 'account', path);
  expect([ran.status, ran.lines().at(-1)]).toMatchObject([0, { kept: [], failed: [] }]);
  expect(await contentsOf(fresh)).toEqual(await contentsOf(old));
  for (const name of ['hikes/loop.gpx', 'hikes/loop.gpx.info', 'gone.gpx', 'large.gpx', 'after.gpx']) {
    const [here, there] = [await historyOf(fresh, 'GPX', name), await historyOf(old, 'GPX', name)];
    // A rename arrives as a version of the new name; what was before it stays in the history of the old one.
    expect(here, name).toEqual(name === 'after.gpx' ? there.slice(-1) : there);
  }
  const again = await fresh.json('import', 'account', path);
  expect([again.status, again.lines().at(-1)]).toMatchObject([0, { copied: { versions: 0 }, kept: [], failed: [] }]);
}, 180_000);

test('R74 what is no such archive is not taken in, and nothing half is written', async () => {
  const device = await TestDevice.signedIn(source, 'ben@example.org', 'laptop');
  device.write('tracks/a.gpx', track('a'));
  await device.ok('sync');
  const folder = newFolder('wrong');
  for (const [name, option] of [
    ['a.osf', '--everything'],
    ['a.zip', '--everything --type GPX'],
  ] as const) {
    const refused = await device.json('export', join(folder, name), ...option.split(' '));
    expect([refused.status, existsSync(join(folder, name))]).toEqual([2, false]);
  }
  await device.ok('export', join(folder, 'plain.zip'));
  writeFileSync(join(folder, 'text.zip'), 'no archive');
  for (const name of ['plain.zip', 'text.zip']) {
    const refused = await device.json('import', 'account', join(folder, name));
    expect([refused.status, refused.lines().at(-1)]).toMatchObject([1, { error: { code: 'not-an-archive' } }]);
  }
}, 120_000);
