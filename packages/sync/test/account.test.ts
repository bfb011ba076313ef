import { describe, expect, test } from 'vitest';
import { gpx } from './memory-device.ts';
import { agreed, names, world } from './stories.ts';

describe('the account', () => {
  test('T6 deleted in the cloud only: kept, shown, uploaded after an edit or when asked for', async () => {
    const { log, a, b } = await agreed();
    log.deleteInCloudOnly(gpx('a.gpx'));
    for (const device of [a, b]) {
      expect(await device.engine.sync()).toMatchObject({ deleted: [], uploaded: [] });
      expect((await device.engine.look()).notInCloud).toEqual([gpx('a.gpx')]);
      expect(device.library.textOf(gpx('a.gpx'))).toBe('one');
    }
    expect(await a.engine.upload([gpx('a.gpx')])).toMatchObject({ uploaded: [{ key: gpx('a.gpx') }] });
    expect(await b.engine.sync()).toMatchObject({ adopted: 1, conflicts: [] });
    log.deleteInCloudOnly(gpx('a.gpx'));
    await a.engine.sync();
    a.library.write(gpx('a.gpx'), 'edited');
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{}] });
    expect(await b.engine.sync()).toMatchObject({ conflicts: [], downloaded: [{}] });
  });

  test('T7 all data deleted: nothing is deleted here, everything is new, automatic sync waits for the person', async () => {
    const { log, a } = await agreed();
    log.deleteAllData();
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ paused: true, uploaded: [], deleted: [] });
    a.restart();
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ paused: true, uploaded: [], deleted: [] });
    expect(await a.engine.look()).toMatchObject({ paused: true, local: [{ key: gpx('a.gpx'), change: 'new' }] });
    expect(a.library.textOf(gpx('a.gpx'))).toBe('one');
    await a.engine.confirmAfterReset();
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ paused: false, uploaded: [{ key: gpx('a.gpx') }] });
  });

  test('T7 all data deleted in the middle of a sync: nothing more is sent', async () => {
    const { log, devices } = world();
    const [a] = devices;
    a.library.write(gpx('a.gpx'), 'one');
    await a.engine.sync();
    for (let number = 0; number < 3000; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    a.cloud.before = (call) => {
      if (call !== 'upload') return;
      a.cloud.before = () => undefined;
      log.deleteAllData();
    };
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ paused: true });
    expect(log.versions.length).toBeLessThan(3000);
    expect(Object.keys(a.library.picture())).toHaveLength(3001);
  });

  test('R27 a server restored from an older backup: unknown is not deleted, nothing is lost', async () => {
    const { log, a, b } = await agreed('a.gpx', 'one');
    a.library.write(gpx('kept.gpx'), 'kept');
    await a.engine.sync();
    await b.engine.sync();
    const old = log.image();
    a.library.write(gpx('late.gpx'), 'late');
    a.library.write(gpx('a.gpx'), 'two');
    await a.engine.sync();
    await b.engine.sync();
    for (const device of [a, b]) device.cloud.log = old;
    old.put(gpx('elsewhere.gpx'), 'written after the restore');
    const result = await a.engine.sync();
    expect(result).toMatchObject({ deleted: [], conflicts: [{ key: gpx('a.gpx') }], uploaded: [{ key: gpx('late.gpx') }] });
    expect(names(result.downloaded)).toEqual(['elsewhere.gpx']);
    await a.engine.resolve(gpx('a.gpx'), 'upload');
    expect(await b.engine.sync()).toMatchObject({ deleted: [], conflicts: [], failed: [] });
    for (const side of [a.library, b.library]) expect(side.picture()).toEqual(old.picture());
    expect(old.picture()).toEqual({
      'GPX/a.gpx': 'two',
      'GPX/elsewhere.gpx': 'written after the restore',
      'GPX/kept.gpx': 'kept',
      'GPX/late.gpx': 'late',
    });
  });
});

describe('numbers given out again', () => {
  test('R27 after a restore the same sequence number may be another content', async () => {
    const { log, devices } = world();
    const [a] = devices;
    a.library.write(gpx('a.gpx'), 'one');
    await a.engine.sync();
    const old = log.image();
    a.library.write(gpx('a.gpx'), 'two');
    await a.engine.sync();
    a.cloud.log = old;
    const before = log.head(gpx('a.gpx'))?.seq;
    expect(old.put(gpx('a.gpx'), 'other').seq).toBe(before);
    expect(await a.engine.sync()).toMatchObject({ conflicts: [{ key: gpx('a.gpx') }], uploaded: [], downloaded: [] });
  });
});
