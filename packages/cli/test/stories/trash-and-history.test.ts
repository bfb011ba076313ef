import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { favourites, TestDevice, track } from '../world/device.ts';
import { TestServer } from '../world/server.ts';

// Each story runs many real commands; on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const server = TestServer.forStories();
const containing = (text: string) => expect.stringContaining(text) as unknown;
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;

interface Versions {
  readonly versions: { readonly seq: number; readonly kind: string }[];
}

async function deviceWith(address: string, files: Record<string, string>): Promise<TestDevice> {
  const device = await TestDevice.signedIn(server, address, 'laptop');
  for (const [path, content] of Object.entries(files)) device.write(path, content);
  await device.ok('sync');
  return device;
}

describe('history', () => {
  test('T5 every version with its number, time, device and size; an old one can be made the newest again', async () => {
    const device = await deviceWith('history@example.org', { 'tracks/hikes/a b.gpx': track('first') });
    for (const mark of ['second', 'third']) {
      device.write('tracks/hikes/a b.gpx', track(mark));
      await device.ok('sync');
    }
    const history = (await device.json('history', 'tracks/hikes/a b.gpx')).json() as Versions;
    expect(history).toMatchObject({
      type: 'GPX',
      name: 'hikes/a b.gpx',
      versions: [
        { kind: 'content', available: true, deviceName: 'laptop', size: track('third').length },
        { kind: 'content', size: track('second').length },
        { kind: 'content', size: track('first').length },
      ],
    });
    const text = await device.ok('history', 'tracks/hikes/a b.gpx');
    expect(text.out).toMatch(/newest/);
    expect(text.out).toContain("restore 'tracks/hikes/a b.gpx' --version N");
    const oldest = history.versions.at(-1)!.seq;
    const restored = await device.json('restore', 'tracks/hikes/a b.gpx', '--version', String(oldest));
    expect([restored.status, restored.json()]).toMatchObject([0, { restored: oldest, changed: true }]);
    await device.ok('sync');
    expect(device.read('tracks/hikes/a b.gpx')).toBe(track('first'));
    const from = await device.from('tracks/hikes', 'history', 'a b.gpx');
    expect(from.status).toBe(0);
  });

  test('T5 a version that is not of this file, and a file the cloud never had, are refused with names that look alike', async () => {
    const device = await deviceWith('history2@example.org', { 'tracks/Sunday loop.gpx': track('a'), 'tracks/other.gpx': track('b') });
    const other = (await device.json('history', 'tracks/other.gpx')).json() as Versions;
    const wrong = await device.run('restore', 'tracks/Sunday loop.gpx', '--version', String(other.versions[0]!.seq));
    expect([wrong.status, wrong.err]).toEqual([1, containing('has no version')]);
    const near = await device.run('history', 'tracks/sunday lop.gpx');
    expect([near.status, near.err]).toEqual([1, containing('Did you mean tracks/Sunday loop.gpx?')]);
    expect((await device.run('restore', 'tracks/other.gpx')).status).toBe(2);
    expect((await device.run('restore', 'tracks/other.gpx', '--version', 'two')).status).toBe(2);
  });
});

describe('trash', () => {
  test('T1 T2 a deleted file is listed with when and by whom, and restored for every device', async () => {
    const device = await deviceWith('trash@example.org', { 'tracks/a.gpx': track('a'), 'tracks/b.gpx': track('b') });
    rmSync(join(device.folder, 'tracks/a.gpx'));
    await device.ok('sync');
    const listed = await device.json('trash', 'list');
    expect(listed.json()).toEqual({
      items: [
        {
          type: 'GPX',
          name: 'a.gpx',
          deleted: iso,
          device: expect.any(Number) as unknown,
          deviceName: 'laptop',
          scope: 'everywhere',
          size: track('a').length,
          version: expect.any(Number) as unknown,
          keptUntil: iso,
        },
      ],
    });
    const text = await device.ok('trash');
    expect(text.out).toMatch(/tracks\/a\.gpx .* by laptop/);
    expect((await device.json('trash', 'restore', 'tracks/a.gpx')).status).toBe(0);
    await device.ok('sync');
    expect(device.read('tracks/a.gpx')).toBe(track('a'));
    expect((await device.ok('trash')).out).toContain('The trash is empty.');
  });

  test('T3 download from the trash: as it was; over a file of that name only when told how', async () => {
    const device = await deviceWith('download@example.org', { 'tracks/a.gpx': track('old') });
    rmSync(join(device.folder, 'tracks/a.gpx'));
    await device.ok('sync');
    const plain = await device.json('trash', 'download', 'tracks/a.gpx');
    expect([plain.status, device.read('tracks/a.gpx')]).toEqual([0, track('old')]);

    device.write('tracks/a.gpx', track('another'));
    const exists = await device.run('trash', 'download', 'tracks/a.gpx');
    expect([exists.status, exists.err, device.read('tracks/a.gpx')]).toEqual([1, containing('--keep-both'), track('another')]);
    const both = await device.json('trash', 'download', 'tracks/a.gpx', '--keep-both');
    expect([both.status, device.read('tracks/a.gpx')]).toEqual([0, track('another')]);
    const { path } = both.json() as { path: string };
    expect(device.read(path)).toBe(track('old'));
    const replaced = await device.json('trash', 'download', 'tracks/a.gpx', '--replace');
    expect([replaced.status, device.read('tracks/a.gpx')]).toEqual([0, track('old')]);
    const synced = await device.json('sync');
    expect([synced.status, synced.lines().at(-1)]).toMatchObject([0, { uploaded: 2, conflicts: [] }]);
  });

  test('T4 delete for good and empty ask first, and want --yes from a script', async () => {
    const device = await deviceWith('empty@example.org', {
      'tracks/a.gpx': track('a'),
      'tracks/b.gpx': track('b'),
      'tracks/c.gpx': track('c'),
    });
    for (const name of ['a', 'b', 'c']) rmSync(join(device.folder, `tracks/${name}.gpx`));
    await device.ok('sync');
    const asked = await device.run('trash', 'delete', 'tracks/a.gpx');
    expect([asked.status, asked.err]).toEqual([2, containing('--yes')]);
    expect((await device.json('trash', 'delete', 'tracks/a.gpx', '--yes')).json()).toMatchObject({ name: 'a.gpx', deleted: 1 });
    expect((await device.json('trash')).json()).toMatchObject({ items: [{ name: 'c.gpx' }, { name: 'b.gpx' }] });
    expect((await device.run('trash', 'empty')).status).toBe(2);
    expect((await device.json('trash', 'empty', '--yes')).json()).toEqual({ deleted: 2 });
    expect((await device.json('trash')).json()).toEqual({ items: [] });
    expect((await device.json('trash', 'empty', '--yes')).json()).toEqual({ deleted: 0 });
    const gone = await device.run('trash', 'restore', 'tracks/a.gpx');
    expect([gone.status, gone.err]).toEqual([1, containing('is not in the trash')]);
  });
});

