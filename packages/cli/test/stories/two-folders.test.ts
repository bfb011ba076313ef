import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { favourites, TestDevice, track } from '../world/device.ts';
import { newFolder } from '../world/program.ts';
import { haveRealData, layOutRealData } from '../world/real-data.ts';
import { TestServer } from '../world/server.ts';

// Each story runs many real commands; on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const server = TestServer.forStories();

const row = (type: string, name: string, change: string) => expect.objectContaining({ type, name, change }) as unknown;

describe('two folders and one account', () => {
  test.skipIf(!haveRealData)(
    'S2 S11 every file of a real folder reaches the other one byte for byte, with folders, times and Unicode names',
    async () => {
      const folder = newFolder('real');
      const count = layOutRealData(folder);
      const laptop = await TestDevice.signedIn(server, 'real@example.org', 'laptop', folder);
      const before = await laptop.json('status');
      expect(before.json()).toMatchObject({ lastSync: null, local: count, cloud: 0, conflicts: 0 });
      const up = await laptop.json('sync');
      expect([up.status, up.lines().at(-1)]).toMatchObject([0, { uploaded: count, downloaded: 0, deleted: 0, conflicts: [], failed: [] }]);
      expect(up.lines()).toContainEqual(expect.objectContaining({ progress: expect.objectContaining({ phase: 'upload' }) as unknown }));

      const phone = await TestDevice.signedIn(server, 'real@example.org', 'phone');
      const down = await phone.json('sync');
      expect([down.status, down.lines().at(-1)]).toMatchObject([0, { uploaded: 0, downloaded: count, failed: [] }]);
      expect(phone.files()).toEqual(laptop.files());
      for (const path of Object.keys(laptop.files())) expect(phone.modified(path), path).toBe(laptop.modified(path));

      for (const device of [laptop, phone]) {
        const again = await device.json('sync');
        expect([again.status, again.lines().at(-1)]).toMatchObject([0, { uploaded: 0, downloaded: 0, deleted: 0, failed: [] }]);
      }
    },
  );

  test.skipIf(!haveRealData)('S6 two folders that hold the same files already: nothing moves, nothing is in conflict', async () => {
    const [one, two] = [newFolder('one'), newFolder('two')];
    layOutRealData(one);
    layOutRealData(two);
    const first = await TestDevice.signedIn(server, 'same@example.org', 'one', one);
    await first.ok('sync');
    const second = await TestDevice.signedIn(server, 'same@example.org', 'two', two);
    const synced = await second.json('sync');
    expect([synced.status, synced.lines().at(-1)]).toMatchObject([0, { uploaded: 0, downloaded: 0, conflicts: [], failed: [] }]);
  });

  test('S1 S3 edits, new files, renames and deletions on both sides are listed exactly, then carried out', async () => {
    const laptop = await TestDevice.signedIn(server, 'edit@example.org', 'laptop');
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) laptop.write(`tracks/${name}.gpx`, track(name));
    laptop.write('favorites/favorites-food.gpx', favourites('food', ['Inn', 'Bakery']));
    await laptop.ok('sync');
    const phone = await TestDevice.signedIn(server, 'edit@example.org', 'phone');
    await phone.ok('sync');

    laptop.write('tracks/a.gpx', track('a, edited on the laptop'));
    laptop.write('tracks/hikes/new.gpx', track('new on the laptop'));
    rmSync(join(laptop.folder, 'tracks/b.gpx'));
    renameSync(join(laptop.folder, 'tracks/c.gpx'), join(laptop.folder, 'tracks/hikes/c renamed.gpx'));
    const local = await laptop.json('changes', '--local');
    expect(local.json()).toEqual({
      lastSync: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
      local: expect.arrayContaining([
        row('GPX', 'a.gpx', 'changed'),
        row('GPX', 'b.gpx', 'deleted'),
        row('GPX', 'hikes/new.gpx', 'new'),
      ]) as unknown,
    });
    await laptop.ok('sync');

    phone.write('tracks/d.gpx', track('d, edited on the phone'));
    rmSync(join(phone.folder, 'tracks/e.gpx'));
    const both = await phone.json('changes');
    expect(both.json()).toMatchObject({
      local: [row('GPX', 'd.gpx', 'changed'), row('GPX', 'e.gpx', 'deleted')],
      cloud: expect.arrayContaining([
        row('GPX', 'a.gpx', 'changed'),
        row('GPX', 'b.gpx', 'deleted'),
        row('GPX', 'hikes/new.gpx', 'new'),
      ]) as unknown,
      conflicts: [],
    });
    expect((await phone.json('status')).json()).toMatchObject({ local: 2, conflicts: 0 });
    await phone.ok('sync');
    await laptop.ok('sync');
    expect(phone.files()).toEqual(laptop.files());
    expect(Object.keys(laptop.files()).toSorted()).toEqual([
      'favorites/favorites-food.gpx',
      'tracks/a.gpx',
      'tracks/d.gpx',
      'tracks/f.gpx',
      'tracks/hikes/c renamed.gpx',
      'tracks/hikes/new.gpx',
    ]);
    expect((await laptop.json('trash')).json()).toMatchObject({ items: [{ name: 'e.gpx' }, { name: 'b.gpx' }] });
    const text = await laptop.ok('changes');
    expect(text.out).toContain('Nothing changed here since the last sync.');
  });

  test('S4 S5 upload and download take single files, named from the folder or from where one stands', async () => {
    const laptop = await TestDevice.signedIn(server, 'single@example.org', 'laptop');
    laptop.write('tracks/one.gpx', track('one'));
    laptop.write('tracks/two.gpx', track('two'));
    await laptop.ok('upload', 'tracks/one.gpx');
    expect((await laptop.json('status')).json()).toMatchObject({ local: 1 });
    const below = await laptop.from('tracks', 'upload', 'two.gpx');
    expect([below.status, below.err]).toEqual([0, '']);
    const phone = await TestDevice.signedIn(server, 'single@example.org', 'phone');
    await phone.ok('download', 'tracks/two.gpx');
    expect(Object.keys(phone.files())).toEqual(['tracks/two.gpx']);
    await phone.ok('download');
    expect(phone.files()).toEqual(laptop.files());
    const wrong = await phone.run('upload', 'tracks/onee.gpx');
    expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('Did you mean tracks/one.gpx?') as unknown]);
  });
});

