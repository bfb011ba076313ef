import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noise } from '../support/library.ts';
import { faultOf, platforms } from './phone.ts';
import { startPhones } from './world.ts';

const MiB = 1024 * 1024;
const names = [
  'Hikes/day1.gpx',
  'a b+c%20d.gpx',
  'Trips_%_Alps é ü 山 🧭.gpx',
  'quote".gpx',
  "!*'();:@&=$,?#[].gpx",
  'back\\slash.gpx',
  'e\u0301.gpx',
  '\u00e9.gpx',
  ' blank at both ends .gpx ',
  'a//b.gpx',
  'no extension',
];

describe.each(platforms)('%s: upload', (platform) => {
  test('C17 C18 C20 C24 whatever the name, the answer has numbers, and the row has the same stamp', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const name of [...names, 'two\r\nlines.gpx']) {
      const content = `content of ${name}`;
      const part = gzipSync(content, { level: 9 });
      const answer = await app.uploaded({ name, part });
      expect(answer).toEqual({
        ...{ filesize: Buffer.byteLength(content), zipfilesize: part.length, clienttime: 1_762_185_600_000 },
        ...{ updatetime: answer.updatetime, type: 'GPX', name, status: 'ok' },
      });
      const shown = name.replace('\r', '$0D').replace('\n', '$0A');
      const row = (await app.list()).uniqueFiles.find((one) => one.name === shown);
      expect(row).toMatchObject({ updatetimems: answer.updatetime, clienttimems: 1_762_185_600_000, deviceid: app.deviceid });
      expect(await app.downloaded(shown, 'GPX', answer.updatetime)).toBe(content);
    }
    expect((await app.list()).uniqueFiles).toHaveLength(names.length + 1);
  });

  test('C19 the answer of an upload and of its refusal is never packed, whatever the app announces', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const reply of [
      await app.upload({ name: 'n'.repeat(3000), content: 'x' }),
      await app.upload({ name: 'x', part: Buffer.from('no gzip') }),
      await app.get('download-file', { ...app.auth, name: 'n'.repeat(4000), type: 'GPX' }, { 'accept-encoding': 'deflate, gzip' }),
    ]) {
      expect(reply.headers['content-encoding']).toBeUndefined();
      expect(() => JSON.parse(reply.raw.toString()) as unknown).not.toThrow();
    }
  });

  test('C25 C34 C35 what is no gzip, cut, followed by more, or a bomb is refused; nothing is listed and nothing is left', async () => {
    const { signedIn, disk, app: world } = await startPhones({ FILE_LIMIT: '3MiB', FILE_LIMIT_START: '1MiB' });
    const app = await signedIn('ana@example.org', platform);
    const atFirst = disk.paths;
    const large = gzipSync(noise(2 * MiB));
    const parts: [Uint8Array, number][] = [
      [Buffer.from('no gzip'), 107],
      [new Uint8Array(0), 107],
      [large.subarray(0, -1), 107],
      [gzipSync('x').subarray(0, 12), 107],
      [Buffer.concat([gzipSync('x'), Buffer.from('more')]), 107],
      [Buffer.concat([large, gzipSync('x')]), 107],
      [gzipSync(Buffer.alloc(20 * MiB)), 108],
      [gzipSync(Buffer.concat(Array.from({ length: 4 }, () => noise(MiB))), { level: 0 }), 108],
    ];
    for (const [part, code] of parts) expect(faultOf(await app.upload({ name: 'a.gpx', part }))).toMatchObject({ status: 400, code });
    const listing = await app.list();
    expect([listing.totalFiles, listing.totalFileVersions, listing.allFiles]).toEqual([0, 0, []]);
    expect((await world.store.storage(app.userid)).live.files).toBe(0);
    expect(disk.paths).toEqual(atFirst);
  });

  test('C26 names that could be paths, or that a disk or a listing cannot carry, are refused on every endpoint', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    for (const name of ['a/../b', '../x', 'x/..', './x', '..', '.', '/x', 'a\0b', 'a\tb', 'a\u0085b']) {
      const auth = { ...app.auth, type: 'GPX', name };
      for (const reply of [
        await app.form('delete-file', auth),
        await app.form('delete-file-version', { ...auth, updatetime: 1 }),
        await app.get('download-file', auth),
        await app.get('list-files', auth),
        await app.upload({ name, content: 'x' }),
        await app.upload({ name: `${name}/World.obf`, type: 'FILE', content: 'x' }),
      ]) {
        expect([name, faultOf(reply).code, reply.status]).toEqual([name, 105, 400]);
      }
      const checked = await app.get('check-file-on-server', { name: `${name}/World.obf`, type: 'file' });
      expect(checked.text).toBe('{"status":"not-present"}');
    }
    for (const name of ['real $0D mark', 'real $0A mark']) expect(faultOf(await app.upload({ name, content: 'x' })).code).toBe(105);
    expect(faultOf(await app.upload({ name: 'n'.repeat(5000), content: 'x' })).status).toBe(400);
    expect((await app.list()).allFiles).toEqual([]);
  });

  test('C21 C27 a bad or missing token is 105; a missing parameter or a number that is none is a 400', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const other = await signedIn('b@example.org', platform);
    for (const auth of [
      { deviceid: app.deviceid, accessToken: 'wrong' },
      { deviceid: app.deviceid },
      { deviceid: app.deviceid + 1, accessToken: app.token },
      { deviceid: app.deviceid, accessToken: `${app.token}x` },
      { deviceid: 2 ** 31 - 1, accessToken: app.token },
      { deviceid: app.deviceid, accessToken: app.token.replace(`_${app.userid}_`, `_${other.userid}_`) },
    ]) {
      expect(faultOf(await app.upload({ name: 'a', content: 'x' }, auth)).code).toBe(105);
      expect(faultOf(await app.get('list-files', auth)).code).toBe(105);
    }
    for (const deviceid of [undefined, 'x', '', '1.5', 2 ** 31, '-1']) {
      const auth = { deviceid, accessToken: app.token };
      expect(faultOf(await app.upload({ name: 'a', content: 'x' }, auth)).status).toBe(400);
      expect(faultOf(await app.get('list-files', auth)).status).toBe(400);
    }
    expect(faultOf(await app.form('delete-file', { ...app.auth, type: 'GPX' })).status).toBe(400);
    expect(faultOf(await app.form('delete-file-version', { ...app.auth, type: 'GPX', name: 'a', updatetime: 'soon' })).status).toBe(400);
    expect(faultOf(await app.form('device-register', { email: 'ana@example.org' })).status).toBe(400);
    expect(faultOf(await app.json('send-code', app.auth, '{broken')).status).toBe(400);
    expect((await app.list()).allFiles).toEqual([]);
  });

  test('C28 the same name and content again is a version of its own, with a later stamp also while the clock stands still', async () => {
    const { signedIn, app: world } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const stamps: number[] = [];
    for (let round = 0; round < 5; round++) stamps.push((await app.uploaded({ name: 'a.gpx', content: 'same' })).updatetime);
    world.clock.set(world.clock.now() - 3_600_000);
    stamps.push(
      (await app.uploaded({ name: 'a.gpx', content: 'same' })).updatetime,
      (await app.uploaded({ name: 'b.gpx', content: 'b' })).updatetime,
    );
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
    expect((await app.list()).allFiles).toHaveLength(7);
  });

  test('C29 R26 any client time is taken and changes no order: missing, 0, negative, seconds, far ahead, no number', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const times: [string | number | null, number][] = [
      [null, 0],
      [0, 0],
      [-5, -5],
      [1_762_185_600, 1_762_185_600],
      [9e15, 9e15],
      ['soon', 0],
      ['', 0],
      ['1e400', 0],
    ];
    for (const [clienttime, echoed] of times) {
      expect((await app.uploaded({ name: 'a.gpx', content: String(clienttime), clienttime })).clienttime).toBe(echoed);
    }
    const { allFiles } = await app.list();
    const shown = allFiles.map(({ clienttimems, updatetimems }) => ({ clienttimems, updatetimems })).reverse();
    expect(shown.map(({ clienttimems }) => clienttimems)).toEqual(
      times.map(([, echoed], row) => Math.min(echoed, shown[row]?.updatetimems ?? 0)),
    );
    // An app gives its file this time and sends it again when that is later than the stamp.
    expect(shown.every(({ clienttimems, updatetimems }) => clienttimems <= updatetimems)).toBe(true);
    expect(await app.downloaded('a.gpx')).toBe('1e400');
  });

  test('C30 an empty content is a file, not a deletion', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const { updatetime } = await app.uploaded({ name: 'hikes/__folder__.info', content: '' });
    expect((await app.list()).uniqueFiles).toMatchObject([{ filesize: 0, name: 'hikes/__folder__.info' }]);
    expect(await app.downloaded('hikes/__folder__.info', 'GPX', updatetime)).toBe('');
    const packed = await app.download('hikes/__folder__.info', 'GPX', updatetime, { 'accept-encoding': 'deflate, gzip' });
    expect([packed.headers['content-encoding'], packed.raw.length > 0]).toEqual(['gzip', true]);
  });

  test('C31 every type of the table and an unknown one; case tells them apart', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const types = [
      'GLOBAL',
      'PROFILE',
      'FAVOURITES',
      'OSM_NOTES',
      'OSM_EDITS',
      'GPX',
      'FILE',
      'QUICK_ACTIONS',
      'POI_UI_FILTERS',
      'AVOID_ROADS',
    ];
    types.push(
      'MAP_SOURCES',
      'ACTIVE_MARKERS',
      'HISTORY_MARKERS',
      'SEARCH_HISTORY',
      'NAVIGATION_HISTORY',
      'ITINERARY_GROUPS',
      'GPX_DIR',
      'PLUGIN',
    );
    types.push('ONLINE_ROUTING_ENGINES', 'NEVER_HEARD_OF', 'gpx');
    for (const type of types) await app.uploaded({ name: 'a.json', type, content: type });
    expect((await app.list({ type: undefined })).uniqueFiles.map((row) => row.type).reverse()).toEqual(types);
    for (const type of types) expect(await app.downloaded('a.json', type)).toBe(type);
  });

  test('C32 C33 the free plan: five types, two megabytes a file, five together; the apps can read every refusal', async () => {
    const { signedIn, app: world } = await startPhones({ PLAN: 'start' });
    const app = await signedIn('ana@example.org', platform);
    await world.store.activateStart(app.userid, 1);
    const put = (name: string, bytes: number, type = 'FAVOURITES') => app.upload({ name, type, content: noise(bytes, name) });
    expect(faultOf(await put('a.gpx', 10, 'GPX'))).toMatchObject({ status: 400, code: 102 });
    const faults = [faultOf(await put('a.gpx', 2 * MiB + 1000))];
    for (const name of ['a', 'b']) expect((await put(name, 2 * MiB - 1000)).status).toBe(200);
    faults.push(faultOf(await put('c', 2 * MiB - 1000)));
    for (const { code, message } of faults) {
      expect(code).toBe(108);
      // As Android reads the size, and as iOS computes the length that must not underflow.
      expect(/^Maximum size of OsmAnd Cloud exceeded ([^.]+)\./.exec(message)?.[1]).toMatch(/^\d+ MB$/);
      expect(message.length - message.indexOf('.')).toBeGreaterThanOrEqual(38);
    }
    expect((await app.list()).uniqueFiles).toHaveLength(2);
  });

  test('C36 a base name of more than 220 bytes comes back unchanged', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const name = `folder/${'山'.repeat(200)}.gpx`;
    const { updatetime } = await app.uploaded({ name, content: 'long' });
    expect((await app.list()).uniqueFiles[0]?.name).toBe(name);
    expect(await app.downloaded(name, 'GPX', updatetime)).toBe('long');
  });

  test('R33 a file that is larger than what lies beside the metadata streams both ways', async () => {
    const { signedIn } = await startPhones();
    const app = await signedIn('ana@example.org', platform);
    const content = noise(3 * MiB).toString('hex');
    const { updatetime, filesize } = await app.uploaded({ name: 'film.mp4', type: 'FILE', content });
    expect(filesize).toBe(content.length);
    expect((await app.downloaded('film.mp4', 'FILE', updatetime)) === content).toBe(true);
  });
});

