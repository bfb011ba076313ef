import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { bytesAccess, openZip, readFolderArchive, readOsf } from '@cairn/geo';
import { createClient } from '@cairn/protocol';
import { afterEach, expect, test } from 'vitest';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import { exportFiles } from '../src/library/export.ts';
import type { ExportFormat } from '../src/library/export.ts';
import type { TestApp } from './support/app.ts';
import { startApp } from './support/app.ts';
import { FakeDisk } from './support/fake-disk.ts';
import { TestLibrary, noise } from './support/library.ts';

const running: TestApp[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.app.close();
});

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}
const exported = (library: TestLibrary, format: ExportFormat, types: string[] | null = null) =>
  collect(exportFiles(library.ctx, 1, { format, types }));

/** Cloud files of an archive, read back by the other side of the package. */
async function filesIn(bytes: Uint8Array, format: ExportFormat): Promise<Record<string, string>> {
  const archive = await openZip(bytesAccess(bytes));
  const files = format === 'osf' ? (await readOsf(archive)).files : await readFolderArchive(archive);
  const found: Record<string, string> = {};
  for (const { key, content } of files) {
    const plain = content === null ? new Uint8Array(0) : content instanceof Uint8Array ? content : await archive.bytes(content, 1e9);
    found[`${key.type} ${key.name}`] = Buffer.from(plain).toString('latin1');
  }
  return found;
}

/** Some of everything: companions, marks, names that archives do not hold, contents beside the rows and on the disk. */
async function filled(): Promise<{ library: TestLibrary; all: Record<string, string> }> {
  const library = await TestLibrary.open({ inlineBytes: 2000 });
  const all: Record<string, string> = {};
  const put = async (type: string, name: string, content: string | Uint8Array): Promise<void> => {
    await library.put(name, content, 0, type);
    all[`${type} ${name}`] = Buffer.from(content).toString('latin1');
  };
  await put('GPX', 'hikes/Sunday loop.gpx', '<gpx/>');
  await put('GPX', 'hikes/Sunday loop.gpx.info', '{"type":"GPX","file":"/tracks/hikes/Sunday loop.gpx","color":"#ff0000"}');
  await put('GPX', 'empty/__folder__.info', '');
  await put('GPX', 'two\r\nlines.gpx', 'crlf');
  await put('GPX', 'back\\slash.gpx', 'backslash');
  await put('GPX', 'nothing.gpx', '');
  await put('FAVOURITES', 'favorites-größe.gpx', '<gpx/>');
  await put('PROFILE', 'profile_car.json', '{}');
  await put('PROFILE', 'profile_car.json.info', '{"type":"PROFILE","file":"profile_car.json","appMode":{"stringKey":"car"}}');
  await put('GLOBAL', 'general_settings.json', '{"a":"b"}');
  await put('FILE', 'rendering/my.render.xml', '<renderingStyle/>');
  await put('FILE', 'avnotes/film.mp4', noise(300_000));
  await put('SOMETHING_NEW', 'x.bin', noise(5000));
  await put('GPX', 'deleted.gpx', 'gone');
  await library.delete('deleted.gpx', (await library.changes()).find(({ name }) => name === 'deleted.gpx')!.seq);
  delete all['GPX deleted.gpx'];
  return { library, all };
}

test.each(['osf', 'zip'] as const)('W5 O4 an export as %s holds every file byte for byte, and nothing else', async (format) => {
  const { library, all } = await filled();
  expect(await filesIn(await exported(library, format), format)).toEqual(all);
});

test('W5 only the chosen types, and an empty account is an empty archive', async () => {
  const { library } = await filled();
  const some = await filesIn(await exported(library, 'osf', ['PROFILE', 'GLOBAL']), 'osf');
  expect(Object.keys(some).sort()).toEqual(['GLOBAL general_settings.json', 'PROFILE profile_car.json', 'PROFILE profile_car.json.info']);
  expect(await filesIn(await exported(await TestLibrary.open(), 'osf'), 'osf')).toEqual({});
  expect(await filesIn(await exported(await TestLibrary.open(), 'zip'), 'zip')).toEqual({});
});

