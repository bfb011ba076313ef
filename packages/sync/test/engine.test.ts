import { describe, expect, test } from 'vitest';
import { MemoryLog, offline } from './memory-cloud.ts';
import { Device, favourites, gpx } from './memory-device.ts';

function world(count = 2): { log: MemoryLog; devices: [Device, Device, ...Device[]] } {
  const log = new MemoryLog();
  const devices: [Device, Device, ...Device[]] = [new Device(log), new Device(log)];
  while (devices.length < count) devices.push(new Device(log));
  return { log, devices };
}
/** Two devices and the cloud with the same file. */
async function agreed(name = 'a.gpx', text = 'one'): Promise<{ log: MemoryLog; a: Device; b: Device }> {
  const { log, devices } = world();
  const [a, b] = devices;
  a.library.write(gpx(name), text);
  await a.engine.sync();
  await b.engine.sync();
  return { log, a, b };
}
const names = (lines: readonly { key: { name: string } }[]): string[] => lines.map(({ key }) => key.name);

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

describe('merges', () => {
  const key = favourites('favorites.gpx');
  async function both(base: string, mine: string, theirs: string): Promise<{ log: MemoryLog; a: Device; b: Device }> {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(key, base);
    await a.engine.sync();
    await b.engine.sync();
    a.library.write(key, theirs);
    await a.engine.sync();
    b.library.write(key, mine);
    return { log, a, b };
  }

  test('S6 point by point against the common ancestor; the result is on both sides', async () => {
    const { log, a, b } = await both('x=1\ny=1', 'x=2\ny=1\nz=1', 'x=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }], conflicts: [], uploaded: [], downloaded: [] });
    expect(b.library.textOf(key)).toBe('x=2\nz=1');
    expect(log.textOf(key)).toBe('x=2\nz=1');
    await a.engine.sync();
    expect(a.library.textOf(key)).toBe('x=2\nz=1');
  });

  test('S6 what contradicts stays a conflict with reasons, is not tried again, and is tried again after an edit', async () => {
    const { b } = await both('x=1', 'x=2', 'x=3');
    expect(await b.engine.sync()).toMatchObject({ merged: [], conflicts: [{ key, reasons: ['x differs'] }], failed: [] });
    for (const again of [1, 2]) {
      if (again === 2) b.restart();
      b.cloud.calls.length = 0;
      expect(await b.engine.sync()).toMatchObject({ conflicts: [{ key, reasons: ['x differs'] }] });
      expect(b.cloud.calls).toEqual(['changes']);
    }
    b.library.write(key, 'x=1\ny=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }], conflicts: [] });
    expect(b.library.textOf(key)).toBe('x=3\ny=1');
  });

  test('S6 without an ancestor only what does not contradict is united', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(key, 'x=1');
    await a.engine.sync();
    b.library.write(key, 'y=1');
    expect(await b.engine.sync()).toMatchObject({ merged: [{ key }] });
    expect(log.textOf(key)).toBe('x=1\ny=1');
  });

  test('S6 an edit while the result is uploaded is not lost', async () => {
    const { log, a, b } = await both('x=1\ny=1', 'x=2\ny=1', 'x=1\ny=1\nz=1');
    b.cloud.after = (call) => {
      if (call === 'upload') {
        b.library.write(key, 'x=2\ny=1\nw=1');
        b.cloud.after = () => undefined;
      }
    };
    await b.engine.sync();
    expect(b.library.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
    expect(log.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
    await a.engine.sync();
    expect(a.library.textOf(key)).toBe('w=1\nx=2\ny=1\nz=1');
  });
});

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
});

describe('trouble', () => {
  test('R15 an answer that is lost costs nothing twice, not even after another edit', async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.cloud.after = (call) => {
      if (call === 'upload') throw offline();
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], stopped: { kind: 'offline' } });
    a.cloud.after = () => undefined;
    a.library.write(gpx('a.gpx'), 'three');
    a.restart();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{}], conflicts: [] });
    expect(log.versions.map((version) => version.kind)).toEqual(['content', 'content', 'content']);
    await b.engine.sync();
    expect(b.library.textOf(gpx('a.gpx'))).toBe('three');
  });

  test('one bad file does not stop the others', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    for (const name of ['a', 'b', 'c']) a.library.write(gpx(name), name);
    log.refuse = (key) => (key.name === 'b' ? { code: 'space-exceeded', message: 'no space' } : null);
    expect(await a.engine.sync()).toMatchObject({
      uploaded: [{}, {}],
      failed: [{ key: gpx('b'), code: 'space-exceeded', reason: 'no space' }],
    });
    a.cloud.sent = 0;
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ failed: [{ key: gpx('b'), reason: 'no space' }] });
    expect(a.cloud.sent).toBe(0);
    await a.engine.sync();
    expect(a.cloud.sent).toBe(1);
    a.library.write(gpx('b'), 'changed');
    await a.engine.sync({ unattended: true });
    expect(a.cloud.sent).toBe(8);
    log.refuse = () => null;
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ uploaded: [], failed: [{}] });
    log.put(gpx('other'), 'x');
    await b.engine.sync();
    b.library.delete(gpx('other'));
    await b.engine.sync();
    expect(await a.engine.sync({ unattended: true })).toMatchObject({ uploaded: [{ key: gpx('b') }], failed: [] });
  });

  test('a file that cannot be read is failed, and never seems deleted', async () => {
    const { log, a } = await agreed();
    a.library.delete(gpx('a.gpx'));
    a.library.problems = [{ path: 'tracks/a.gpx', key: gpx('a.gpx'), reason: 'no right to read', kind: 'failed' }];
    expect(await a.engine.sync()).toMatchObject({ deleted: [], failed: [{ key: gpx('a.gpx'), reason: 'no right to read' }] });
    expect(log.textOf(gpx('a.gpx'))).toBe('one');
  });

  test('a file that cannot be hashed is failed, and the rest goes on', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.library.write(gpx('b.gpx'), 'new');
    a.library.hash = async () => ({ files: [], problems: [] });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{ key: gpx('b.gpx') }], failed: [{ key: gpx('a.gpx'), code: 'unreadable' }] });
    expect(log.textOf(gpx('a.gpx'))).toBe('one');
  });

  test('an edit here while the deletion arrives wins', async () => {
    const { log, a, b } = await agreed();
    a.library.delete(gpx('a.gpx'));
    await a.engine.sync();
    b.library.before = (call) => {
      if (call !== 'remove') return;
      b.library.before = () => undefined;
      b.library.write(gpx('a.gpx'), 'mine');
    };
    expect(await b.engine.sync()).toMatchObject({ deleted: [], uploaded: [{ key: gpx('a.gpx') }], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('mine');
  });

  test('a refusal is forgotten when the file went through', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('b.gpx'), 'x');
    log.refuse = () => ({ code: 'space-exceeded', message: 'no space' });
    await a.engine.sync();
    expect(a.bases.memo.refused).toMatchObject([{ key: gpx('b.gpx'), code: 'space-exceeded' }]);
    log.refuse = () => null;
    await a.engine.sync();
    expect(a.bases.memo.refused).toEqual([]);
  });

  test('a file that changes while it is read is judged again', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    a.library.before = (call) => {
      if (call !== 'pack') return;
      a.library.before = () => undefined;
      a.library.write(gpx('a.gpx'), 'three');
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [{}], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('three');
  });

  test("an edit here while the cloud's version arrives is not overwritten", async () => {
    const { log, a, b } = await agreed();
    a.library.write(gpx('a.gpx'), 'two');
    await a.engine.sync();
    b.library.before = (call) => {
      if (call !== 'place') return;
      b.library.before = () => undefined;
      b.library.write(gpx('a.gpx'), 'mine');
    };
    expect(await b.engine.sync()).toMatchObject({ downloaded: [], conflicts: [{ key: gpx('a.gpx') }] });
    expect(b.library.textOf(gpx('a.gpx'))).toBe('mine');
    expect(log.textOf(gpx('a.gpx'))).toBe('two');
  });

  test('R13 a write in the cloud between look and upload is never overwritten', async () => {
    const { log, a } = await agreed();
    a.library.write(gpx('a.gpx'), 'mine');
    a.cloud.before = (call) => {
      if (call !== 'upload') return;
      a.cloud.before = () => undefined;
      log.put(gpx('a.gpx'), 'theirs');
    };
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], conflicts: [{ key: gpx('a.gpx') }], failed: [] });
    expect(log.textOf(gpx('a.gpx'))).toBe('theirs');
  });

  test('S2 cancelled: what was begun is recorded, the next run goes on', async () => {
    const { log, devices } = world();
    const [a] = devices;
    for (let number = 0; number < 1200; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    const stop = new AbortController();
    a.cloud.after = (call) => {
      if (call === 'upload') stop.abort();
    };
    const result = await a.engine.sync({ signal: stop.signal });
    expect(result.cancelled).toBe(true);
    expect(result.uploaded).toHaveLength(log.versions.length);
    expect(result.uploaded.length).toBeLessThan(1200);
    a.restart();
    const rest = await a.engine.sync();
    expect(rest.uploaded.length + result.uploaded.length).toBe(1200);
    expect(log.versions).toHaveLength(1200);
  });

  test('S10 offline: says so, keeps what is known', async () => {
    const { a } = await agreed();
    a.cloud.before = () => {
      throw offline();
    };
    a.library.write(gpx('b.gpx'), 'new');
    expect(await a.engine.look()).toMatchObject({ counts: { local: 1 }, stopped: { kind: 'offline' } });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], failed: [], stopped: { kind: 'offline' } });
  });

  test('an error of the bases is thrown, and the next call starts from what is durable', async () => {
    const { a } = await agreed();
    a.library.write(gpx('b.gpx'), 'new');
    a.bases.before = () => {
      throw new Error('disk full');
    };
    await expect(a.engine.sync()).rejects.toThrow('disk full');
    a.bases.before = () => undefined;
    expect(await a.engine.sync()).toMatchObject({ adopted: 1, failed: [] });
  });
});

