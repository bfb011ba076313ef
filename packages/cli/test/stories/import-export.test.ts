import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesAccess, openZip, plainMember, writeZip } from '@cairn/geo';
import { contentsOf, historyOf } from '../world/cloud-content.ts';
import { TestDevice, favourites, track } from '../world/device.ts';
import { newFolder, removeFolders } from '../world/program.ts';
import { haveRealData, layOutRealData } from '../world/real-data.ts';
import { TestServer } from '../world/server.ts';

let server: TestServer;
let people = 0;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(async () => {
  await server.down();
  removeFolders();
});
/** A signed-in folder of an account of its own. */
function newcomer(): Promise<TestDevice> {
  people += 1;
  return TestDevice.signedIn(server, `newcomer${people}@example.org`, 'laptop');
}
const last = (ran: { lines(): unknown[] }) => ran.lines().at(-1);

/** A folder of OsmAnd that is no device. */
function osmandFolder(): TestDevice {
  const folder = new TestDevice(newFolder('osmand'));
  folder.write('tracks/hikes/Sunday loop.gpx', track('Sunday'), 1_700_000_000);
  folder.write('favorites/favorites-food.gpx', favourites('food', ['Bakery']), 1_700_000_001);
  folder.write('general_settings.json', '{}', 1_700_000_002);
  folder.write('rendering/my.render.xml', '<renderingStyle/>', 1_700_000_003);
  folder.write('Andorra_europe_2.obf', 'a map', 1_700_000_004);
  folder.write('notes to myself.md', 'not OsmAnd');
  mkdirSync(join(folder.folder, 'tracks/empty folder'));
  symlinkSync('/etc/hostname', join(folder.folder, 'tracks/link.gpx'));
  return folder;
}

test('O4 a folder of OsmAnd moves in as it is, and is only read; a second time nothing is to do', async () => {
  const device = await newcomer();
  const source = osmandFolder();
  const before = source.files();
  const ran = await device.json('import', 'folder', source.folder);
  expect(last(ran)).toEqual({
    copied: { files: 4, versions: 5, bytes: expect.any(Number) as number },
    ...{ deleted: 0, same: 0, kept: [], failed: [], stopped: false },
    maps: [{ type: 'FILE', name: 'Andorra_europe_2.obf' }],
    foreign: [
      { path: 'notes to myself.md', reason: '' },
      { path: 'tracks/link.gpx', reason: 'it is a link, not a file' },
    ],
  });
  expect(ran.status).toBe(0);
  expect(await historyOf(device, 'GPX', 'hikes/Sunday loop.gpx')).toMatchObject([
    { content: track('Sunday'), clientTime: 1_700_000_000_000 },
  ]);
  expect(source.files()).toEqual(before);
  expect(existsSync(join(source.folder, '.cairn'))).toBe(false);
  expect(last(await device.json('import', 'folder', source.folder))).toMatchObject({ copied: { versions: 0 }, same: 4 });
  await device.ok('sync');
  expect(device.read('tracks/hikes/Sunday loop.gpx')).toBe(track('Sunday'));
  expect(device.has('tracks/empty folder')).toBe(true);
});

test('O4 import overwrites nothing silently: what differs is kept and named, --replace takes the imported one and the history has both', async () => {
  const device = await newcomer();
  device.write('tracks/hikes/Sunday loop.gpx', 'mine');
  await device.ok('sync');
  const source = osmandFolder();
  const ran = await device.run('import', 'folder', source.folder);
  expect([ran.status, ran.out]).toEqual([3, expect.stringContaining('tracks/hikes/Sunday loop.gpx') as string]);
  expect(ran.out).toContain('--replace');
  expect((await contentsOf(device))['GPX hikes/Sunday loop.gpx']).toBe('mine');
  expect((await device.run('import', 'folder', source.folder, '--replace')).status).toBe(0);
  expect((await historyOf(device, 'GPX', 'hikes/Sunday loop.gpx')).map(({ content }) => content)).toEqual(['mine', track('Sunday')]);
});

test.runIf(haveRealData)(
  'O4 W5 real data: folder → .osf → another account → .zip, byte for byte and complete',
  async () => {
    const first = await newcomer();
    const source = new TestDevice(newFolder('real'));
    layOutRealData(source.folder);
    expect((await first.json('import', 'folder', source.folder)).status).toBe(0);
    const target = join(newFolder('exports'), 'all.osf');
    const exported = await first.json('export', target);
    expect(exported.status).toBe(0);
    const second = await newcomer();
    const imported = await second.json('import', 'osf', target);
    expect([imported.status, last(imported)]).toEqual([0, expect.objectContaining({ failed: [], kept: [], stopped: false }) as object]);
    expect(await contentsOf(second)).toEqual(await contentsOf(first));
    const zip = join(newFolder('exports'), 'all.zip');
    expect((await second.json('export', zip)).status).toBe(0);
    const archive = await openZip(bytesAccess(readFileSync(zip)));
    const found: Record<string, string> = {};
    for (const entry of archive.entries) {
      if (entry.directory || entry.name.startsWith('.cairn')) continue;
      found[entry.name] = Buffer.from(await archive.bytes(entry, 1e9)).toString('base64');
    }
    expect(Object.keys(found).length).toBeGreaterThan(100);
    const names = Object.fromEntries(Object.entries(source.files()).map(([name, content]) => [name, content]));
    expect(found).toEqual(names);
  },
  120_000,
);

