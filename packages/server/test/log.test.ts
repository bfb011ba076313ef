import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { TestLibrary, codeOf, contentOf, noise, sha256 } from './support/library.ts';

test('S2 an upload is a version with the next number, its content comes back byte for byte', async () => {
  const library = await TestLibrary.open();
  const version = await library.put('hikes/Sunday loop.gpx', '<gpx/>');
  expect(version).toMatchObject({
    seq: 1,
    file: 1,
    kind: 'content',
    name: 'hikes/Sunday loop.gpx',
    device: 7,
    size: 6,
    hash: sha256(Buffer.from('<gpx/>')),
  });
  expect(await library.read(1)).toBe('<gpx/>');
  expect(await library.audit()).toEqual([]);
});

test('an upload with an old base is refused and brings the head; with the newest it is the next version of the same file', async () => {
  const library = await TestLibrary.open();
  await library.put('a.gpx', 'one');
  const second = await library.put('a.gpx', 'two', 1);
  expect(second).toMatchObject({ seq: 2, file: 1 });
  const [refused] = await library.upload([{ name: 'a.gpx', content: 'three', base: 1 }]);
  expect(refused).toMatchObject({ status: 'refused', error: { code: 'base-outdated' }, head: { seq: 2 } });
  expect(await library.files()).toEqual({ 'a.gpx': 'two' });
  expect(await library.audit()).toEqual([]);
});

test('R15 the same content again is nothing to do, whatever the base', async () => {
  const library = await TestLibrary.open();
  await library.put('a.gpx', 'one');
  for (const base of [0, 1, 99])
    expect((await library.upload([{ name: 'a.gpx', content: 'one', base }]))[0]).toMatchObject({ status: 'same', version: { seq: 1 } });
  expect((await library.store.storage(1)).live.files).toBe(1);
});

test('T1-T2 a deleted file is in the trash with its companion, and a restore brings both back with a fresh stamp', async () => {
  const library = await TestLibrary.open();
  const { stamp } = await library.put('a.gpx', 'track');
  await library.put('a.gpx.info', '{"type":"GPX","file":"/tracks/a.gpx","color":"red"}');
  await library.delete('a.gpx', 1);
  expect(await library.files()).toEqual({});
  const trash = await library.store.trash(1, null, 10);
  expect(trash).toMatchObject([{ deletion: { name: 'a.gpx', scope: 'everywhere' }, content: { seq: 1 } }]);
  const restored = await library.one({ op: 'restore', seq: 1 });
  expect(restored).toMatchObject({ name: 'a.gpx', file: 1 });
  expect(restored.stamp).toBeGreaterThan(stamp);
  expect(Object.keys(await library.files())).toEqual(['a.gpx', 'a.gpx.info']);
  expect(await library.store.trash(1, null, 10)).toEqual([]);
  expect(await library.audit()).toEqual([]);
});

test('an upload on top of a deletion goes on the same file, and the trash item becomes history', async () => {
  const library = await TestLibrary.open();
  await library.put('a.gpx', 'one');
  const deletion = await library.delete('a.gpx', 1);
  const again = await library.put('a.gpx', 'two', deletion.seq);
  expect(again.file).toBe(1);
  expect((await library.store.history(1, { type: 'GPX', name: 'a.gpx' })).map((version) => version.kind)).toEqual([
    'content',
    'deletion',
    'content',
  ]);
  expect(await library.store.trash(1, null, 10)).toEqual([]);
  expect(await library.audit()).toEqual([]);
});

