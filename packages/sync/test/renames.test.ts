import { describe, expect, test } from 'vitest';
import { favourites, gpx } from './memory-device.ts';
import { agreed, world } from './stories.ts';

describe('renames', () => {
  test('a rename here is one entry of the log, sends no content and is a rename on the other device', async () => {
    const { log, a, b } = await agreed();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    a.cloud.sent = 0;
    expect(await a.engine.sync()).toMatchObject({
      renamed: [{ key: gpx('b.gpx'), from: gpx('a.gpx'), where: 'cloud' }],
      deleted: [],
      uploaded: [],
    });
    expect(a.cloud.sent).toBe(0);
    expect(log.head(gpx('a.gpx'))?.kind).toBe('moved');
    const calls = b.library.calls.length;
    expect(await b.engine.sync()).toMatchObject({ renamed: [{ key: gpx('b.gpx'), where: 'here' }], deleted: [], downloaded: [] });
    expect(b.library.calls.slice(calls).map(({ call }) => call)).toContain('move');
    expect(b.library.picture()).toEqual({ 'GPX/b.gpx': 'one' });
    for (const device of [a, b])
      expect(await device.engine.sync()).toMatchObject({ renamed: [], uploaded: [], downloaded: [], deleted: [] });
  });

  test('an edit here follows the new name of the cloud', async () => {
    const { log, a, b } = await agreed();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    await a.engine.sync();
    b.library.write(gpx('a.gpx'), 'edited');
    expect(await b.engine.sync()).toMatchObject({ renamed: [{ key: gpx('b.gpx') }], uploaded: [{ key: gpx('b.gpx') }], conflicts: [] });
    expect(log.picture()).toEqual({ 'GPX/b.gpx': 'edited' });
  });

  test('an edit in the cloud is fetched under the new name', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'edited');
    await a.engine.sync();
    b.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    expect(await b.engine.sync()).toMatchObject({ renamed: [{ key: gpx('b.gpx') }], downloaded: [{ key: gpx('b.gpx') }], conflicts: [] });
    expect(log.picture()).toEqual({ 'GPX/b.gpx': 'edited' });
    expect(b.library.picture()).toEqual({ 'GPX/b.gpx': 'edited' });
  });

  test('an edit in the cloud between look and rename is fetched under the new name', async () => {
    const { log, a, b } = await agreed();
    b.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    b.cloud.before = (call) => {
      if (call !== 'operate') return;
      b.cloud.before = () => undefined;
      log.put(gpx('a.gpx'), 'edited');
    };
    expect(await b.engine.sync()).toMatchObject({ renamed: [{ key: gpx('b.gpx') }], downloaded: [{ key: gpx('b.gpx') }], failed: [] });
    await a.engine.sync();
    for (const side of [log, a.library, b.library]) expect(side.picture()).toEqual({ 'GPX/b.gpx': 'edited' });
  });

  test('renamed differently on both sides: the first in the cloud wins, and the other is told', async () => {
    const { log, a, b } = await agreed();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    await a.engine.sync();
    b.library.rename(gpx('a.gpx'), gpx('c.gpx'));
    const result = await b.engine.sync();
    expect(result.renamed).toMatchObject([{ key: gpx('b.gpx'), from: gpx('c.gpx') }]);
    expect(result.renamed[0]?.words).toContain('first');
    for (const side of [log, a.library, b.library]) expect(side.picture()).toEqual({ 'GPX/b.gpx': 'one' });
  });

  test('renamed alike on both sides: only recorded', async () => {
    const { a, b } = await agreed();
    for (const device of [a, b]) device.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    await a.engine.sync();
    expect(await b.engine.sync()).toMatchObject({ renamed: [], downloaded: [], uploaded: [], conflicts: [] });
    expect(b.library.picture()).toEqual({ 'GPX/b.gpx': 'one' });
  });

  test('cut short after the renaming, an edit still has its ancestor', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    const [from, to] = [favourites('favorites-a.gpx'), favourites('favorites-b.gpx')];
    a.library.write(from, 'x=1\ny=1');
    await a.engine.sync();
    await b.engine.sync();
    a.library.rename(from, to);
    await a.engine.sync();
    a.library.write(to, 'x=2\ny=1');
    await a.engine.sync();
    b.library.write(from, 'x=1');
    b.library.before = (call) => {
      if (call === 'settle') throw new Error('crash');
    };
    await expect(b.engine.sync()).rejects.toThrow('crash');
    b.library.before = () => undefined;
    b.restart();
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key: to }], conflicts: [] });
    expect(log.textOf(to)).toBe('x=2');
  });

  test('a chain of renames is one rename on a device that was away', async () => {
    const { log, a, b } = await agreed();
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
    ] as const) {
      a.library.rename(gpx(`${from}.gpx`), gpx(`${to}.gpx`));
      await a.engine.sync();
    }
    a.library.write(gpx('c.gpx'), 'newer');
    await a.engine.sync();
    expect(await b.engine.sync()).toMatchObject({
      renamed: [{ key: gpx('c.gpx'), from: gpx('a.gpx') }],
      downloaded: [{ key: gpx('c.gpx') }],
    });
    expect(b.library.picture()).toEqual(log.picture());
  });

  test('a name that is taken here: the old one goes, nothing is overwritten', async () => {
    const { log, a, b } = await agreed();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    await a.engine.sync();
    b.library.write(gpx('b.gpx'), 'mine');
    expect(await b.engine.sync()).toMatchObject({ conflicts: [{ key: gpx('b.gpx') }], deleted: [{ key: gpx('a.gpx'), where: 'here' }] });
    expect(b.library.picture()).toEqual({ 'GPX/b.gpx': 'mine' });
    expect(log.picture()).toEqual({ 'GPX/b.gpx': 'one' });
  });

  test('two new files of the same content are not a rename', async () => {
    const { log, a } = await agreed();
    a.library.rename(gpx('a.gpx'), gpx('b.gpx'));
    a.library.write(gpx('c.gpx'), 'one');
    expect(await a.engine.sync()).toMatchObject({ renamed: [], uploaded: [{}, {}], deleted: [{}] });
    expect(log.picture()).toEqual({ 'GPX/b.gpx': 'one', 'GPX/c.gpx': 'one' });
  });

  test('a folder is renamed by one operation and told in one line, also with equal contents in it', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    for (const name of ['1', '2', '3', 'sub/4']) a.library.write(gpx(`old/${name}.gpx`), `content ${name}`);
    for (const name of ['x', 'y']) a.library.write(gpx(`old/${name}.gpx`), 'equal');
    await a.engine.sync();
    await b.engine.sync();
    for (const { key } of [...a.library.files.values()]) a.library.rename(key, gpx(key.name.replace('old/', 'new/')));
    a.cloud.calls.length = 0;
    a.cloud.sent = 0;
    const look = await a.engine.look();
    expect(look.local).toMatchObject([{ key: gpx('new'), from: gpx('old'), change: 'renamed', isFolder: true }]);
    const result = await a.engine.sync();
    expect(result.renamed).toMatchObject([{ key: gpx('new'), from: gpx('old'), isFolder: true, files: 6 }]);
    expect(result).toMatchObject({ uploaded: [], deleted: [], adopted: 0, failed: [] });
    expect(a.cloud.sent).toBe(0);
    const other = await b.engine.sync();
    expect(other.renamed).toMatchObject([{ key: gpx('new'), from: gpx('old'), isFolder: true, files: 6, where: 'here' }]);
    expect(other).toMatchObject({ downloaded: [], deleted: [] });
    for (const side of [a.library, b.library]) expect(side.picture()).toEqual(log.picture());
  });

  test('S11 an empty folder and an empty file are never one renamed into the other', async () => {
    const mark = gpx('Alps/__folder__.info');
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(mark, '');
    for (const device of [a, b]) await device.engine.sync();
    for (const [gone, come] of [
      [mark, gpx('Alps.gpx')],
      [gpx('Alps.gpx'), mark],
    ] as const) {
      a.library.delete(gone);
      a.library.write(come, '');
      for (const device of [a, b]) expect(await device.engine.sync()).toMatchObject({ failed: [], renamed: [], conflicts: [] });
      for (const side of [log, a.library, b.library]) expect(side.picture()).toEqual({ [`GPX/${come.name}`]: '' });
    }
  });
});
