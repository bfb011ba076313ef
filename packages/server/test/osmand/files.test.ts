import { describe, expect, test } from 'vitest';
import { bearer } from '../support/app.ts';
import { faultOf, iosTypes, platforms } from './phone.ts';
import type { Phone } from './phone.ts';
import { startPhones } from './world.ts';

const stamps = (rows: readonly { updatetimems: number }[]): number[] => rows.map((row) => row.updatetimems);
const falling = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => b - a);
const namesOf = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name).toSorted();
/** Two versions of one file, a deleted one, another type, a companion. */
async function usual(app: Phone) {
  const first = await app.uploaded({ name: 'a.gpx', content: 'one' });
  const second = await app.uploaded({ name: 'a.gpx', content: 'two, longer' });
  const old = await app.uploaded({ name: 'old.gpx', content: 'old' });
  await app.uploaded({ name: 'a.gpx.info', content: '{"type":"GPX","file":"/tracks/a.gpx","color":"red"}' });
  await app.uploaded({ name: 'rendering/x.render.xml', type: 'FILE', content: '<x/>' });
  expect((await app.deleteFile('old.gpx')).text).toBe('{"status":"ok"}');
  return { first, second, old };
}

describe.each(platforms)('%s: list', (platform) => {
  test('C40-C44 C47 C50 the two lists, their order, their totals, their rows', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { first, second, old } = await usual(app);
    const all = await app.list();
    expect(namesOf(all.uniqueFiles)).toEqual(['a.gpx', 'a.gpx.info', 'rendering/x.render.xml']);
    expect(all.allFiles).toHaveLength(6);
    const deletion = all.allFiles[0];
    expect(deletion).toMatchObject({
      name: 'old.gpx',
      filesize: -1,
      zipSize: -1,
      clienttimems: 0,
      deviceid: app.deviceid,
      userid: app.userid,
    });
    expect(deletion).not.toHaveProperty('clienttime');
    for (const rows of [all.allFiles, all.uniqueFiles]) expect(stamps(rows)).toEqual(falling(stamps(rows)));
    for (const row of all.uniqueFiles) expect(all.allFiles).toContainEqual(row);
    expect(new Set(all.allFiles.map((row) => row.id)).size).toBe(6);
    const sum = (rows: typeof all.allFiles, of: 'zipSize' | 'filesize'): number =>
      rows.filter((row) => row.filesize >= 0).reduce((total, row) => total + row[of], 0);
    expect(all).toMatchObject({ totalFiles: 3, totalFileVersions: 5, userid: app.userid, maximumAccountSize: 3_145_728_000 });
    expect([all.totalZipSize, all.totalFileSize]).toEqual([sum(all.allFiles, 'zipSize'), sum(all.allFiles, 'filesize')]);
    const newest = await app.list({ allVersions: undefined });
    expect(newest.allFiles).toEqual([]);
    const raw = JSON.parse((await app.get('list-files', app.auth)).text) as object;
    expect(raw).not.toHaveProperty('allFiles');
    expect(newest.uniqueFiles).toEqual(all.uniqueFiles);
    expect([newest.totalZipSize, newest.totalFileSize]).toEqual([sum(all.uniqueFiles, 'zipSize'), sum(all.uniqueFiles, 'filesize')]);
    expect([newest.totalFiles, newest.totalFileVersions]).toEqual([3, 5]);
    expect(all.allFiles.map((row) => row.updatetimems)).toEqual(expect.arrayContaining([first, second, old].map((one) => one.updatetime)));
  });

  test('C45 C46 types as iOS repeats them, names exactly, what is not known is empty', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    await usual(app);
    await app.uploaded({ name: 'markers.gpx', type: 'ACTIVE_MARKERS', content: 'm' });
    const of = async (params: object) => namesOf((await app.list({ type: undefined, ...params })).allFiles);
    expect(await of({ type: 'GPX,FILE, FILE ,FILE' })).toEqual([
      'a.gpx',
      'a.gpx',
      'a.gpx.info',
      'old.gpx',
      'old.gpx',
      'rendering/x.render.xml',
    ]);
    expect(await of({ type: 'FILE' })).toEqual(['rendering/x.render.xml']);
    expect(await of({ type: 'file,NEVER' })).toEqual([]);
    expect(await of({ type: '' })).toHaveLength(7);
    expect(await of({})).toHaveLength(7);
    expect(await of({ name: 'a.gpx' })).toEqual(['a.gpx', 'a.gpx']);
    expect(await of({ name: 'a.gpx', type: 'FILE' })).toEqual([]);
    expect(await of({ name: 'A.gpx' })).toEqual([]);
    expect(await of({ name: 'markers.gpx', type: iosTypes })).toEqual([]);
    expect((await app.list({ type: undefined, name: 'old.gpx' })).totalFiles).toBe(0);
  });

  test('C48 CR and LF of a name are shown as $0D and $0A, and every request takes that form and the real one', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const [name, shown] of [
      ['two\r\nlines.gpx', 'two$0D$0Alines.gpx'],
      ['one\nline.gpx', 'one$0Aline.gpx'],
    ] as const) {
      for (const form of [name, shown]) {
        const { updatetime } = await app.uploaded({ name, content: form });
        expect(namesOf((await app.list({ name: form })).uniqueFiles)).toEqual([shown]);
        expect(await app.downloaded(form, 'GPX', updatetime)).toBe(form);
        expect((await app.deleteFile(form)).status).toBe(200);
        const [deletion] = (await app.list()).allFiles;
        expect((await app.deleteVersion(form, deletion?.updatetimems ?? 0)).status).toBe(200);
        expect(namesOf((await app.list({ name: form })).uniqueFiles)).toEqual([shown]);
        await app.deleteFile(form);
      }
    }
  });

  test('C49 an empty account lists with zeros and empty lists', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const reply = await app.get('list-files', { ...app.auth, allVersions: 'true' });
    expect(reply.text).toBe(
      `{"totalZipSize":0,"totalFileSize":0,"totalFiles":0,"totalFileVersions":0,"allFiles":[],"uniqueFiles":[],"userid":${app.userid},"maximumAccountSize":3145728000}`,
    );
  });

  test('R60 nothing of another account is in a listing, and none of its rows can be fetched or deleted (C63)', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const other = await signedIn('b@example.org', platform);
    const { second } = await usual(other);
    expect((await app.list()).allFiles).toEqual([]);
    expect(faultOf(await app.download('a.gpx', 'GPX', second.updatetime, {})).code).toBe(106);
    expect(faultOf(await app.deleteVersion('a.gpx', second.updatetime)).code).toBe(106);
    expect((await app.deleteFile('a.gpx')).status).toBe(200);
    expect((await other.list()).totalFiles).toBe(3);
  });
});

