import { expect, test } from 'vitest';
import { removeForApp } from '../src/library/from-app.ts';
import { operate } from '../src/library/operate.ts';
import { TestLibrary } from './support/library.ts';

const gpx = 'GPX';
const removal = (name: string, stamp: number) => ({ op: 'remove-version', type: gpx, name, stamp }) as const;
async function withVersions(...texts: string[]) {
  const library = await TestLibrary.open();
  const versions: Awaited<ReturnType<TestLibrary['put']>>[] = [];
  for (const text of texts) versions.push(await library.put('a.gpx', text, versions.at(-1)?.seq ?? 0));
  return { library, versions };
}
async function remove(library: TestLibrary, name: string, stamp: number | undefined): Promise<string> {
  const { results } = await operate(library.ctx, library.who, [removal(name, stamp ?? 0)]);
  const [result] = results;
  expect(await library.audit()).toEqual([]);
  return result?.status === 'refused' ? result.error.code : (result?.status ?? 'none');
}
const shelves = async (library: TestLibrary) => {
  const { live, trash, history } = await library.store.storage(1);
  return [live.files, trash.files, history.files];
};

test('C62 removing the deletion brings the file back with a fresh stamp, and its companion with it', async () => {
  const { library, versions } = await withVersions('one', 'two');
  await library.put('a.gpx.info', '{"type":"GPX","file":"/tracks/a.gpx","color":"red"}');
  const deletion = await library.delete('a.gpx', 2);
  expect(await remove(library, 'a.gpx', deletion.stamp)).toBe('done');
  expect(Object.keys(await library.files()).sort()).toEqual(['a.gpx', 'a.gpx.info']);
  const [head] = (await library.changes()).filter((version) => version.name === 'a.gpx');
  expect(head?.stamp).toBeGreaterThan(deletion.stamp);
  expect(await library.store.trash(1, null, 10)).toEqual([]);
  expect(await library.store.history(1, { type: gpx, name: 'a.gpx' })).toHaveLength(3);
  expect(versions).toHaveLength(2);
});

test('3.5 deleting from the trash, in either order of its two requests: nothing comes back, the tombstone stays', async () => {
  for (const deletionFirst of [false, true]) {
    const { library, versions } = await withVersions('one', 'two', 'three');
    const deletion = await library.delete('a.gpx', 3);
    const stamps = [versions[2]?.stamp, deletion.stamp];
    if (deletionFirst) stamps.reverse();
    for (const stamp of stamps) expect(['done', 'same']).toContain(await remove(library, 'a.gpx', stamp));
    expect(await library.files()).toEqual({});
    expect(await library.store.trash(1, null, 10)).toEqual([]);
    expect((await library.changes()).at(-1)).toMatchObject({ kind: 'deletion', scope: 'everywhere', name: 'a.gpx' });
    if (!deletionFirst) expect(await shelves(library)).toEqual([0, 0, 0]);
  }
});

test('3.5 a file that was restored and then edited keeps its edit when an app asks for the old row again', async () => {
  const { library, versions } = await withVersions('one');
  const deletion = await library.delete('a.gpx', 1);
  await remove(library, 'a.gpx', deletion.stamp);
  await library.put('a.gpx', 'edited', 3);
  expect(await remove(library, 'a.gpx', versions[0]?.stamp)).toBe('done');
  expect(await library.files()).toEqual({ 'a.gpx': 'edited' });
  expect(await library.store.history(1, { type: gpx, name: 'a.gpx' })).toHaveLength(1);
});