describe('conflicts', () => {
  const address = 'conflict@example.org';
  let laptop: TestDevice;
  let phone: TestDevice;
  const names = ['up', 'down', 'both'];
  beforeAll(async () => {
    laptop = await TestDevice.signedIn(server, address, 'laptop');
    for (const name of names) laptop.write(`tracks/${name}.gpx`, track(name));
    laptop.write('favorites/favorites.gpx', favourites('', ['Home', 'Work']));
    laptop.write('favorites/favorites-food.gpx', favourites('food', ['Inn']));
    await laptop.ok('sync');
    phone = await TestDevice.signedIn(server, address, 'phone');
    await phone.ok('sync');
    for (const [device, side] of [
      [laptop, 'laptop'],
      [phone, 'phone'],
    ] as const) {
      for (const name of names) device.write(`tracks/${name}.gpx`, track(`${name} on the ${side}`));
      device.write('favorites/favorites-food.gpx', favourites('food', ['Inn', `Bakery of the ${side}`]));
    }
    await laptop.ok('sync');
  });

  test('S6 both sides changed: what can be merged is, the rest is listed with status 3, both versions are kept', async () => {
    const synced = await phone.json('sync');
    expect(synced.status).toBe(3);
    const last = synced.lines().at(-1);
    expect(last).toMatchObject({ failed: [] });
    expect(last).toMatchObject({ conflicts: names.toSorted().map((name) => ({ type: 'GPX', name: `${name}.gpx` })) });
    expect(phone.read('tracks/up.gpx')).toContain('up on the phone');
    for (const side of ['laptop', 'phone']) expect(phone.read('favorites/favorites-food.gpx')).toContain(`Bakery of the ${side}`);
    const listed = await phone.json('changes', '--conflicts');
    expect(listed.json()).toMatchObject({ conflicts: names.toSorted().map((name) => ({ type: 'GPX', name: `${name}.gpx` })) });
    const text = await phone.run('changes', '--conflicts');
    expect(text.out).toMatch(/tracks\/up\.gpx/);
    expect(text.out).toMatch(/resolve/);
  });

  test('S6 resolve settles each as it is told, and only that one', async () => {
    expect((await phone.json('resolve', 'tracks/up.gpx', '--upload')).status).toBe(0);
    expect((await phone.json('resolve', 'tracks/down.gpx', '--download')).status).toBe(0);
    expect(phone.read('tracks/down.gpx')).toContain('down on the laptop');
    const both = await phone.json('resolve', 'tracks/both.gpx', '--keep-both');
    expect(both.status).toBe(0);
    const end = await phone.json('sync');
    expect([end.status, end.lines().at(-1)]).toMatchObject([0, { conflicts: [], failed: [] }]);
    await laptop.ok('sync');
    expect(laptop.files()).toEqual(phone.files());
    expect(laptop.read('tracks/up.gpx')).toContain('up on the phone');
    const kept = Object.keys(laptop.files()).filter((path) => path.startsWith('tracks/both'));
    expect(kept).toHaveLength(2);
    const marks = kept.map((path) => laptop.read(path)).join('');
    for (const side of ['laptop', 'phone']) expect(marks).toContain(`both on the ${side}`);
  });

  test('S6 --merge merges favourites, and says no where contents contradict or are no points', async () => {
    laptop.write('tracks/up.gpx', track('again on the laptop'));
    await laptop.ok('sync');
    phone.write('tracks/up.gpx', track('again on the phone'));
    expect((await phone.run('sync')).status).toBe(3);
    const refused = await phone.run('resolve', 'tracks/up.gpx', '--merge');
    expect([refused.status, refused.err]).toEqual([1, expect.stringMatching(/merge/i) as unknown]);
    expect(phone.read('tracks/up.gpx')).toContain('again on the phone');
    await phone.ok('resolve', 'tracks/up.gpx', '--download');
    const none = await phone.run('resolve', 'tracks/up.gpx', '--upload');
    expect([none.status, none.err]).toEqual([1, expect.stringContaining('no conflict') as unknown]);
  });

  test('resolve wants to be told how', async () => {
    const bare = await phone.run('resolve', 'tracks/up.gpx');
    expect([bare.status, bare.err]).toEqual([2, expect.stringContaining('--keep-both') as unknown]);
    const two = await phone.run('resolve', 'tracks/up.gpx', '--upload', '--download');
    expect(two.status).toBe(2);
  });
});