describe('brake', () => {
  async function dozen(count = 12): Promise<{ log: MemoryLog; a: Device; b: Device }> {
    const { log, devices } = world();
    const [a, b] = devices;
    for (let number = 0; number < count; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    await a.engine.sync();
    await b.engine.sync();
    return { log, a, b };
  }
  test('deletions beyond a quarter and ten wait, everything else goes on; allowed they are done', async () => {
    const { log, a, b } = await dozen();
    for (let number = 0; number < 10; number++) a.library.delete(gpx(`${number}.gpx`));
    a.library.write(gpx('new.gpx'), 'new');
    const result = await a.engine.sync({ unattended: true });
    expect(result).toMatchObject({ deleted: [], uploaded: [{ key: gpx('new.gpx') }] });
    expect(result.waiting.there).toHaveLength(10);
    expect((await a.engine.look()).waiting.there).toHaveLength(10);
    expect((await a.engine.sync({ allowDeletions: true })).deleted).toHaveLength(10);
    expect(Object.keys(log.picture())).toHaveLength(3);
    const other = await b.engine.sync();
    expect(other.waiting.here).toHaveLength(10);
    expect(names(other.downloaded)).toEqual(['new.gpx']);
    b.restart();
    expect((await b.engine.sync()).waiting.here).toHaveLength(10);
    expect((await b.engine.sync({ allowDeletions: true })).deleted).toHaveLength(10);
    expect(b.library.picture()).toEqual(log.picture());
  });
  test('nine of twelve, or ten of forty, do not wait', async () => {
    for (const [count, gone] of [
      [12, 9],
      [40, 10],
    ] as const) {
      const { a } = await dozen(count);
      for (let number = 0; number < gone; number++) a.library.delete(gpx(`${number}.gpx`));
      expect((await a.engine.sync()).deleted).toHaveLength(gone);
    }
  });
});

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

describe('selection', () => {
  test('S7 switched off: left alone on both sides; on again: missing here is downloaded, never deleted there', async () => {
    const { log, a, b } = await agreed();
    a.library.write(favourites('favorites.gpx'), 'x=1');
    await a.engine.sync();
    expect(await a.engine.select(['GPX'], false)).toEqual(['GPX']);
    a.library.delete(gpx('a.gpx'));
    a.library.write(gpx('new.gpx'), 'new');
    await b.engine.sync();
    b.library.write(gpx('b.gpx'), 'from b');
    await b.engine.sync();
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], deleted: [], downloaded: [] });
    expect((await a.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    expect(await a.engine.select(['GPX'], true)).toEqual([]);
    a.restart();
    const result = await a.engine.sync();
    expect(names(result.downloaded)).toEqual(['a.gpx', 'b.gpx']);
    expect(names(result.uploaded)).toEqual(['new.gpx']);
    expect(result.deleted).toEqual([]);
    expect(a.library.picture()).toEqual(log.picture());
  });

  test('S9 maps stay where they are: never read, sent, listed or failed', async () => {
    const { log, devices } = world();
    const [a] = devices;
    a.library.write({ type: 'FILE', name: 'Netherlands_europe.obf' }, 'map');
    expect((await a.engine.look()).counts).toEqual({ local: 0, cloud: 0, conflicts: 0 });
    expect(await a.engine.sync()).toMatchObject({ uploaded: [], failed: [] });
    expect([a.library.count('hash'), a.library.count('pack'), log.versions.length]).toEqual([0, 0, 0]);
  });

  test('S7 a folder, a group and a category', async () => {
    const { log, devices } = world();
    const [a] = devices;
    for (const name of ['Alps/1.gpx', 'Alpspitze/2.gpx', '3.gpx']) a.library.write(gpx(name), name);
    a.library.write(favourites('favorites-Home.gpx'), 'x=1');
    a.library.write({ type: 'PROFILE', name: 'car.json' }, '{}');
    await a.engine.select(['GPX/Alps', 'FAVOURITES/favorites-Home.gpx', 'settings'], false);
    expect(names((await a.engine.sync()).uploaded)).toEqual(['3.gpx', 'Alpspitze/2.gpx']);
    await a.engine.select(['GPX', 'settings'], true);
    expect(names((await a.engine.sync()).uploaded)).toEqual(['Alps/1.gpx', 'car.json']);
    expect(await a.engine.selection()).toEqual(['FAVOURITES/favorites-Home.gpx']);
    expect(Object.keys(log.picture())).toHaveLength(4);
  });
});

