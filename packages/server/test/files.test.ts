import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { batchMediaType, createClient, encodeBatch } from '@cairn/protocol';
import type { Client, Operation, UploadHeader } from '@cairn/protocol';
import { afterEach, expect, test } from 'vitest';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { noMetrics } from '../src/ports/metrics.ts';
import type { Metrics } from '../src/ports/metrics.ts';
import { FakeDisk } from './support/fake-disk.ts';
import { noise } from './support/library.ts';
import { settle } from './support/world.ts';

let running: TestApp[] = [];
afterEach(async () => {
  for (const one of running) await one.app.close();
  running = [];
});

/** A real server on a port of this machine, and a device of ours with the typed client. */
async function startCloud(settings: Record<string, string> = {}, metrics: Partial<Metrics> = {}) {
  const disk = new FakeDisk();
  const test = await startApp(settings, undefined, { blobs: await diskBlobs('/blobs', disk), metrics: { ...noMetrics, ...metrics } });
  running.push(test);
  const server = await test.app.frame.listen({ host: '127.0.0.1', port: 0 });
  const { token, account } = await test.register('ann@example.org');
  return { ...test, disk, server, token, account, client: createClient({ server, token }) };
}

const item = (name: string, content: string | Uint8Array, base = 0, more: Partial<UploadHeader> = {}) => {
  const body = gzipSync(content);
  return { header: { type: 'GPX', name, base, clientTime: 1_700_000_000_000, length: body.length, ...more }, body };
};
async function textsOf(client: Client, versions: number[]): Promise<string[]> {
  const texts: string[] = [];
  for await (const { header, body } of await client.download({ body: { versions } })) {
    if (header.error !== undefined) {
      texts.push(header.error.code);
      continue;
    }
    const parts: Uint8Array[] = [];
    if (body instanceof Uint8Array) parts.push(body);
    else for await (const part of body) parts.push(part);
    texts.push(gunzipSync(Buffer.concat(parts)).toString());
  }
  return texts;
}

test('S2 a device uploads, another reads what changed and fetches it, over a real connection', async () => {
  const { client } = await startCloud();
  const large = noise(1_500_000).toString('hex');
  const { results } = await client.upload({ items: [item('hikes/größe.gpx', '<gpx/>'), item('large', large), item('empty', '')] });
  expect(results.map((result) => result.status)).toEqual(['done', 'done', 'done']);
  const { changes, cursor, more } = await client.changes({ query: { cursor: 0 } });
  expect({ cursor, more }).toEqual({ cursor: 3, more: false });
  expect(changes.map((version) => version.name)).toEqual(['hikes/größe.gpx', 'large', 'empty']);
  expect(await textsOf(client, [3, 1, 2, 99])).toEqual(['', '<gpx/>', large, 'file-not-available']);
  expect(await client.changes({ query: { cursor } })).toMatchObject({ changes: [], cursor: 3 });
});

