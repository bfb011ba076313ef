import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SyncResult } from '@cairn/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDevice } from '../src/open-device.ts';
import type { Device } from '../src/open-device.ts';
import { saveSession } from '../src/session.ts';
import { TinyCloud } from './tiny-cloud.ts';

let cloud: TinyCloud;
let home: string;
let devices: Device[];
beforeEach(async () => {
  cloud = await new TinyCloud().open();
  home = mkdtempSync(join(tmpdir(), 'cairn-device-'));
  devices = [];
});
afterEach(async () => {
  for (const device of devices) await device.close();
  await cloud.close();
  rmSync(home, { recursive: true });
});

async function device(name: string): Promise<Device> {
  const root = join(home, name);
  mkdirSync(root, { recursive: true });
  saveSession(root, { server: cloud.address, address: 'a@example.org', account: 1, device: 1, token: 'token' });
  const opened = await openDevice(root, { threads: 1 });
  devices.push(opened);
  return opened;
}
const write = (one: Device, path: string, content: string): void => {
  mkdirSync(dirname(join(one.root, path)), { recursive: true });
  writeFileSync(join(one.root, path), content);
};
const read = (one: Device, path: string): string | null => {
  return existsSync(join(one.root, path)) ? readFileSync(join(one.root, path), 'utf8') : null;
};
const sync = (one: Device): Promise<SyncResult> => one.exclusively({ command: 'sync' }, () => one.engine.sync());
const treeOf = (one: Device): string[] => {
  return readdirSync(one.root, { withFileTypes: true, recursive: true })
    .map((entry) => join(entry.parentPath, entry.name).slice(one.root.length + 1) + (entry.isDirectory() ? '/' : ''))
    .filter((path) => !path.startsWith('.cairn'))
    .sort();
};