test.each(['osf', 'zip'] as const)('W5 an export as %s is what other programs read', async (format) => {
  const { library } = await filled();
  const folder = mkdtempSync(join(tmpdir(), 'cairn-export-'));
  try {
    writeFileSync(join(folder, 'a.zip'), await exported(library, format));
    const script = 'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(len(z.namelist()))';
    expect(Number(execFileSync('python3', ['-c', script, join(folder, 'a.zip')]).toString())).toBeGreaterThan(10);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['beside its row', 'profile_car.json'],
  ['of a companion', 'profile_car.json.info'],
  ['on the disk', 'avnotes/film.mp4'],
])('O4 an export that lacks a content %s fails, it does not succeed incomplete', async (_where, lost) => {
  const { library } = await filled();
  const contents = library.store.contents.bind(library.store);
  const version = (await library.changes()).find(({ name }) => name === lost);
  const missing = Object.assign(Object.create(library.store) as typeof library.store, {
    contents: async (account: number, seqs: readonly number[], budget: number) => {
      const page = await contents(account, seqs, budget);
      return { ...page, items: page.items.map((item) => (item?.version.seq === version?.seq ? null : item)) };
    },
  });
  for (const format of ['osf', 'zip'] as const) {
    await expect(collect(exportFiles({ ...library.ctx, store: missing }, 1, { format, types: null }))).rejects.toMatchObject({
      code: 'file-not-available',
    });
  }
});

test('O4 R09 an export whose content on the disk is damaged or gone fails', async () => {
  const { library } = await filled();
  const blobs = { ...library.ctx.blobs, open: library.ctx.blobs.open.bind(library.ctx.blobs) };
  async function* cut(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of source) yield piece.subarray(0, piece.length - 1);
  }
  const damaged = { ...blobs, open: async (key: string) => cut(await blobs.open(key)) };
  await expect(collect(exportFiles({ ...library.ctx, blobs: damaged }, 1, { format: 'zip', types: null }))).rejects.toThrow();
});

/** A server on a port, with 3 MB of contents on its disk. */
async function served() {
  const disk = new FakeDisk();
  const app = await startApp({}, undefined, { blobs: await diskBlobs('/blobs', disk) });
  running.push(app);
  const server = await app.app.frame.listen({ host: '127.0.0.1', port: 0 });
  const { token, account } = await app.register('ann@example.org');
  const client = createClient({ server, token });
  const items = ['a', 'b', 'c'].map((name) => {
    const body = gzipSync(noise(1_000_000, name));
    return { header: { type: 'GPX', name: `${name}.gpx`, base: 0, clientTime: 1_700_000_000_000, length: body.length }, body };
  });
  await client.upload({ items });
  return { app, server, token, account, client, disk };
}

test('O4 over HTTP: the archive comes whole; a content that is gone breaks the connection off or is said before it begins', async () => {
  const { app, client, token, account } = await served();
  const { headers, bytes } = await client.export({ query: { format: 'osf' } });
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="OsmAnd \d{4}-\d\d-\d\d\.osf"$/);
  expect(Object.keys(await filesIn(await collect(bytes), 'osf'))).toEqual(['GPX a.gpx', 'GPX b.gpx', 'GPX c.gpx']);
  const { contents } = app.store;
  app.store.contents = async (who, seqs, budget) => {
    const page = await contents(who, seqs, budget);
    return { ...page, items: page.items.map((item) => (item?.version.name === 'c.gpx' ? null : item)) };
  };
  expect(account).toBe(1);
  const broken = await client.export({ query: { format: 'zip' } });
  await expect(collect(broken.bytes)).rejects.toMatchObject({ code: 'connection-lost' });
  app.store.contents = async () => ({ items: [null], bytes: new Uint8Array(0) });
  await expect(client.export({ query: { format: 'zip' } }).then(({ bytes: none }) => collect(none))).rejects.toThrow();
  const nobody = await app.call('GET', '/api/v1/export?format=zip');
  expect(nobody.error).toBe('not-signed-in');
  const odd = await app.call('GET', '/api/v1/export?format=tar', undefined, { authorization: `Bearer ${token}` });
  expect(odd.error).toBe('bad-request');
});