test('one version comes packed or plain, byte for byte, and always inert', async () => {
  const { client, app, token } = await startCloud();
  const content = '<html><script>alert(1)</script>';
  await client.upload({ items: [item('a/naïve "name" %.html', content)] });
  for (const accept of ['gzip', 'identity', 'gzip;q=0']) {
    const answer = await app.frame.inject({ url: '/api/v1/content?seq=1', headers: { ...bearer(token), 'accept-encoding': accept } });
    const packed = accept === 'gzip';
    expect(answer.headers['content-encoding']).toBe(packed ? 'gzip' : undefined);
    expect((packed ? gunzipSync(answer.rawPayload) : answer.rawPayload).toString()).toBe(content);
    expect(Number(answer.headers['content-length'])).toBe(answer.rawPayload.length);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="na_ve _name_ _.html"; filename*=UTF-8''na%C3%AFve%20%22name%22%20%25.html`,
    );
  }
  expect((await app.frame.inject({ url: '/api/v1/content?seq=2', headers: bearer(token) })).statusCode).toBe(404);
});

test('R09 turned bits, cut and missing contents: 140 of them end in an error, none as a clean answer, the others are not touched', async () => {
  const { client, disk, db, account, log } = await startCloud();
  const texts = new Map<string, string>();
  const name = (index: number): string => `f${index}`;
  for (let index = 0; index < 160; index++)
    texts.set(name(index), index % 2 === 0 ? noise(200_000, name(index)).toString('latin1') : `small ${index}`);
  for (let start = 0; start < 160; start += 20) {
    await client.upload({ items: [...texts].slice(start, start + 20).map(([file, text]) => item(file, text)) });
  }
  for (let index = 0; index < 140; index++) {
    const change = index < 100 ? turnBit(index) : index < 120 ? (bytes: Buffer) => bytes.subarray(0, -1 - index) : null;
    const row = db
      .prepare<[number, string], { content: number; key: string | null; bytes: Buffer | null }>(
        `SELECT content.content, content.key, content.bytes FROM version
         JOIN blob USING (account, hash) JOIN content ON content.content = blob.content WHERE version.account = ? AND name = ?`,
      )
      .get(account, name(index));
    if (row === undefined) throw new Error('no such content');
    const path = row.key === null ? '' : `/blobs/${row.key.slice(0, 2)}/${row.key}`;
    const damage = change ?? (() => Buffer.alloc(0));
    if (row.key === null)
      db.prepare('UPDATE content SET bytes = ? WHERE content = ?').run(damage(row.bytes ?? Buffer.alloc(0)), row.content);
    else if (change === null) await disk.remove(path);
    else disk.damage(path, change);
  }
  for (let index = 0; index < 160; index++) {
    const fetched = await textsOf(client, [index + 1]).catch((error: unknown) => `broken off: ${error instanceof Error ? error.name : ''}`);
    if (index >= 140) expect(fetched).toEqual([gunzipSync(gzipSync(texts.get(name(index)) ?? '')).toString()]);
    else if (index % 2 === 0 && index < 120) expect(fetched, name(index)).toBe('broken off: ApiError');
    else expect(fetched, name(index)).toEqual(['data-damaged']);
  }
  expect(log.lines.filter((line) => line.message.includes('damaged'))).toHaveLength(140);
}, 60_000);

function turnBit(index: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const at = (index * 7919) % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (index % 8));
    return bytes;
  };
}

test('T1-T7 trash, history, storage and the ways to delete, as the interface has them', async () => {
  const { client } = await startCloud();
  await client.upload({ items: [item('a', 'one'), item('b', 'bee'), item('c', 'sea')] });
  await client.upload({ items: [item('a', 'two', 1)] });
  const operations: Operation[] = [
    { op: 'delete', type: 'GPX', name: 'b', base: 2, scope: 'everywhere' },
    { op: 'rename', type: 'GPX', name: 'c', to: 'd', base: 3 },
    { op: 'rename', type: 'GPX', name: 'a', to: '../x', base: 4 },
    { op: 'copy', seq: 4, to: 'e' },
  ];
  const { results } = await client.operate({ body: { operations } });
  expect(results.map((result) => (result.status === 'refused' ? result.error.code : result.status))).toEqual([
    'done',
    'done',
    'name-refused',
    'done',
  ]);
  const { versions } = await client.history({ query: { type: 'GPX', name: 'a' } });
  expect(versions.map(({ version, available }) => [version.seq, available])).toEqual([
    [4, true],
    [1, true],
  ]);
  await expect(client.history({ query: { type: 'GPX', name: 'nothing' } })).rejects.toMatchObject({ code: 'file-not-available' });
  const trash = await client.trash();
  expect(trash).toMatchObject({ items: [{ deletion: { name: 'b', seq: 5 }, content: { seq: 2 } }], next: null });
  expect(trash.items[0]?.purgeAt).toBe((trash.items[0]?.deletion.stamp ?? 0) + 30 * 86_400_000);
  expect(await client.storage()).toMatchObject({
    files: 3,
    trash: { files: 1, size: 3 },
    history: { files: 1, size: 3 },
    types: [{ type: 'GPX', files: 3, size: 9 }],
  });
  const first = await client.list({ query: { limit: 2 } });
  expect(first.files.map((file) => file.name)).toEqual(['a', 'd']);
  expect((await client.list({ query: { limit: 2, after: first.next ?? '' } })).files.map((file) => file.name)).toEqual(['e']);
  await expect(client.list({ query: { after: 'nonsense' } })).rejects.toMatchObject({ code: 'bad-request' });
  expect(await client.deleteTrash({ body: { deletions: [5] } })).toEqual({ status: 'ok', count: 1 });
  expect((await client.deleteOldVersions()).count).toBe(2);
  expect((await client.emptyTrash()).count).toBe(0);
  expect((await client.deleteType({ body: { type: 'GPX', prefix: 'd' } })).count).toBe(1);
  const { epoch } = await client.changes({ query: {} });
  expect((await client.deleteData({ body: { epoch } })).count).toBe(2);
  expect(await client.changes({ query: {} })).toMatchObject({ changes: [], epoch: epoch + 1 });
});

test('a change is told to other devices at once, and a quiet stream shows that it lives', async () => {
  const { client, clock, server, token } = await startCloud();
  const heard: number[] = [];
  const stop = new AbortController();
  const other = createClient({ server, token });
  const seen: number[] = [];
  const events = await other.events({ signal: stop.signal, heard: (bytes) => heard.push(bytes) });
  const reading = (async () => {
    for await (const event of events) seen.push(event.seq);
  })().catch(() => undefined);
  await expect.poll(() => seen).toEqual([0]);
  await client.upload({ items: [item('a', 'one')] });
  await expect.poll(() => seen).toEqual([0, 1]);
  await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name: 'a', base: 1, scope: 'everywhere' }] } });
  await expect.poll(() => seen).toEqual([0, 1, 2]);
  const before = heard.length;
  await clock.advance(16_000);
  await expect.poll(() => heard.length).toBeGreaterThan(before);
  stop.abort();
  await reading;
});

test('an upload that breaks off keeps what was whole, leaves no half file, and goes on when it is sent again', async () => {
  const { app, token, client, disk } = await startCloud();
  const whole = encodeBatch([item('a', 'one'), item('b', noise(300_000)), item('c', 'three')]);
  const headers = { ...bearer(token), 'content-type': batchMediaType };
  for (let cut = 1; cut < whole.length; cut += 40_001) {
    const answer = await app.frame.inject({ method: 'POST', url: '/api/v1/upload', headers, payload: Buffer.from(whole.subarray(0, cut)) });
    expect(answer.statusCode).toBe(400);
  }
  expect(disk.paths.filter((path) => path.includes('unfinished'))).toEqual([]);
  expect(disk.open).toBe(0);
  const names = (await client.changes({ query: {} })).changes.map((version) => version.name);
  expect(names).toEqual(['a']);
  const { results } = await client.upload({ items: [item('a', 'one'), item('b', noise(300_000)), item('c', 'three')] });
  expect(results.map((result) => result.status)).toEqual(['same', 'done', 'done']);
});

test('R78 a client that goes away while it uploads is no fault of the server: no error in the log, counted among the aborted', async () => {
  const aborted: string[] = [];
  const { app, token, log, disk } = await startCloud(
    {},
    {
      count(...given) {
        if (given[0] === 'cairn_http_aborted_total') aborted.push(given[0]);
      },
    },
  );
  const { port } = app.frame.server.address() as AddressInfo;
  const whole = encodeBatch([item('a', 'one'), item('b', noise(300_000)), item('c', noise(900_000))]);
  // In the first header, in a content that goes to the store by pieces, before the last byte; without a length too.
  for (const [cut, framing] of [
    [10, ''],
    [150_000, ''],
    [700_000, ''],
    [whole.length - 1, ''],
    [150_000, 'chunked'],
  ] as const) {
    const before = aborted.length;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    const length = framing === '' ? `Content-Length: ${whole.length}` : 'Transfer-Encoding: chunked';
    socket.write(
      `POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${batchMediaType}\r\n${length}\r\n\r\n`,
    );
    if (framing === 'chunked') socket.write(`${whole.length.toString(16)}\r\n`);
    await new Promise((written) => socket.write(whole.subarray(0, cut), written));
    await settle();
    socket.destroy();
    await expect.poll(() => aborted.length, { timeout: 10_000 }).toBe(before + 1);
    await expect.poll(() => disk.open, { timeout: 10_000 }).toBe(0);
    await settle();
  }
  expect(log.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  expect(log.lines.filter(({ message }) => message === 'a request broke off')).toHaveLength(5);
});

test('R11 near the end of the space uploads are refused, deleting and reading go on', async () => {
  const { client, disk, clock } = await startCloud();
  await client.upload({ items: [item('a', 'one')] });
  disk.free = async () => 10_000;
  await clock.advance(2000);
  await expect(client.upload({ items: [item('b', 'two')] })).rejects.toMatchObject({ code: 'storage-full', status: 507 });
  expect(await textsOf(client, [1])).toEqual(['one']);
  await client.operate({ body: { operations: [{ op: 'delete', type: 'GPX', name: 'a', base: 1, scope: 'everywhere' }] } });
  disk.free = async () => 2 ** 40;
  expect((await client.upload({ items: [item('b', 'two')] })).results[0]?.status).toBe('done');
});

test('R41 a bomb in a batch is refused by itself', async () => {
  const { client, disk } = await startCloud({ FILE_LIMIT: '40MiB' });
  const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
  const { results } = await client.upload({
    items: [
      item('a', 'one'),
      { ...item('bomb', ''), header: { ...item('bomb', '').header, length: bomb.length }, body: bomb },
      item('c', 'three'),
    ],
  });
  expect(results.map((result) => (result.status === 'refused' ? result.error.code : result.status))).toEqual([
    'done',
    'unpacks-too-large',
    'done',
  ]);
  expect(disk.paths).toEqual([]);
});

test('a file over the limit is refused by itself while it can be passed over, and with the request when it is huge', async () => {
  const { client, disk } = await startCloud({ FILE_LIMIT: '3MiB' });
  const unread = (name: string, length: number) => ({ header: { ...item(name, '').header, length }, body: new Uint8Array(length) });
  const { results } = await client.upload({ items: [unread('large', 5 * 1024 * 1024), item('d', 'four')] });
  expect(results).toMatchObject([{ status: 'refused', error: { code: 'file-too-large' } }, { status: 'done' }]);
  await expect(client.upload({ items: [unread('huge', 33 * 1024 * 1024)] })).rejects.toMatchObject({ code: 'file-too-large' });
  expect(disk.paths).toEqual([]);
});