describe('two devices', () => {
  it('S2 S11 have the same files, folders and times after a sync of each, and nothing to do after that', async () => {
    const [a, b] = [await device('a'), await device('b')];
    for (const path of [
      'tracks/hikes/Sonntag – Ausflug 🧭.gpx',
      'favorites/favorites.gpx',
      'general_settings.json',
      'avnotes/note.jpg',
      'tracks/line\nend.gpx',
    ]) {
      write(a, path, `content of ${path}`);
    }
    mkdirSync(join(a.root, 'tracks/empty folder'));
    expect(await sync(a)).toMatchObject({ failed: [], conflicts: [], stopped: null });
    expect(await sync(b)).toMatchObject({ failed: [], conflicts: [], stopped: null });
    expect(treeOf(b)).toEqual(treeOf(a));
    for (const path of treeOf(a).filter((one) => !one.endsWith('/'))) expect(read(b, path)).toBe(read(a, path));
    cloud.requests.length = 0;
    for (const one of [a, b, a]) expect(await sync(one)).toMatchObject({ uploaded: [], downloaded: [], deleted: [], adopted: 0 });
    expect(cloud.requests).toEqual(Array.from({ length: 3 }, () => '/api/v1/changes'));
  });

  it('edits, renames and deletions reach the other one; a rename sends no content', async () => {
    const [a, b] = [await device('a'), await device('b')];
    for (const name of ['edit', 'rename', 'delete', 'stay']) write(a, `tracks/x/${name}.gpx`, `content of ${name}`);
    await sync(a);
    await sync(b);
    write(b, 'tracks/x/edit.gpx', 'edited');
    renameSync(join(b.root, 'tracks/x/rename.gpx'), join(b.root, 'tracks/x/renamed.gpx'));
    rmSync(join(b.root, 'tracks/x/delete.gpx'));
    cloud.requests.length = 0;
    expect(await sync(b)).toMatchObject({ failed: [] });
    expect(cloud.requests.filter((path) => path.endsWith('upload'))).toHaveLength(1);
    expect(await sync(a)).toMatchObject({ failed: [] });
    expect(treeOf(a)).toEqual(['tracks/', 'tracks/x/', 'tracks/x/edit.gpx', 'tracks/x/renamed.gpx', 'tracks/x/stay.gpx']);
    expect(read(a, 'tracks/x/edit.gpx')).toBe('edited');
  });

  it('a file in another normal form is the same file', async () => {
    const [a, b] = [await device('a'), await device('b')];
    write(a, 'tracks/caf\u00e9.gpx', 'same');
    write(b, 'tracks/cafe\u0301.gpx', 'same');
    await sync(a);
    expect(await sync(b)).toMatchObject({ uploaded: [], downloaded: [], conflicts: [], adopted: 1 });
    write(a, 'tracks/caf\u00e9.gpx', 'new');
    await sync(a);
    await sync(b);
    expect(treeOf(b)).toEqual(['tracks/', 'tracks/cafe\u0301.gpx']);
    expect(read(b, 'tracks/cafe\u0301.gpx')).toBe('new');
    expect(cloud.versions).toHaveLength(2);
  });

  it('S11 an empty folder and an empty file are never one renamed into the other', async () => {
    const [a, b] = [await device('a'), await device('b')];
    mkdirSync(join(a.root, 'tracks/Alps'), { recursive: true });
    await sync(a);
    await sync(b);
    rmdirSync(join(a.root, 'tracks/Alps'));
    write(a, 'tracks/Alps.gpx', '');
    for (const one of [a, b]) expect(await sync(one)).toMatchObject({ failed: [], renamed: [] });
    for (const one of [a, b]) expect(treeOf(one)).toEqual(['tracks/', 'tracks/Alps.gpx']);
    rmSync(join(a.root, 'tracks/Alps.gpx'));
    mkdirSync(join(a.root, 'tracks/Sea'));
    for (const one of [a, b]) expect(await sync(one)).toMatchObject({ failed: [], renamed: [] });
    for (const one of [a, b]) expect(treeOf(one)).toEqual(['tracks/', 'tracks/Sea/']);
  });

  it('S11 R28 the mark of a folder that somebody renames to a file in the cloud is a new file here, and the folder goes', async () => {
    const [a, b] = [await device('a'), await device('b')];
    mkdirSync(join(a.root, 'tracks/Alps'), { recursive: true });
    await sync(a);
    await sync(b);
    const name = 'Alps/__folder__.info';
    await a.client.operate({ body: { operations: [{ op: 'rename', type: 'GPX', name, to: 'track.gpx', base: 1 }] } });
    for (const one of [a, b]) {
      expect(await sync(one)).toMatchObject({ failed: [], conflicts: [] });
      expect(read(one, 'tracks/track.gpx')).toBe('');
      expect(await sync(one)).toMatchObject({ uploaded: [], downloaded: [], deleted: [], renamed: [] });
    }
  });

  it('another command that worked in the folder meanwhile is taken into account', async () => {
    const first = await device('a');
    write(first, 'tracks/1.gpx', 'x');
    await sync(first);
    const second = await openDevice(first.root, { threads: 1 });
    devices.push(second);
    write(first, 'tracks/2.gpx', 'x');
    expect((await sync(second)).uploaded).toHaveLength(1);
    expect(await sync(first)).toMatchObject({ uploaded: [], adopted: 0 });
  });
});

describe('watch', () => {
  it('a file that is written in one folder appears in the other, and its deletion too; nothing echoes', async () => {
    const [a, b] = [await device('a'), await device('b')];
    write(a, 'tracks/before.gpx', 'x');
    const stop = new AbortController();
    const results: SyncResult[] = [];
    const watching = [a, b].map((one) =>
      one.watch({ signal: stop.signal, report: () => undefined, finished: (result) => results.push(result) }),
    );
    try {
      await expect.poll(() => read(b, 'tracks/before.gpx'), { timeout: 10_000 }).toBe('x');
      write(a, 'tracks/trip/new.gpx', 'hello');
      await expect.poll(() => read(b, 'tracks/trip/new.gpx'), { timeout: 10_000 }).toBe('hello');
      write(b, 'tracks/trip/new.gpx', 'answer');
      await expect.poll(() => read(a, 'tracks/trip/new.gpx'), { timeout: 10_000 }).toBe('answer');
      rmSync(join(a.root, 'tracks/before.gpx'));
      await expect.poll(() => read(b, 'tracks/before.gpx'), { timeout: 10_000 }).toBeNull();
      expect(results.flatMap((result) => result.failed)).toEqual([]);
      // Three writings and one deletion: each is one entry of the log, none came back from the other side.
      expect(cloud.versions.map((version) => `${version.kind} ${version.name}`)).toEqual([
        'content before.gpx',
        'content trip/new.gpx',
        'content trip/new.gpx',
        'deletion before.gpx',
      ]);
    } finally {
      stop.abort();
      await Promise.all(watching);
    }
  });
});