describe.each(platforms)('%s: download', (platform) => {
  test('C52-C54 packed where gzip is asked for and plain where not, this version or the newest, byte for byte, inert', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { first } = await usual(app);
    const packed = await app.download('a.gpx', 'GPX', first.updatetime, { 'accept-encoding': 'deflate, gzip' });
    expect([packed.headers['content-encoding'], packed.text]).toEqual(['gzip', 'one']);
    const plain = await app.download('a.gpx', 'GPX', first.updatetime, {});
    expect([plain.headers['content-encoding'], plain.raw.toString()]).toEqual([undefined, 'one']);
    expect((await app.download('a.gpx', 'GPX', undefined, {})).text).toBe('two, longer');
    expect(plain.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    expect(plain.headers['content-disposition']).toMatch(/^attachment; filename="a\.gpx"/);
  });

  test('C55 C56 a deletion, an unknown name or stamp is 106, a bad token 105: never an empty success', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { old, second } = await usual(app);
    const [deletion] = (await app.list()).allFiles;
    for (const reply of [
      await app.download('old.gpx', 'GPX'),
      await app.download('old.gpx', 'GPX', deletion?.updatetimems),
      await app.download('never.gpx', 'GPX'),
      await app.download('a.gpx', 'GPX', 1),
      await app.download('a.gpx', 'FILE', second.updatetime),
      await app.download('old.gpx', 'GPX', second.updatetime),
    ])
      expect(faultOf(reply)).toMatchObject({ status: 400, code: 106 });
    expect(await app.downloaded('old.gpx', 'GPX', old.updatetime)).toBe('old');
    expect(faultOf(await app.get('download-file', { deviceid: app.deviceid, accessToken: 'x', name: 'a.gpx', type: 'GPX' })).code).toBe(
      105,
    );
  });
});