test('O4 a container: tracks/, extra keys become the companion, what it lacks is told; a newer one and no archive at all are refused', async () => {
  const device = await newcomer();
  const folder = newFolder('osf');
  const write = async (name: string, list: object, files: Record<string, string>) => {
    const members = [plainMember('items.json', null, Buffer.from(JSON.stringify(list)))];
    for (const [path, content] of Object.entries(files)) members.push(plainMember(path, 1_700_000_000_000, Buffer.from(content)));
    const pieces: Uint8Array[] = [];
    for await (const piece of writeZip(members)) pieces.push(piece);
    writeFileSync(join(folder, name), Buffer.concat(pieces));
  };
  const items = [
    { type: 'GPX', file: 'tracks/hikes/a.gpx', subtype: 'gpx', color: '#ff0000' },
    { type: 'PROFILE', file: 'profile_car.json', appMode: { stringKey: 'car' } },
    { type: 'GPX', file: 'tracks/lost.gpx', subtype: 'gpx' },
  ];
  await write('a.osf', { version: 3, items }, { 'tracks/hikes/a.gpx': 'a', 'profile_car.json': '{}' });
  const ran = await device.json('import', 'osf', join(folder, 'a.osf'));
  expect(last(ran)).toMatchObject({
    copied: { files: 2, versions: 4 },
    failed: [{ type: 'GPX', name: 'lost.gpx', code: 'content-missing' }],
  });
  expect(ran.status).toBe(1);
  const contents = await contentsOf(device);
  expect(Object.keys(contents)).toEqual([
    'GPX hikes/a.gpx',
    'PROFILE profile_car.json',
    'GPX hikes/a.gpx.info',
    'PROFILE profile_car.json.info',
  ]);
  expect(JSON.parse(contents['PROFILE profile_car.json.info'] ?? '')).toMatchObject({ appMode: { stringKey: 'car' } });
  await write('new.osf', { version: 4, items: [] }, {});
  writeFileSync(join(folder, 'text.osf'), 'no archive');
  for (const name of ['new.osf', 'text.osf', 'nowhere.osf']) {
    const refused = await device.run('import', 'osf', join(folder, name));
    expect([name, refused.status, refused.err]).toEqual([name, 1, expect.stringContaining('othing was imported') as string]);
  }
});

test('O4 single tracks: into a folder, favourites by their name, two of one name, what is no GPX', async () => {
  const device = await newcomer();
  const folder = new TestDevice(newFolder('downloads'));
  folder.write('a.gpx', 'a');
  folder.write('other/a.gpx', 'other a');
  folder.write('favorites-food.gpx', favourites('food', ['Bakery']));
  folder.write('b.txt', 'b');
  const path = (name: string) => join(folder.folder, name);
  expect(last(await device.json('import', 'gpx', path('a.gpx'), '--to', 'hikes/2026'))).toMatchObject({ copied: { files: 1 } });
  const ran = await device.json('import', 'gpx', ...['a.gpx', 'other/a.gpx', 'favorites-food.gpx', 'b.txt'].map(path));
  expect(ran.status).toBe(1);
  expect(last(ran)).toMatchObject({ copied: { files: 2 }, failed: [{ name: 'a.gpx' }, { name: 'b.txt' }] });
  expect(Object.keys(await contentsOf(device)).sort()).toEqual(['FAVOURITES favorites-food.gpx', 'GPX a.gpx', 'GPX hikes/2026/a.gpx']);
  expect((await device.run('import', 'gpx', path('nowhere.gpx'))).status).toBe(1);
});

test('W5 export: chosen types, never over a file that is there, and typed wrongly', async () => {
  const device = await newcomer();
  await device.ok('import', 'folder', osmandFolder().folder);
  const folder = newFolder('exports');
  const ran = await device.json('export', join(folder, 'some.zip'), '--type', 'GPX,favourites');
  expect(ran.json()).toMatchObject({ format: 'zip', files: 2 });
  const again = await device.run('export', join(folder, 'some.zip'));
  expect([again.status, again.err]).toEqual([1, expect.stringContaining('exists already') as string]);
  expect((await device.run('export', join(folder, 'some.tar'))).status).toBe(2);
  expect((await device.run('export', join(folder, 'more.zip'), '--type', 'NOTHING')).status).toBe(2);
  expect(readdirSync(folder)).toEqual(['some.zip']);
});

test('O4 an export that breaks off fails and leaves nothing behind', async () => {
  const device = await newcomer();
  const source = new TestDevice(newFolder('osmand'));
  for (let index = 0; index < 20; index++) source.write(`tracks/${index}.gpx`, track(`${index}`, 2000));
  await device.ok('import', 'folder', source.folder);
  // A link that passes everything on but breaks an export in its middle.
  const link = createServer((asked, answer) => {
    const through = request(`${server.url}${asked.url ?? ''}`, { method: asked.method, headers: asked.headers }, (back) => {
      answer.writeHead(back.statusCode ?? 500, back.headers);
      if (asked.url?.startsWith('/api/v1/export') !== true) return void back.pipe(answer);
      back.once('data', (piece: Buffer) => answer.write(piece.subarray(0, 1000), () => asked.socket.destroy()));
    });
    asked.pipe(through);
  });
  await new Promise<void>((resolve) => link.listen(0, '127.0.0.1', resolve));
  const session = join(device.folder, '.cairn/session.json');
  copyFileSync(session, `${session}.before`);
  const address = `http://127.0.0.1:${(link.address() as AddressInfo).port}`;
  writeFileSync(session, readFileSync(session, 'utf8').replace(server.url, address));
  const folder = newFolder('exports');
  const ran = await device.json('export', join(folder, 'all.osf'));
  expect([ran.status, ran.json()]).toEqual([
    1,
    { error: { code: 'export-broken', message: expect.stringContaining('not written') as string } },
  ]);
  expect(readdirSync(folder)).toEqual([]);
  link.closeAllConnections();
  link.close();
});