test('S7 what is switched off stays where it is, on both sides', async () => {
  const laptop = await TestDevice.signedIn(server, 'select@example.org', 'laptop');
  laptop.write('tracks/a.gpx', track('a'));
  laptop.write('tracks/work/b.gpx', track('b'));
  laptop.write('favorites/favorites.gpx', favourites('', ['Home']));
  await laptop.ok('select', 'GPX/work', 'off');
  await laptop.ok('sync');
  const phone = await TestDevice.signedIn(server, 'select@example.org', 'phone');
  await phone.ok('sync');
  expect(Object.keys(phone.files()).toSorted()).toEqual(['favorites/favorites.gpx', 'tracks/a.gpx']);
  const shown = await laptop.json('select');
  expect(shown.json()).toMatchObject({ off: ['GPX/work'] });
  await laptop.ok('select', 'GPX/work', 'on');
  await laptop.ok('sync');
  await phone.ok('select', 'my-places', 'off');
  await phone.ok('sync');
  expect(phone.has('tracks/work/b.gpx')).toBe(false);
  await phone.ok('select', 'my-places', 'on');
  await phone.ok('sync');
  expect(phone.files()).toEqual(laptop.files());
});

test('S1 a file copied over another, its old time kept, is seen', async () => {
  const laptop = await TestDevice.signedIn(server, 'copy@example.org', 'laptop');
  laptop.write('tracks/a.gpx', track('one'), 1_700_000_000);
  laptop.write('tracks/b.gpx', track('two'), 1_700_000_000);
  await laptop.ok('sync');
  copyFileSync(join(laptop.folder, 'tracks/a.gpx'), join(laptop.folder, 'tracks/b.gpx'));
  expect((await laptop.json('changes', '--local')).json()).toMatchObject({ local: [row('GPX', 'b.gpx', 'changed')] });
});
