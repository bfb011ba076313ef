import { describe, expect, test } from 'vitest';
import type { Device } from './memory-device.ts';
import { gpx } from './memory-device.ts';
import { agreed } from './stories.ts';

const killed = new Error('killed');

/** A sync that the program does not survive: what it sent arrived, and the answer was not recorded. */
async function killedAfter(sent: 'upload' | 'operate', device: Device): Promise<void> {
  let isAnswered = false;
  device.cloud.after = (call) => {
    if (call === sent) isAnswered = true;
  };
  device.bases.before = () => {
    if (isAnswered) throw killed;
  };
  await expect(device.engine.sync()).rejects.toThrow('killed');
  device.cloud.after = () => undefined;
  device.bases.before = () => undefined;
  device.restart();
}
const killedAfterUpload = (device: Device): Promise<void> => killedAfter('upload', device);

describe('what a device sent before it was killed is its own', () => {
  test('R24 deleted by another meanwhile, it is deleted here and does not come back', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('new.gpx'), 'new');
    await killedAfterUpload(a);
    await b.engine.sync();
    b.library.delete(gpx('new.gpx'));
    await b.engine.sync();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], deleted: [{ key: gpx('new.gpx'), where: 'here' }], conflicts: [] });
    expect(log.textOf(gpx('new.gpx'))).toBeNull();
    expect(a.library.textOf(gpx('new.gpx'))).toBeNull();
  });

  test('edited by another meanwhile, the edit arrives without a conflict', async () => {
    const { a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    await killedAfterUpload(a);
    await b.engine.sync();
    b.library.write(gpx('a.gpx'), 'three');
    await b.engine.sync();
    expect(await a.engine.sync()).toMatchObject({ downloaded: [{ key: gpx('a.gpx') }], conflicts: [] });
    expect(a.library.textOf(gpx('a.gpx'))).toBe('three');
  });

  test('renamed by another meanwhile, it is renamed here', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('new.gpx'), 'new');
    await killedAfterUpload(a);
    await b.engine.sync();
    b.library.rename(gpx('new.gpx'), gpx('other.gpx'));
    await b.engine.sync();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], conflicts: [] });
    expect(a.library.picture()).toEqual(log.picture());
    expect(log.textOf(gpx('new.gpx'))).toBeNull();
  });

  test('edited here since and deleted there, the edit wins', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('new.gpx'), 'new');
    await killedAfterUpload(a);
    await b.engine.sync();
    b.library.delete(gpx('new.gpx'));
    await b.engine.sync();
    a.library.write(gpx('new.gpx'), 'newer');
    await a.engine.sync();
    expect(log.textOf(gpx('new.gpx'))).toBe('newer');
  });

  test('what never arrived is new: a deletion of something older does not touch it', async () => {
    const { log, a, b } = await agreed();
    b.library.write(gpx('old.gpx'), 'same');
    await b.engine.sync();
    b.library.delete(gpx('old.gpx'));
    await b.engine.sync();
    a.library.write(gpx('old.gpx'), 'same');
    a.cloud.before = (call) => {
      if (call === 'upload') throw killed;
    };
    await expect(a.engine.sync()).rejects.toThrow('killed');
    a.cloud.before = () => undefined;
    a.restart();
    await a.engine.sync();
    expect(log.textOf(gpx('old.gpx'))).toBe('same');
    expect(a.library.textOf(gpx('old.gpx'))).toBe('same');
  });

  test('nothing is kept of it once it is settled', async () => {
    const { a } = await agreed();
    expect(a.bases.sent.size).toBe(0);
    a.library.write(gpx('new.gpx'), 'new');
    await killedAfterUpload(a);
    expect(a.bases.sent.size).toBe(1);
    await a.engine.sync();
    expect(a.bases.sent.size).toBe(0);
  });

  test('R24 a first try that arrived and was deleted before the second one comes back neither', async () => {
    const { log, a } = await agreed();
    const key = gpx('new.gpx');
    a.library.write(key, 'new');
    a.cloud.before = (call) => {
      if (call !== 'upload') return;
      a.cloud.before = () => undefined;
      const { seq } = log.put(key, 'new');
      log.operate({ op: 'delete', ...key, base: seq, scope: 'everywhere' });
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], deleted: [{ key, where: 'here' }] });
    expect(log.textOf(key)).toBeNull();
  });

  test('R24 its new name: what another made of the file since is repeated here, and the name does not come back', async () => {
    for (const change of ['moved on', 'deleted', 'edited'] as const) {
      const { log, a, b } = await agreed();
      a.library.rename(gpx('a.gpx'), gpx('mine.gpx'));
      await killedAfter('operate', a);
      await b.engine.sync();
      if (change === 'moved on') b.library.rename(gpx('mine.gpx'), gpx('other.gpx'));
      else if (change === 'deleted') b.library.delete(gpx('mine.gpx'));
      else b.library.write(gpx('mine.gpx'), 'edited');
      await b.engine.sync();
      expect(await a.engine.sync(), change).toMatchObject({ uploaded: [], conflicts: [], failed: [] });
      expect(a.library.picture(), change).toEqual(log.picture());
      expect(log.textOf(gpx('mine.gpx')), change).toBe(change === 'edited' ? 'edited' : null);
    }
  });

  test('R24 the new name of its folder: a file that another moved on or deleted since does not come back', async () => {
    for (const change of ['moved on', 'deleted'] as const) {
      const { log, a, b } = await agreed();
      for (const name of ['one', 'two', 'three']) a.library.write(gpx(`trip/${name}.gpx`), name);
      await a.engine.sync();
      await b.engine.sync();
      for (const name of ['one', 'two', 'three']) a.library.rename(gpx(`trip/${name}.gpx`), gpx(`tour/${name}.gpx`));
      await killedAfter('operate', a);
      await b.engine.sync();
      if (change === 'moved on') b.library.rename(gpx('tour/two.gpx'), gpx('two.gpx'));
      else b.library.delete(gpx('tour/two.gpx'));
      await b.engine.sync();
      expect(await a.engine.sync(), change).toMatchObject({ uploaded: [], conflicts: [], failed: [] });
      expect(a.library.picture(), change).toEqual(log.picture());
      expect(log.textOf(gpx('tour/two.gpx')), change).toBeNull();
    }
  });
});