describe('names', () => {
  const [nfc, nfd] = ['Caf\u00e9.gpx', 'Cafe\u0301.gpx'];
  test("the same name in another normal form is the same file, kept in the cloud's spelling", async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(gpx(nfc), 'one');
    b.library.write(gpx(nfd), 'one');
    await a.engine.sync();
    expect(await b.engine.sync()).toMatchObject({ adopted: 1, uploaded: [], downloaded: [] });
    expect(b.library.picture()).toEqual({ [`GPX/${nfd}`]: 'one' });
    b.library.write(gpx(nfd), 'two');
    expect(names((await b.engine.sync({ only: [gpx(nfd)] })).uploaded)).toEqual([nfc]);
    await a.engine.sync();
    a.library.write(gpx(nfc), 'three');
    await a.engine.sync();
    await b.engine.sync();
    expect(b.library.picture()).toEqual({ [`GPX/${nfd}`]: 'three' });
    b.library.delete(gpx(nfd));
    await b.engine.sync({ only: [gpx(nfd)] });
    await a.engine.sync();
    expect(log.picture()).toEqual({});
    expect(a.library.picture()).toEqual({});
  });

  test('two files of which neither is spelled as in the cloud are two files', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    const [one, two, three] = ['\u1e69.gpx', 's\u0307\u0323.gpx', '\u1e61\u0323.gpx'];
    a.library.write(gpx(one), 'cloud');
    await a.engine.sync();
    b.library.write(gpx(two), 'second');
    b.library.write(gpx(three), 'third');
    expect(await b.engine.sync()).toMatchObject({ conflicts: [] });
    expect(Object.values(log.picture()).sort()).toEqual(['cloud', 'second', 'third']);
  });

  test('both spellings on one device are two files', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(gpx(nfc), 'one');
    a.library.write(gpx(nfd), 'two');
    await a.engine.sync();
    await b.engine.sync();
    expect(log.picture()).toEqual({ [`GPX/${nfc}`]: 'one', [`GPX/${nfd}`]: 'two' });
    expect(b.library.picture()).toEqual(log.picture());
  });
});