test('a rename is one entry: content at the new name, a mark at the old one, history and companion follow, nothing in the trash', async () => {
  const library = await TestLibrary.open();
  await library.put('hikes/a.gpx', 'one');
  await library.put('hikes/a.gpx', 'two', 1);
  await library.put('hikes/a.gpx.info', '{"type":"GPX","file":"\\/tracks\\/hikes\\/a.gpx","x":{"file":"keep"},"width":"bold"}');
  const renamed = await library.one({ op: 'rename', type: 'GPX', name: 'hikes/a.gpx', to: 'rides/b.gpx', base: 2 });
  expect(renamed).toMatchObject({ seq: 4, name: 'rides/b.gpx', file: 1, hash: sha256(Buffer.from('two')) });
  expect(await library.files()).toEqual({
    'rides/b.gpx': 'two',
    'rides/b.gpx.info': '{"type":"GPX","file":"\\/tracks\\/rides\\/b.gpx","x":{"file":"keep"},"width":"bold"}',
  });
  expect((await library.changes()).find((version) => version.name === 'hikes/a.gpx')).toMatchObject({
    kind: 'moved',
    seq: 4,
    to: { name: 'rides/b.gpx' },
  });
  expect((await library.store.history(1, { type: 'GPX', name: 'rides/b.gpx' })).map((version) => version.seq)).toEqual([4, 2, 1]);
  expect(await library.store.trash(1, null, 10)).toEqual([]);
  expect((await library.store.storage(1)).history.files, 'what a rename leaves behind costs nothing').toBe(1);
  expect(await library.audit()).toEqual([]);
});

test('a page of changes never parts the two rows of a rename', async () => {
  const library = await TestLibrary.open();
  await library.put('a', '1');
  await library.one({ op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 1 });
  await library.put('c', '3');
  const first = await library.store.changes({ account: 1, cursor: 0, limit: 1, types: null });
  expect(first).toMatchObject({
    cursor: 2,
    more: true,
    changes: [
      { kind: 'content', name: 'b' },
      { kind: 'moved', name: 'a' },
    ],
  });
  expect(await library.store.changes({ account: 1, cursor: first.cursor, limit: 1, types: null })).toMatchObject({
    cursor: 3,
    more: false,
    changes: [{ name: 'c' }],
  });
});

test('a cursor passes over types that are not asked for', async () => {
  const library = await TestLibrary.open();
  await library.put('a', '1');
  await library.put('favorites.gpx', '2', 0, 'FAVOURITES');
  expect(await library.store.changes({ account: 1, cursor: 0, limit: 10, types: ['GPX'] })).toMatchObject({
    cursor: 2,
    changes: [{ name: 'a' }],
  });
});

test('a rename onto a live name is refused, onto a deleted one it takes the name and the trash keeps its item', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'one');
  await library.put('b', 'two');
  const rename = { op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 1 } as const;
  expect(codeOf((await library.operate(rename))[0])).toBe('name-taken');
  await library.delete('b', 2);
  await library.one(rename);
  expect(await library.files()).toEqual({ b: 'one' });
  expect(await library.store.trash(1, null, 9)).toMatchObject([{ deletion: { name: 'b' }, content: { seq: 2 } }]);
  expect(codeOf((await library.operate({ op: 'restore', seq: 2 }))[0]), 'the name is another file by now').toBe('name-taken');
  const back = await library.one({ op: 'restore', seq: 2, to: 'b again' });
  expect(back.file).toBe(2);
  expect(await library.files()).toEqual({ b: 'one', 'b again': 'two' });
  expect(await library.audit()).toEqual([]);
});

test('T5 an old version becomes the head again, also of a file that was renamed', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'one');
  await library.put('a', 'two', 1);
  await library.one({ op: 'rename', type: 'GPX', name: 'a', to: 'b', base: 2 });
  await library.one({ op: 'restore', seq: 1 });
  expect(await library.files()).toEqual({ b: 'one' });
  await library.one({ op: 'copy', seq: 2, to: 'c' });
  expect(await library.files()).toEqual({ b: 'one', c: 'two' });
  expect(await library.audit()).toEqual([]);
});