test('C17 C20 parameters travel in the query, in a form and in text parts; a quoted boundary, other parts and text behind the file are passed over', async () => {
  const { signedIn, port } = await startPhones();
  const app = await signedIn('ana@example.org', 'android');
  const boundary = 'x y';
  const text = (name: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = Buffer.concat([
    Buffer.from('preamble\r\n'),
    Buffer.from(
      text('deviceid', String(app.deviceid)) + text('accessToken', app.token) + text('name', 'ä/b c+d.gpx') + text('type', 'GPX'),
    ),
    Buffer.from(`--${boundary} \t\r\nCONTENT-DISPOSITION: form-data; filename="--${boundary}"; name=file\r\nX-Other: 1\r\n\r\n`),
    gzipSync(`text\r\n--${boundary}x`, { level: 0 }),
    Buffer.from(`\r\n${text('clienttime', '7')}--${boundary}--\r\nepilogue`),
  ]);
  const reply = await fetch(`http://127.0.0.1:${port}/userdata/upload-file`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; charset=utf-8; boundary="${boundary}"` },
    body,
  });
  expect(await reply.json()).toMatchObject({ status: 'ok', name: 'ä/b c+d.gpx' });
  expect(await app.downloaded('ä/b c+d.gpx')).toBe(`text\r\n--${boundary}x`);
});

test('C23 ten requests of a device at once: uploads, listings, downloads and deletions', async () => {
  const { signedIn } = await startPhones();
  for (const platform of platforms) {
    const app = await signedIn(`${platform}@example.org`, platform);
    const round = Array.from({ length: 10 }, (_, index) => index);
    for (let turn = 0; turn < 5; turn++) {
      const answers = await Promise.all(round.map((index) => app.uploaded({ name: `${index}.gpx`, content: `${turn} ${index}` })));
      expect(new Set(answers.map((answer) => answer.updatetime)).size).toBe(10);
      const back = await Promise.all(answers.map((answer) => app.downloaded(answer.name, 'GPX', answer.updatetime)));
      expect(back).toEqual(round.map((index) => `${turn} ${index}`));
      const mixed = await Promise.all(
        round.map((index) => (index % 2 === 0 ? app.deleteFile(`${index}.gpx`) : app.get('list-files', app.auth))),
      );
      expect(mixed.every((reply) => reply.status === 200)).toBe(true);
    }
    expect((await app.list()).uniqueFiles).toHaveLength(5);
  }
});