describe.each(platforms)('%s: delete', (platform) => {
  test('C59 C60 a deletion is a row on top; older versions can still be fetched; deleting what is not there is nothing to do', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { second } = await usual(app);
    await app.deleteFile('a.gpx');
    const { allFiles, uniqueFiles } = await app.list();
    expect(namesOf(uniqueFiles)).toEqual(['rendering/x.render.xml']);
    const [newest] = allFiles.filter((row) => row.name === 'a.gpx');
    expect(newest?.filesize).toBe(-1);
    expect(newest?.updatetimems).toBeGreaterThan(second.updatetime);
    expect(await app.downloaded('a.gpx', 'GPX', second.updatetime)).toBe('two, longer');
    const before = await app.list();
    for (const name of ['never.gpx', 'a.gpx']) expect((await app.deleteFile(name)).text).toBe('{"status":"ok"}');
    expect(await app.list()).toEqual(before);
  });

  test('C61 one version goes for good, an unknown one is 106; of the newest the one below is seen again', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { first, second } = await usual(app);
    expect(faultOf(await app.deleteVersion('a.gpx', 5)).code).toBe(106);
    expect(faultOf(await app.deleteVersion('never.gpx', first.updatetime)).code).toBe(106);
    expect((await app.deleteVersion('a.gpx', second.updatetime)).text).toBe('{"status":"ok"}');
    const listing = await app.list();
    expect(listing.uniqueFiles.find((row) => row.name === 'a.gpx')?.updatetimems).toBe(first.updatetime);
    expect(await app.downloaded('a.gpx')).toBe('one');
    expect((await app.deleteVersion('a.gpx', first.updatetime)).status).toBe(200);
    expect(namesOf((await app.list()).allFiles)).toEqual(['old.gpx', 'old.gpx', 'rendering/x.render.xml']);
    await world.store.collect(world.clock.now() + 1, 0, 100);
    expect((await world.store.storage(app.userid)).live.files).toBe(1);
  });

  test('C62 removing the deletion brings the file back, with a stamp later than the deletion, and is listed as one row', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    await usual(app);
    const [deletion] = (await app.list()).allFiles;
    expect((await app.deleteVersion('old.gpx', deletion?.updatetimems ?? 0)).status).toBe(200);
    const { allFiles, uniqueFiles } = await app.list({ name: 'old.gpx' });
    expect(allFiles).toEqual(uniqueFiles);
    expect(uniqueFiles).toHaveLength(1);
    expect(uniqueFiles[0]?.updatetimems).toBeGreaterThan(deletion?.updatetimems ?? 0);
    expect(uniqueFiles[0]?.clienttimems).toBe(1_762_185_600_000);
    expect(await app.downloaded('old.gpx')).toBe('old');
  });

  test('3.5 delete from trash, empty trash, delete old versions, delete all: sent side by side, nothing comes back', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const fill = async (): Promise<void> => {
      for (const text of ['1', '2', '3']) await app.uploaded({ name: 'trashed.gpx', content: text });
      await app.uploaded({ name: 'trashed.gpx.info', content: '{}' });
      await app.deleteFile('trashed.gpx');
      await usual(app);
    };
    const send = async (rows: readonly { name: string; updatetimems: number; type: string }[]): Promise<void> => {
      const replies = await Promise.all(rows.map((row) => app.deleteVersion(row.name, row.updatetimems, row.type)));
      expect(replies.map((reply) => reply.text)).toEqual(rows.map(() => '{"status":"ok"}'));
    };
    await fill();
    for (const order of ['old first', 'deletion first']) {
      const rows = (await app.list({ name: 'trashed.gpx' })).allFiles;
      const [deletion, old] = rows;
      if (deletion === undefined || old === undefined) throw new Error('no trash');
      await send(order === 'old first' ? [old, deletion] : [deletion, old]);
      expect((await app.list({ name: 'trashed.gpx' })).allFiles).toEqual([]);
      await fill();
    }
    const listing = await app.list();
    const unique = new Set(listing.uniqueFiles.map((row) => row.id));
    await send(listing.allFiles.filter((row) => !unique.has(row.id)));
    const after = await app.list();
    expect(after.allFiles).toEqual(after.uniqueFiles);
    expect(after.uniqueFiles).toEqual(listing.uniqueFiles);
    await fill();
    await send((await app.list({ type: undefined })).allFiles);
    expect(await app.list({ type: undefined })).toMatchObject({ totalFiles: 0, totalFileVersions: 0, allFiles: [], uniqueFiles: [] });
    // A name that went so can be used again.
    await app.uploaded({ name: 'trashed.gpx', content: 'again' });
    expect(await app.downloaded('trashed.gpx')).toBe('again');
  });
});