test('W5 back-pressure: a content is opened when its turn comes, and leaving lets it go', async () => {
  const library = await TestLibrary.open({ inlineBytes: 2000 });
  for (let index = 0; index < 12; index++) await library.put(`${index}.gpx`, noise(200_000, String(index)));
  let [opened, closed] = [0, 0];
  const open = library.ctx.blobs.open.bind(library.ctx.blobs);
  const watched = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    opened += 1;
    try {
      yield* source;
    } finally {
      closed += 1;
    }
  };
  const blobs = Object.assign(Object.create(library.ctx.blobs) as typeof library.ctx.blobs, {
    open: async (key: string) => watched(await open(key)),
  });
  const pieces = exportFiles({ ...library.ctx, blobs }, 1, { format: 'zip', types: null });
  let taken = 0;
  while (taken < 500_000) {
    const step = await pieces.next();
    if (step.done === true) break;
    taken += step.value.length;
  }
  expect(opened).toBe(3);
  await pieces.return(undefined);
  expect(closed).toBe(3);
});

test('W5 whoever goes away in the middle of an export leaves a server that works', async () => {
  const { app, server, token } = await served();
  await new Promise<void>((resolve, reject) => {
    const asked = request(`${server}/api/v1/export?format=zip`, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.once('readable', () => {
        asked.destroy();
        resolve();
      });
    });
    asked.once('error', reject).end();
  });
  expect((await app.call('GET', '/healthz')).status).toBe(200);
  expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('R74 R60 R69 an account as a whole: its own versions, devices and activity, nothing of others, no credential', async () => {
  const { app, client, token, server } = await served();
  const body = gzipSync('second');
  await client.upload({
    items: [{ header: { type: 'GPX', name: 'a.gpx', base: 1, clientTime: 1_700_000_100_000, length: body.length }, body }],
  });
  const other = await app.register('eve@example.org');
  const others = createClient({ server, token: other.token });
  const secret = gzipSync('canary of eve');
  await others.upload({
    items: [{ header: { type: 'GPX', name: 'eve.gpx', base: 0, clientTime: 1, length: secret.length }, body: secret }],
  });
  const { headers, bytes } = await client.export({ query: { format: 'account' } });
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="Cairn \d{4}-\d\d-\d\d\.zip"$/);
  const archive = await openZip(bytesAccess(await collect(bytes)));
  const texts = new Map<string, string>();
  for (const entry of archive.entries) texts.set(entry.name, Buffer.from(await archive.bytes(entry, 1e7)).toString('latin1'));
  const documents = [...texts].filter(([name]) => !name.startsWith('contents/'));
  expect(documents.map(([name]) => name)).toEqual([
    ...['cairn.json', 'account.json', 'devices.json', 'sessions.json', 'purchases.json', 'downloads.json', 'maps.json'],
    ...['activity.json', 'versions.jsonl'],
  ]);
  const lines = (texts.get('versions.jsonl') ?? '').trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { seq: number; name: string }).name)).toEqual(['a.gpx', 'b.gpx', 'c.gpx', 'a.gpx']);
  expect([...texts.keys()].filter((name) => name.startsWith('contents/'))).toHaveLength(4);
  expect([...texts.values()]).toContain('second');
  for (const [name, text] of documents) {
    expect([name, /eve|canary/.exec(text)?.[0]]).toEqual([name, undefined]);
    expect([name, text.includes(token.split('_').at(-1) ?? token)]).toEqual([name, false]);
    expect([name, /"(?:token|tokenHash|hash|secret|password)":"/.exec(text)?.[0]]).toEqual([
      name,
      name === 'versions.jsonl' ? '"hash":"' : undefined,
    ]);
  }
  const choosy = await app.call('GET', '/api/v1/export?format=account&types=GPX', undefined, { authorization: `Bearer ${token}` });
  expect(choosy.error).toBe('bad-request');
});
