import { describe, expect, test } from 'vitest';
import type { MemoryLog } from './memory-cloud.ts';
import { gpx } from './memory-device.ts';
import type { Device } from './memory-device.ts';
import { names, world } from './stories.ts';

describe('companions', () => {
  const info = gpx('a.gpx.info');
  async function withCompanion(): Promise<{ log: MemoryLog; a: Device; b: Device }> {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(gpx('a.gpx'), 'one');
    a.library.write(info, 'color=red\nfile=a.gpx.info');
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{ key: gpx('a.gpx') }] });
    expect(await b.engine.sync()).toMatchObject({ downloaded: [{ key: gpx('a.gpx') }] });
    expect(b.library.picture()).toEqual(log.picture());
    return { log, a, b };
  }

  test('S11 they are in no list and no count, and go with every file', async () => {
    const { log, a } = await withCompanion();
    a.library.write(info, 'color=blue\nfile=a.gpx.info');
    expect((await a.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    expect((await a.engine.sync()).uploaded).toEqual([]);
    expect(log.textOf(info)).toContain('blue');
  });

  test('they follow a rename and a deletion within the same sync', async () => {
    const { log, a, b } = await withCompanion();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    const result = await a.engine.sync();
    expect(names(result.renamed)).toEqual(['b.gpx']);
    expect(result).toMatchObject({ uploaded: [], downloaded: [], deleted: [], failed: [] });
    expect(a.library.picture()).toEqual({ 'GPX/b.gpx': 'one', 'GPX/b.gpx.info': 'color=red\nfile=b.gpx.info' });
    expect(names((await b.engine.sync()).renamed)).toEqual(['b.gpx']);
    expect(b.library.picture()).toEqual(log.picture());
    a.library.delete(gpx('b.gpx'));
    expect(names((await a.engine.sync()).deleted)).toEqual(['b.gpx']);
    expect(a.library.picture()).toEqual({});
    await b.engine.sync();
    expect(b.library.picture()).toEqual({});
    expect(log.picture()).toEqual({});
    for (const device of [a, b]) {
      device.cloud.calls.length = 0;
      await device.engine.sync();
      expect(device.cloud.calls).toEqual(['changes']);
    }
  });

  test("two different ones merge key by key, the cloud's winning a key", async () => {
    const { log, a, b } = await withCompanion();
    a.library.write(info, 'color=green\nfile=a.gpx.info');
    await a.engine.sync();
    b.library.write(info, 'color=blue\nfile=a.gpx.info\nwidth=3');
    expect(await b.engine.sync()).toMatchObject({ conflicts: [], merged: [], uploaded: [] });
    await a.engine.sync();
    for (const side of [log, a.library, b.library]) expect(side.picture()['GPX/a.gpx.info']).toBe('color=green\nfile=a.gpx.info\nwidth=3');
  });

  test('they wait while their file is in conflict, and follow the choice', async () => {
    const { log, a, b } = await withCompanion();
    a.library.write(gpx('a.gpx'), 'from a');
    a.library.write(info, 'color=green\nfile=a.gpx.info');
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'from b');
    b.library.write(info, 'file=a.gpx.info\nwidth=3');
    expect((await b.engine.sync()).conflicts).toHaveLength(1);
    expect(b.library.picture()['GPX/a.gpx.info']).toBe('file=a.gpx.info\nwidth=3');
    await b.engine.resolve(gpx('a.gpx'), 'upload');
    expect(log.textOf(gpx('a.gpx'))).toBe('from b');
    expect(log.textOf(info)).toBe('color=green\nfile=a.gpx.info\nwidth=3');
    expect(b.library.picture()).toEqual(log.picture());
  });

  test('one that changed on one side only waits too while its file is in conflict', async () => {
    const { log, a, b } = await withCompanion();
    a.library.write(gpx('a.gpx'), 'from a');
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'from b');
    b.library.write(info, 'color=blue\nfile=a.gpx.info');
    await b.engine.sync();
    expect(log.textOf(info)).toContain('red');
    await b.engine.resolve(gpx('a.gpx'), 'upload');
    expect(log.textOf(info)).toContain('blue');
  });

  test('a changed companion of a file that was deleted elsewhere goes with it', async () => {
    const { log, a, b } = await withCompanion();
    a.library.delete(gpx('a.gpx'));
    await a.engine.sync();
    b.library.write(info, 'color=blue\nfile=a.gpx.info');
    await b.engine.sync();
    expect(b.library.picture()).toEqual({});
    expect(log.picture()).toEqual({});
  });

  test('T6 they stay with a file that is kept here only, and go to the cloud with it', async () => {
    const { log, a } = await withCompanion();
    log.deleteInCloudOnly(gpx('a.gpx'));
    await a.engine.sync();
    expect((await a.engine.look()).notInCloud).toEqual([gpx('a.gpx')]);
    a.library.write(gpx('a.gpx'), 'edited');
    await a.engine.sync();
    expect(log.picture()).toEqual(a.library.picture());
  });
});