describe.each(platforms)('%s: one log', (platform) => {
  test('an upload of a phone is a change for a folder device at once, and the other way round', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const folder = await world.register('ana@example.org');
    const changes = async (cursor: number) =>
      (await world.call('GET', `/api/v1/changes?cursor=${cursor}`, undefined, bearer(folder.token))).json as {
        cursor: number;
        changes: { kind: string; name: string; seq: number; hash: string; device: number; scope?: string; to?: { name: string } }[];
      };
    await app.uploaded({ name: 'a.gpx', content: 'phone' });
    const first = await changes(0);
    expect(first.changes).toMatchObject([{ kind: 'content', name: 'a.gpx', device: app.deviceid }]);
    const act = async (operation: object) => world.call('POST', '/api/v1/operations', { operations: [operation] }, bearer(folder.token));
    await act({ op: 'rename', type: 'GPX', name: 'a.gpx', to: 'b.gpx', base: first.changes[0]?.seq });
    const listing = await app.list();
    expect(listing.uniqueFiles).toMatchObject([{ name: 'b.gpx', deviceid: folder.device }]);
    expect(listing.allFiles.filter((row) => row.name === 'a.gpx')).toMatchObject([{ filesize: -1 }]);
    const old = listing.allFiles.filter((row) => row.name === 'b.gpx' && row.id !== listing.uniqueFiles[0]?.id);
    expect(old).toHaveLength(1);
    expect(await app.downloaded('b.gpx', 'GPX', old[0]?.updatetimems)).toBe('phone');
    const renamed = await changes(first.cursor);
    const head = renamed.changes.find((change) => change.kind === 'content');
    await act({ op: 'delete', type: 'GPX', name: 'b.gpx', base: head?.seq });
    expect((await app.list()).allFiles[0]).toMatchObject({ name: 'b.gpx', filesize: -1 });
    await app.deleteVersion('b.gpx', (await app.list()).allFiles[0]?.updatetimems ?? 0);
    expect((await changes(renamed.cursor)).changes).toMatchObject([{ kind: 'content', name: 'b.gpx' }]);
    await app.deleteFile('b.gpx');
    expect((await changes(renamed.cursor)).changes).toMatchObject([{ kind: 'deletion', scope: 'everywhere', name: 'b.gpx' }]);
  });

  test('T6 what is deleted in the cloud only is in no listing of the apps, and uploading it again shows it', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const folder = await world.register('ana@example.org');
    await usual(app);
    await world.call('POST', '/api/v1/storage/delete-type', { type: 'GPX' }, bearer(folder.token));
    expect(namesOf((await app.list()).allFiles)).toEqual(['old.gpx', 'old.gpx', 'rendering/x.render.xml']);
    expect(faultOf(await app.download('a.gpx', 'GPX')).code).toBe(106);
    await app.uploaded({ name: 'a.gpx', content: 'three' });
    expect(namesOf((await app.list({ type: 'GPX' })).uniqueFiles)).toEqual(['a.gpx']);
  });

  test('T4 a purged tombstone is in no listing; what devices of ours are told of it stays', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    await usual(app);
    await app.deleteFile('a.gpx');
    world.clock.set(world.clock.now() + 31 * 86_400_000);
    await world.app.jobs.runNow('purge-trash');
    expect(namesOf((await app.list()).allFiles)).toEqual(['rendering/x.render.xml']);
    const { changes } = await world.store.changes({ account: app.userid, cursor: 0, limit: 100, types: null });
    expect(
      changes
        .filter((change) => change.kind === 'deletion')
        .map((change) => change.name)
        .toSorted(),
    ).toEqual(['a.gpx', 'a.gpx.info', 'old.gpx']);
  });

  test('2.7 a companion goes with its file, and comes back with it', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    await usual(app);
    await app.deleteFile('a.gpx');
    expect(namesOf((await app.list({ type: 'GPX' })).uniqueFiles)).toEqual([]);
    const deletion = (await app.list()).allFiles.find((row) => row.name === 'a.gpx');
    await app.deleteVersion('a.gpx', deletion?.updatetimems ?? 0);
    expect(namesOf((await app.list({ type: 'GPX' })).uniqueFiles)).toEqual(['a.gpx', 'a.gpx.info']);
    expect(await app.downloaded('a.gpx.info')).toContain('"color":"red"');
  });
});