test('folders are moved and deleted at once, and left alone when they hold something newer than the caller saw', async () => {
  const library = await TestLibrary.open();
  for (const name of ['h/a.gpx', 'h/a.gpx.info', 'h/deep/b.gpx', 'hx/c.gpx', 'h%/d.gpx'])
    await library.put(name, name.endsWith('info') ? '{"file":"tracks/h/a.gpx"}' : name);
  const stale = await library.operate({ op: 'rename-folder', type: 'GPX', name: 'h', to: 'rides/2024', base: 2 });
  expect(codeOf(stale[0])).toBe('base-outdated');
  await library.one({ op: 'rename-folder', type: 'GPX', name: 'h', to: 'rides/2024', base: 5 });
  expect(Object.keys(await library.files()).toSorted()).toEqual([
    'h%/d.gpx',
    'hx/c.gpx',
    'rides/2024/a.gpx',
    'rides/2024/a.gpx.info',
    'rides/2024/deep/b.gpx',
  ]);
  expect((await library.files())['rides/2024/a.gpx.info']).toBe('{"file":"tracks/rides/2024/a.gpx"}');
  expect(codeOf((await library.operate({ op: 'rename-folder', type: 'GPX', name: 'h', to: 'rides/2024', base: 5 }))[0]), 'repeated').toBe(
    'same',
  );
  await library.one({ op: 'delete-folder', type: 'GPX', name: 'rides' });
  expect(Object.keys(await library.files()).toSorted()).toEqual(['h%/d.gpx', 'hx/c.gpx']);
  expect(codeOf((await library.operate({ op: 'delete-folder', type: 'GPX', name: 'rides' }))[0]), 'repeated').toBe('same');
  expect(codeOf((await library.operate({ op: 'rename-folder', type: 'GPX', name: 'hx', to: 'hx/in' }))[0])).toBe('bad-request');
  expect(await library.audit()).toEqual([]);
});

test('T4 emptying the trash keeps tombstones, so that nothing comes back', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'one');
  await library.put('a', 'two', 1);
  await library.delete('a', 2);
  await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
  expect(await library.store.trash(1, null, 9)).toEqual([]);
  expect(await library.changes()).toMatchObject([{ kind: 'deletion', name: 'a', seq: 3 }]);
  expect(await library.read(1)).toBe('file-not-available');
  expect(codeOf((await library.upload([{ name: 'a', content: 'three', base: 2 }]))[0]), 'an edit of what was there').toBe('base-outdated');
  await library.tidy();
  expect((await library.store.collect(library.clock.now() + 1, 0, 10)).removed).toBe(0);
  expect(await library.audit()).toEqual([]);
});

test('T1 the purge takes what was deleted more than 30 days ago, and no more', async () => {
  const library = await TestLibrary.open();
  await library.put('old', '1');
  await library.put('new', '2');
  await library.delete('old', 1);
  const then = library.clock.now();
  library.clock.set(then + 10_000);
  await library.delete('new', 2);
  expect(await library.store.purgeTrash(then + 5000, 100, library.clock.now())).toBe(1);
  expect((await library.store.trash(1, null, 9)).map((row) => row.deletion.name)).toEqual(['new']);
  expect(await library.audit()).toEqual([]);
});

test('T7 Delete old versions keeps heads and what the trash would restore', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'one');
  await library.put('a', 'two', 1);
  await library.put('b', 'one b');
  await library.put('b', 'two b', 3);
  await library.delete('b', 4);
  const { count } = await library.store.removeHistory(1, 99, library.clock.now());
  expect(count).toBe(2);
  expect((await library.store.history(1, { type: 'GPX', name: 'a' })).map((version) => version.seq)).toEqual([2]);
  await library.one({ op: 'restore', seq: 4 });
  expect(await library.files()).toEqual({ a: 'two', b: 'two b' });
  expect(await library.audit()).toEqual([]);
});