test('3.5 every row of a file in any order: all content goes, devices of ours are told of a deletion in the cloud only', async () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    const { library, versions } = await withVersions('one', 'two', 'three');
    await library.put('a.gpx.info', 'x');
    for (const index of order) expect(await remove(library, 'a.gpx', versions[index]?.stamp)).toBe('done');
    expect(await shelves(library)).toEqual([0, 0, 0]);
    expect(await library.files()).toEqual({});
    const heads = await library.changes();
    expect(heads.map((head) => [head.name, head.kind, head.kind === 'deletion' && head.scope])).toEqual([
      ['a.gpx', 'deletion', 'cloud'],
      ['a.gpx.info', 'deletion', 'cloud'],
    ]);
    // One that went along with its file is gone as it was to be; one that never was is not.
    expect(await remove(library, 'a.gpx', versions[0]?.stamp)).toBe('same');
    expect(await remove(library, 'b.gpx', versions[0]?.stamp)).toBe('file-not-available');
  }
});

test('C61 an old version goes alone, and an unknown stamp is refused', async () => {
  const { library, versions } = await withVersions('one', 'two', 'three');
  expect(await remove(library, 'a.gpx', versions[1]?.stamp)).toBe('done');
  expect(await library.store.history(1, { type: gpx, name: 'a.gpx' })).toHaveLength(2);
  expect(await remove(library, 'a.gpx', versions[1]?.stamp)).toBe('file-not-available');
  expect(await remove(library, 'a.gpx', 12345)).toBe('file-not-available');
  expect(await library.files()).toEqual({ 'a.gpx': 'three' });
});

test('a renamed file answers to its present name, and the mark at the old name stays', async () => {
  const { library, versions } = await withVersions('one', 'two');
  const renamed = await library.one({ op: 'rename', type: gpx, name: 'a.gpx', to: 'b.gpx', base: 2 });
  expect(await remove(library, 'a.gpx', renamed.stamp)).toBe('done');
  expect((await library.changes()).map((change) => [change.name, change.kind])).toContainEqual(['a.gpx', 'moved']);
  expect(await remove(library, 'b.gpx', versions[0]?.stamp)).toBe('done');
  expect(await library.store.history(1, { type: gpx, name: 'b.gpx' })).toHaveLength(2);
  expect(await library.files()).toEqual({ 'b.gpx': 'two' });
});

test('the newest row of a live file goes: an app then deletes what it sees below, and both are told as they are', async () => {
  const { library, versions } = await withVersions('one', 'two');
  await remove(library, 'a.gpx', versions[1]?.stamp);
  expect(await shelves(library)).toEqual([0, 1, 0]);
  const [gone] = await library.operate({ op: 'delete', type: gpx, name: 'a.gpx', base: 3, scope: 'everywhere' });
  expect(gone).toMatchObject({ status: 'done', version: { scope: 'everywhere' } });
  expect(await library.audit()).toEqual([]);
  expect(await library.store.trash(1, null, 10)).toMatchObject([{ content: { seq: 1 } }]);
  expect(await library.store.purgeTrash(Number.MAX_SAFE_INTEGER, 10, 1)).toBe(1);
});

test('T1 what the apps still see as the newest row is not purged with the trash', async () => {
  const { library, versions } = await withVersions('one', 'two');
  await remove(library, 'a.gpx', versions[1]?.stamp);
  expect(await library.store.purgeTrash(Number.MAX_SAFE_INTEGER, 10, 1)).toBe(0);
});

test('T1 a deletion whose name another file has taken stays in the trash when an app takes it out of its listing; its content can be removed', async () => {
  const library = await TestLibrary.open();
  const gone = await library.put('a', 'one');
  const deletion = await library.delete('a', gone.seq);
  const other = await library.put('b', 'two');
  await library.one({ op: 'rename', type: 'GPX', name: 'b', to: 'a', base: other.seq });
  await removeForApp(library.ctx, library.who, { type: 'GPX', name: 'a' }, deletion.stamp);
  expect(await library.audit()).toEqual([]);
  expect(await library.store.trash(1, null, 9)).toHaveLength(1);
  await library.store.removeTrash(1, { deletions: [deletion.seq] }, library.clock.now());
  expect(await library.store.trash(1, null, 9)).toEqual([]);
  expect(await library.audit()).toEqual([]);
});