describe.each(platforms)('%s: maps', (platform) => {
  test('C79 S9 a map is present whatever its name; any body is taken and dropped; only the phone that has it lists it', async () => {
    const { signedIn, app: world, disk } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const other = await signedIn('ana@example.org', platform, 'another phone');
    const check = async (name: string, type = 'file') =>
      (JSON.parse((await app.get('check-file-on-server', { name, type })).text) as { status: string }).status;
    const maps = ['Germany_2.obf', 'wiki/Andorra.wiki.obf', 'N45E005.tif', 'tiles/Hike.sqlitedb', 'Alps.srtm.obf', 'World.OBF'];
    for (const name of maps) expect([name, await check(name), await check(name, 'FILE')]).toEqual([name, 'present', 'present']);
    for (const name of ['a.gpx', 'x.txt', '']) expect([name, await check(name)]).toEqual([name, 'not-present']);
    expect(await check('Germany.obf', 'GPX')).toBe('not-present');
    const atFirst = disk.paths;
    const sent = [];
    for (const [index, name] of maps.entries()) {
      const part = [new Uint8Array(0), Buffer.from('no gzip'.repeat(50_000)), undefined][index % 3];
      sent.push(await app.uploaded({ name, type: 'FILE', content: 'x'.repeat(200_000), ...(part === undefined ? {} : { part }) }));
    }
    expect(sent.map((answer) => answer.filesize)).toEqual([0, 0, 200_000, 0, 0, 200_000]);
    const listing = await app.list();
    expect(stamps(listing.uniqueFiles)).toEqual(sent.map((answer) => answer.updatetime).reverse());
    expect(listing).toMatchObject({ totalFiles: 6, totalFileVersions: 6, totalZipSize: 0, allFiles: listing.uniqueFiles });
    expect((await other.list()).allFiles).toEqual([]);
    expect(faultOf(await app.download('Germany_2.obf', 'FILE', undefined, {})).code).toBe(106);
    expect((await world.store.storage(app.userid)).live).toEqual({ files: 0, size: 0, stored: 0 });
    expect(disk.paths).toEqual(atFirst);
    await app.uploaded({ name: 'a.gpx', content: 'between' });
    const repeated = await app.uploaded({ name: 'Germany_2.obf', type: 'FILE', part: new Uint8Array(0) });
    expect(repeated.updatetime).toBe(sent[0]?.updatetime);
    await app.uploaded({ name: 'Germany_2.obf', type: 'FILE', part: new Uint8Array(0), clienttime: 1_762_185_600_001 });
    const again = await app.list();
    expect(again.allFiles[0]).toMatchObject({ name: 'Germany_2.obf', deviceid: app.deviceid });
    expect(stamps(again.allFiles)).toEqual(falling(stamps(again.allFiles)));
    await other.deleteFile('Germany_2.obf', 'FILE');
    expect(faultOf(await other.deleteVersion('Germany_2.obf', again.allFiles[0]?.updatetimems ?? 0, 'FILE')).code).toBe(106);
    expect((await app.list()).totalFiles).toBe(7);
    await app.deleteFile('Germany_2.obf', 'FILE');
    await app.deleteVersion('World.OBF', sent[5]?.updatetime ?? 0, 'FILE');
    expect(namesOf((await app.list()).uniqueFiles)).toEqual([
      'Alps.srtm.obf',
      'N45E005.tif',
      'a.gpx',
      'tiles/Hike.sqlitedb',
      'wiki/Andorra.wiki.obf',
    ]);
  });
});

test('S9 our own API names every map of every device with size, date and device; a size that no app told is null', async () => {
  const { signedIn, app: world } = await startPhones();
  const app = await signedIn('ana@example.org', 'ios');
  const other = await signedIn('ana@example.org', 'android');
  await app.uploaded({ name: 'World.obf', type: 'FILE', part: new Uint8Array(0), clienttime: 7 });
  await other.uploaded({ name: 'World.obf', type: 'FILE', content: 'x'.repeat(1000), clienttime: null });
  const folder = await world.register('ana@example.org');
  expect((await world.call('GET', '/api/v1/maps', undefined, bearer(folder.token))).json).toEqual({
    maps: [
      { name: 'World.obf', size: null, device: app.deviceid, recorded: expect.any(Number) as number, clientTime: 7 },
      { name: 'World.obf', size: 1000, device: other.deviceid, recorded: expect.any(Number) as number, clientTime: 0 },
    ],
  });
  await world.call('POST', '/api/v1/storage/delete-data', {}, bearer(folder.token));
  expect((await world.call('GET', '/api/v1/maps', undefined, bearer(folder.token))).json).toEqual({ maps: [] });
});