test('T6 a type deleted from the cloud goes to the trash, marked as deleted in the cloud only', async () => {
  const library = await TestLibrary.open();
  await library.put('rendering/a.xml', '1', 0, 'FILE');
  await library.put('rendering/a.xml.info', '{}', 0, 'FILE');
  await library.put('routing/b.xml', '2', 0, 'FILE');
  expect(
    (
      await library.store.deleteType(
        { account: 1, device: null, now: library.clock.now() },
        { type: 'FILE', prefix: 'rendering/', upTo: 99 },
      )
    ).count,
  ).toBe(1);
  expect(await library.changes(3)).toMatchObject([
    { kind: 'deletion', scope: 'cloud', name: 'rendering/a.xml' },
    { kind: 'deletion', scope: 'cloud', name: 'rendering/a.xml.info' },
  ]);
  expect(Object.keys(await library.files())).toEqual(['routing/b.xml']);
  expect(await library.audit()).toEqual([]);
});

test('T7 Delete all my data leaves no row and no name, raises the epoch, and numbers go on', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'one');
  await library.put('b', 'two');
  const before = await library.store.logState(1);
  await library.store.removeAll(1, before.epoch, library.clock.now());
  expect(await library.changes()).toEqual([]);
  expect(await library.store.logState(1)).toMatchObject({ epoch: before.epoch + 1, seq: 2, used: 0, holdsData: false });
  await library.store.removeAll(1, before.epoch, library.clock.now());
  expect((await library.store.logState(1)).epoch, 'a late repeat does nothing').toBe(before.epoch + 1);
  expect((await library.put('c', 'three')).seq).toBe(3);
  await library.tidy();
  expect(await library.files()).toEqual({ c: 'three' });
  expect(await library.audit()).toEqual([]);
});

test('T7 R15 an upload of before Delete all my data, arriving late, brings nothing back', async () => {
  const library = await TestLibrary.open();
  const { epoch } = await library.store.logState(1);
  await library.upload([{ name: 'a', content: 'one', epoch }]);
  await library.store.removeAll(1, epoch, library.clock.now());
  const [late] = await library.upload([{ name: 'a', content: 'one', epoch }]);
  expect(late).toMatchObject({ status: 'refused', error: { code: 'base-outdated' } });
  expect(await library.files()).toEqual({});
  const [fresh] = await library.upload([{ name: 'a', content: 'one', epoch: epoch + 1 }]);
  expect(fresh).toMatchObject({ status: 'done' });
});

test('R73 dropping a log goes step by step to nothing, and the keys of its contents are told', async () => {
  const library = await TestLibrary.open();
  const large = noise(300_000);
  await library.put('large', large);
  for (let index = 0; index < 20; index++) await library.put(`f${index}`, `${index}`);
  library.account = 2;
  await library.put('other', 'mine');
  const keys: string[] = [];
  for (let more = true, steps = 0; more; steps++) {
    const step = await library.store.dropLog(1, 5);
    keys.push(...step.keys);
    more = step.more;
    expect(steps).toBeLessThan(30);
  }
  expect(keys).toHaveLength(1);
  expect(await library.store.keysOf(1)).toEqual([]);
  expect(await library.store.logAccounts(0, 9)).toEqual([2]);
  expect(await library.files()).toEqual({ other: 'mine' });
});

test('contents are kept once within an account, and never shared between accounts', async () => {
  const library = await TestLibrary.open();
  await library.put('a', 'same');
  await library.put('b', 'same');
  library.account = 2;
  await library.put('c', 'same');
  const db = library.database;
  expect(
    db
      .image()
      .toString('latin1')
      .split(gzipSync('same', { level: 1 }).toString('latin1')).length - 1,
  ).toBe(2);
  expect(await library.audit()).toEqual([]);
});

test('R60 prefixes are prefixes: wildcards and neighbours are other names', async () => {
  const library = await TestLibrary.open();
  for (const name of ['a/x', 'a_/x', 'a%/x', 'A/x', 'ab/x', 'a0', 'a/']) await library.put(name, name);
  await library.one({ op: 'delete-folder', type: 'GPX', name: 'a' });
  expect(Object.keys(await library.files()).toSorted()).toEqual(['A/x', 'a%/x', 'a0', 'a_/x', 'ab/x']);
});

