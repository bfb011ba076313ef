import { describe, expect, test } from 'vitest';
import { favourites, gpx } from './memory-device.ts';
import { agreed, names, world } from './stories.ts';

describe('sync', () => {
  test('S2 a new file reaches the other device; a second run moves nothing and asks once', async () => {
    const { log, a, b } = await agreed();
    expect(b.library.picture()).toEqual({ 'GPX/a.gpx': 'one' });
    expect(log.versions).toHaveLength(1);
    for (const device of [a, b]) {
      device.cloud.calls.length = 0;
      const result = await device.engine.sync();
      expect(result).toMatchObject({ uploaded: [], downloaded: [], deleted: [], adopted: 0, failed: [], stopped: null });
      expect(device.cloud.calls).toEqual(['changes']);
    }
  });

  test("S2 the cursor passes over this device's own uploads, and over nothing else", async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    for (const name of ['a1.gpx', 'a2.gpx', 'a3.gpx']) a.library.write(gpx(name), name);
    await a.engine.sync();
    expect((await a.bases.load()).cursor).toBe(3);
    await b.engine.sync();

    b.library.write(gpx('b.gpx'), 'from b');
    a.library.write(gpx('a4.gpx'), 'four');
    a.library.write(gpx('a5.gpx'), 'five');
    // Between the look at the log and the upload another device writes: its number stands before those of this one.
    a.cloud.before = async (call) => {
      if (call === 'upload') await b.engine.sync();
    };
    await a.engine.sync();
    a.cloud.before = () => undefined;
    expect((await a.bases.load()).cursor).toBe(3);
    a.restart();
    expect(names((await a.engine.sync()).downloaded)).toEqual(['b.gpx']);
    expect((await a.bases.load()).cursor).toBe(log.changes(0).cursor);
    expect(a.library.picture()).toEqual(log.picture());
  });

  test('S2 the first upload of a new file reads it once', async () => {
    const { devices } = world();
    devices[0].library.write(gpx('a.gpx'), 'one');
    await devices[0].engine.sync();
    expect(devices[0].library.count('hash')).toBe(0);
    expect(devices[0].library.count('pack')).toBe(1);
  });

  test('S6 equal folders never conflict, also on the first sync', async () => {
    const { log, devices } = world();
    for (const device of devices) device.library.write(gpx('a.gpx'), 'same');
    await devices[0].engine.sync();
    const result = await devices[1].engine.sync();
    expect(result).toMatchObject({ adopted: 1, conflicts: [], uploaded: [], downloaded: [] });
    expect(log.versions).toHaveLength(1);
  });

  test('S5 what a download overwrites goes to the undo store', async () => {
    const { a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    await a.engine.sync();
    await b.engine.sync();
    expect(b.library.textOf(gpx('a.gpx'))).toBe('two');
    expect(b.library.undo.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(['one']);
  });

  test('R24 a deletion travels, to the undo store of the other', async () => {
    const { log, a, b } = await agreed();
    a.library.delete(gpx('a.gpx'));
    expect(await a.engine.sync()).toMatchObject({ deleted: [{ where: 'cloud' }] });
    expect(log.head(gpx('a.gpx'))?.kind).toBe('deletion');
    expect(await b.engine.sync()).toMatchObject({ deleted: [{ where: 'here' }] });
    expect(b.library.picture()).toEqual({});
    expect(b.library.undo).toHaveLength(1);
  });

  test('R24 an edit wins over a deletion, either way round', async () => {
    const { a, b } = await agreed();
    a.library.delete(gpx('a.gpx'));
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'edited');
    expect((await b.engine.sync()).uploaded[0]?.words).toContain('the edit wins');
    a.library.write(gpx('other.gpx'), 'x');
    expect(names((await a.engine.sync()).downloaded)).toEqual(['a.gpx']);
    a.library.write(gpx('a.gpx'), 'again');
    await a.engine.sync();
    b.library.delete(gpx('a.gpx'));
    expect((await b.engine.sync()).downloaded[0]?.words).toContain('the edit wins');
    expect(b.library.textOf(gpx('a.gpx'))).toBe('again');
  });

  test('S6 a conflict stays open, blocks nothing and keeps both sides', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'from a');
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'from b');
    b.library.write(gpx('new.gpx'), 'new');
    for (const run of [1, 2, 3]) {
      if (run === 3) b.restart();
      const result = await b.engine.sync();
      expect(names(result.conflicts)).toEqual(['a.gpx']);
      expect(result.conflicts[0]?.choices).toEqual(['upload', 'download', 'keep-both']);
      expect(names(result.uploaded)).toEqual(run === 1 ? ['new.gpx'] : []);
    }
    expect(b.library.textOf(gpx('a.gpx'))).toBe('from b');
    expect(log.textOf(gpx('a.gpx'))).toBe('from a');
    expect((await b.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 1 });
  });

  test.each([
    ['upload', { 'GPX/a.gpx': 'from b' }],
    ['download', { 'GPX/a.gpx': 'from a' }],
    ['keep-both', { 'GPX/a.gpx': 'from a', 'GPX/a (2).gpx': 'from b' }],
  ] as const)('S6 resolve by %s', async (choice, expected) => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'from a');
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'from b');
    await b.engine.sync();
    const result = await b.engine.resolve(gpx('a.gpx'), choice);
    expect(result).toMatchObject({ failed: [], conflicts: [] });
    expect(b.library.picture()).toEqual(expected);
    expect(log.picture()).toEqual(expected);
    await a.engine.sync();
    expect(a.library.picture()).toEqual(expected);
    expect((await b.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
  });

  test('S6 without a conflict resolve says so', async () => {
    const { a } = await agreed();
    expect(await a.engine.resolve(gpx('a.gpx'), 'upload')).toMatchObject({ failed: [{ code: 'no-conflict' }] });
    expect(await a.engine.resolve(gpx('none.gpx'), 'merge')).toMatchObject({ failed: [{ code: 'no-conflict' }] });
  });

  test('S4 S5 upload and download of one, and of all', async () => {
    const { log, a, b } = await agreed();
    log.put(gpx('c1.gpx'), 'c1');
    log.put(gpx('c2.gpx'), 'c2');
    b.library.write(gpx('l1.gpx'), 'l1');
    b.library.write(gpx('l2.gpx'), 'l2');
    expect((await b.engine.look()).counts).toEqual({ local: 2, cloud: 2, conflicts: 0 });
    expect(await b.engine.upload([gpx('l1.gpx')])).toMatchObject({ uploaded: [{ key: gpx('l1.gpx') }], downloaded: [] });
    expect(await b.engine.download([gpx('c2.gpx')])).toMatchObject({ uploaded: [], downloaded: [{ key: gpx('c2.gpx') }] });
    expect(await b.engine.upload([gpx('a.gpx')])).toMatchObject({ untouched: [{ words: 'Unchanged on both sides.' }] });
    expect(await b.engine.upload([gpx('nowhere.gpx')])).toMatchObject({ untouched: [{ words: 'On neither side.' }] });
    expect(await b.engine.upload()).toMatchObject({ uploaded: [{ key: gpx('l2.gpx') }], downloaded: [] });
    expect(await b.engine.download()).toMatchObject({ uploaded: [], downloaded: [{ key: gpx('c1.gpx') }] });
    expect((await b.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    await a.engine.sync();
    expect(a.library.picture()).toEqual(b.library.picture());
  });

  test('S3 the three tabs say what happened, sorted by type, then name', async () => {
    const { log, a, b } = await agreed();
    for (const name of ['b.gpx', 'c.gpx', 'd.gpx', 'e.gpx']) log.put(gpx(name), name);
    await b.engine.sync();
    log.put(gpx('b.gpx'), 'changed there');
    log.operate({ op: 'delete', ...gpx('c.gpx'), base: log.head(gpx('c.gpx'))?.seq ?? 0, scope: 'everywhere' });
    log.operate({ op: 'rename', ...gpx('d.gpx'), to: 'moved.gpx', base: log.head(gpx('d.gpx'))?.seq ?? 0 });
    b.library.write(gpx('a.gpx'), 'changed here');
    b.library.rename(gpx('e.gpx'), gpx('renamed.gpx'));
    b.library.write(favourites('favorites.gpx'), 'x=1');
    const { local, cloud, conflicts } = await b.engine.look();
    const short = (rows: typeof local): string[] => rows.map(({ key, change }) => `${change} ${key.name}`);
    expect(short(local)).toEqual(['new favorites.gpx', 'changed a.gpx', 'renamed renamed.gpx']);
    expect(short(cloud)).toEqual(['changed b.gpx', 'deleted c.gpx', 'renamed moved.gpx']);
    expect(conflicts).toEqual([]);
    await b.engine.sync();
    expect(await b.engine.look()).toMatchObject({ local: [], cloud: [], conflicts: [], lastSync: 42 });
    await a.engine.sync();
    expect(a.library.picture()).toEqual(b.library.picture());
  });
});