describe('the watcher', () => {
  test('S8 a hint looks at what it names and asks the cloud once more only to send it', async () => {
    const { log, a } = await agreed();
    for (let number = 0; number < 50; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    await a.engine.sync();
    a.library.calls.length = 0;
    a.cloud.calls.length = 0;
    a.library.write(gpx('7.gpx'), 'edited');
    expect(await a.engine.sync({ unattended: true, only: [gpx('7.gpx')] })).toMatchObject({ uploaded: [{ key: gpx('7.gpx') }] });
    expect(a.cloud.calls).toEqual(['changes', 'upload']);
    expect(a.library.calls.map(({ call, name }) => `${call} ${name}`)).toEqual(
      ['scan 7.gpx', 'hash 7.gpx', 'pack 7.gpx'].filter((line) => line !== 'hash 7.gpx'),
    );
    log.put(gpx('9.gpx'), 'from elsewhere');
    expect(await a.engine.sync({ unattended: true, only: [] })).toMatchObject({ downloaded: [{ key: gpx('9.gpx') }] });
    a.library.rename(gpx('3.gpx'), gpx('three.gpx'));
    expect(await a.engine.sync({ unattended: true, only: [gpx('3.gpx'), gpx('three.gpx')] })).toMatchObject({
      renamed: [{}],
      deleted: [],
      uploaded: [],
    });
  });
});

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