test('listings go by type and name, page by page, without companions', async () => {
  const library = await TestLibrary.open();
  for (const name of ['b', 'a', 'é', 'z', '\u{10FFFF}x', 'a.info', 'folder/__folder__.info']) await library.put(name, name);
  await library.put('favorites.gpx', 'f', 0, 'FAVOURITES');
  const seen: string[] = [];
  for (let after = null as { type: string; name: string } | null; ;) {
    const page = await library.store.list({ account: 1, types: null, prefix: '', after, limit: 2 });
    seen.push(...page.map((file) => file.name));
    after = page.at(-1) ?? null;
    if (after === null) break;
  }
  expect(seen).toEqual(['favorites.gpx', 'a', 'b', 'folder/__folder__.info', 'z', 'é', '\u{10FFFF}x']);
  expect(
    (await library.store.list({ account: 1, types: ['GPX'], prefix: '\u{10FFFF}', after: null, limit: 9 })).map((file) => file.name),
  ).toEqual(['\u{10FFFF}x']);
});

test('R26 hostile client times are kept and decide nothing', async () => {
  const library = await TestLibrary.open();
  let base = 0;
  for (const clientTime of [0, -5, 9_000_000_000_000_000, 1_700_000_000]) {
    const [result] = await library.upload([{ name: 'a', content: `at ${clientTime}`, base, clientTime }]);
    const version = contentOf(result);
    expect(version).toMatchObject({ clientTime, seq: base + 1 });
    base = version.seq;
  }
});

test('S9 map files are refused with a reason', async () => {
  const library = await TestLibrary.open();
  const [result] = await library.upload([{ type: 'FILE', name: 'Spain.obf', content: 'map' }]);
  expect(codeOf(result)).toBe('name-refused');
});

test('a batch is judged item by item, in its order, and the answer keeps it', async () => {
  const library = await TestLibrary.open();
  const results = await library.upload([
    { name: 'a', content: 'one' },
    { name: '../b', content: 'bad name' },
    { name: 'a', content: 'two', base: 1 },
    { name: 'c', content: 'x', raw: Buffer.from('no gzip at all, but long enough') },
    { name: 'd', content: 'three', hash: sha256(Buffer.from('else')) },
    { name: 'e', content: Buffer.alloc(400_000, 'not small') },
    { name: 'a', content: 'two', base: 0 },
  ]);
  expect(results.map(codeOf)).toEqual(['done', 'name-refused', 'done', 'not-gzip', 'hash-mismatch', 'done', 'same']);
  expect(await library.audit()).toEqual([]);
});

test('large contents lie on the disk, small ones in the database, and both come back', async () => {
  const library = await TestLibrary.open();
  const content = noise(400_000);
  const large = await library.put('large', content);
  await library.put('small', 'small');
  expect(library.disk.paths.filter((path) => !path.includes('unfinished'))).toHaveLength(1);
  expect((await library.readBytes(large.seq)).equals(content)).toBe(true);
  await library.delete('large', large.seq);
  await library.store.removeTrash(1, { upTo: 99 }, library.clock.now());
  await library.tidy();
  expect(library.disk.paths).toEqual([]);
  expect(gunzipSync(gzipSync(content)).equals(content)).toBe(true);
});

test('R01 the same content packed otherwise: both versions come back whole, by the length of what is kept', async () => {
  const library = await TestLibrary.open({ inlineBytes: 50_000 });
  for (const text of ['hello '.repeat(1000), noise(150_000).toString('base64')]) {
    for (const levels of [
      [0, 9],
      [9, 0],
    ]) {
      const names = levels.map((level) => `${text.length} ${levels.join('-')} ${level}`);
      const results = [];
      for (const [index, level] of levels.entries()) {
        const content = `${levels.join()}${text}`;
        results.push(...(await library.upload([{ name: names[index] ?? '', content, raw: gzipSync(content, { level }) }])));
      }
      const versions = results.map(contentOf);
      expect(versions[0]?.stored).toBe(versions[1]?.stored);
      for (const version of versions) expect(await library.read(version.seq)).toBe(`${levels.join()}${text}`);
    }
  }
  expect(await library.audit()).toEqual([]);
});