describe('space and the danger zone', () => {
  test('T6 storage shows files and bytes by type', async () => {
    const device = await deviceWith('storage@example.org', {
      'tracks/a.gpx': track('a'),
      'favorites/favorites.gpx': favourites('', ['Home']),
    });
    expect((await device.json('storage')).json()).toMatchObject({
      files: 2,
      allowed: 3_145_728_000,
      types: expect.arrayContaining([expect.objectContaining({ type: 'GPX', files: 1, size: track('a').length })]) as unknown,
      trash: { files: 0 },
      history: { files: 0 },
    });
    const text = await device.ok('storage');
    expect(text.out).toMatch(/of 3\.15 GB used/);
    expect(text.out).toMatch(/Tracks\s+1/);
  });

  test('T6 delete-data --type deletes in the cloud only: the folder keeps its files and does not upload them again', async () => {
    const device = await deviceWith('type@example.org', {
      'tracks/a.gpx': track('a'),
      'favorites/favorites.gpx': favourites('', ['Home']),
    });
    expect((await device.run('delete-data', '--type', 'GPX')).status).toBe(2);
    expect((await device.json('delete-data', '--type', 'GPX', '--yes')).json()).toEqual({ type: 'GPX', deleted: 1 });
    expect((await device.json('sync')).lines().at(-1)).toMatchObject({ uploaded: 0, deleted: 0 });
    expect(device.has('tracks/a.gpx')).toBe(true);
    expect((await device.json('trash')).json()).toMatchObject({ items: [{ name: 'a.gpx', scope: 'cloud' }] });
    await device.ok('upload', 'tracks/a.gpx');
    expect((await device.json('storage')).json()).toMatchObject({ files: 2 });
    const unknown = await device.run('delete-data', '--type', 'TRAKS', '--yes');
    expect([unknown.status, unknown.err]).toEqual([2, containing('GPX')]);
  });

  test('T7 delete-old-versions keeps the newest versions and what the trash can restore', async () => {
    const device = await deviceWith('versions@example.org', { 'tracks/a.gpx': track('one'), 'tracks/b.gpx': track('b') });
    device.write('tracks/a.gpx', track('two'));
    rmSync(join(device.folder, 'tracks/b.gpx'));
    await device.ok('sync');
    expect((await device.run('delete-old-versions')).status).toBe(2);
    expect((await device.json('delete-old-versions', '--yes')).json()).toEqual({ deleted: 1 });
    expect((await device.json('storage')).json()).toMatchObject({ history: { files: 0 } });
    await device.ok('trash', 'restore', 'tracks/b.gpx');
    await device.ok('sync');
    expect(Object.keys(device.files()).toSorted()).toEqual(['tracks/a.gpx', 'tracks/b.gpx']);
  });

  test('T7 delete-data empties the cloud; devices keep their files and wait for the person', async () => {
    const address = 'everything@example.org';
    const device = await deviceWith(address, { 'tracks/a.gpx': track('a') });
    const phone = await TestDevice.signedIn(server, address, 'phone');
    await phone.ok('sync');
    expect((await device.run('delete-data')).status).toBe(2);
    expect((await device.json('delete-data', '--yes')).json()).toEqual({ deleted: expect.any(Number) as unknown });
    expect((await device.json('storage')).json()).toMatchObject({ files: 0, used: 0, trash: { files: 0 }, history: { files: 0 } });
    const told = await phone.json('status');
    expect(told.json()).toMatchObject({ paused: true, local: 1 });
    expect(phone.has('tracks/a.gpx')).toBe(true);
    expect((await phone.run('status')).out).toContain('All data was deleted from the cloud');
    expect((await phone.json('sync', '--yes')).lines().at(-1)).toMatchObject({ uploaded: 0, paused: true });
    expect((await phone.json('sync', '--upload-again')).lines().at(-1)).toMatchObject({ uploaded: 1, paused: false });
  });
});
