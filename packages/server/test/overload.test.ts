import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CairnError, encodeBatch } from '@cairn/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { boundedWaits, patientBlobCalls, patientCommands } from '../src/adapters/bounded.ts';
import { diskBlobs } from '../src/adapters/disk-blobs.ts';
import { systemClock } from '../src/adapters/system-clock.ts';
import type { ProcessLimits } from '../src/routes/limit-table.ts';
import type { Blobs } from '../src/ports/world.ts';
import { connectionCap } from '../src/routes/connection-cap.ts';
import { FakeDisk } from './support/fake-disk.ts';
import type { TestApp } from './support/app.ts';
import { bearer, startApp } from './support/app.ts';
import { VirtualClock } from './support/world.ts';

/** More of everything in the long mode. */
const factor = Number(process.env['CAIRN_TEST_FACTOR'] ?? '1');
const opened: TestApp[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const app of opened.splice(0)) await app.app.close();
});

/** A server that listens, with bounds that a test can wait for; its clock is the real one where `isReal`. */
async function listening(bounds: Partial<ProcessLimits>, instead: { blobs?: Blobs } = {}, isReal = false) {
  const app = await startApp({ LIMITS: 'off' }, undefined, { ...instead, bounds, ...(isReal ? { clock: realClock() } : {}) });
  opened.push(app);
  await app.app.frame.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: (app.app.frame.server.address() as AddressInfo).port };
}
/** The clock of the machine in the shape that the tests hold still. */
function realClock(): VirtualClock {
  return Object.assign(new VirtualClock(), {
    now: () => systemClock.now(),
    after: (ms: number, fn: () => void) => systemClock.after(ms, fn),
    advance: () => new Promise<void>((done) => setTimeout(done, 50)),
  });
}
function open(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  sockets.push(socket);
  return socket;
}
const closed = (socket: Socket): Promise<string> =>
  new Promise((done) => {
    let said = '';
    socket.on('data', (piece: Buffer) => (said += piece.toString()));
    socket.once('close', () => done(said));
  });
const ask = async (port: number, path: string, init: RequestInit = {}): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, init);

describe('R35 slow senders', () => {
  test('R35 connections that dribble headers or bodies end by themselves, and who asks properly is answered meanwhile', async () => {
    const { app, port } = await listening({ headersMs: 400, bodyGraceMs: 300, jsonBodyMs: 300 }, {}, true);
    const { token } = await app.register('a@example.org');
    const auth = `Host: x\r\nAuthorization: Bearer ${token}\r\n`;
    const slow: Socket[] = [];
    for (let index = 0; index < 100 * factor; index += 1) slow.push(open(port, `GET / HTTP/1.1\r\nHost: x\r\nX-${index}: `));
    for (let index = 0; index < 25 * factor; index += 1) {
      slow.push(
        open(port, `POST /api/v1/upload HTTP/1.1\r\n${auth}Content-Type: application/vnd.cairn.batch\r\nContent-Length: 900000\r\n\r\nx`),
      );
      slow.push(open(port, `POST /api/v1/operations HTTP/1.1\r\n${auth}Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n{`));
    }
    const dribble = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 50);
    const ends = slow.map(closed);
    for (let index = 0; index < 20; index += 1) expect((await ask(port, '/api/v1/account', { headers: bearer(token) })).status).toBe(200);
    const said = await Promise.all(ends);
    clearInterval(dribble);
    expect(said.filter((text) => text.startsWith('HTTP/1.1 408')).length).toBe(100 * factor);
    expect(said.some((text) => text.startsWith('HTTP/1.1 2'))).toBe(false);
    expect((await ask(port, '/readyz')).status).toBe(200);
  });

  test('R35 a body that comes slowly but keeps its pace arrives whole', async () => {
    const { app, port } = await listening({ bodyGraceMs: 200, bodyBytesPerSecond: 100 }, {}, true);
    const { token } = await app.register('a@example.org');
    const member = gzipSync('hello');
    const batch = batchOf('a.gpx', member);
    const socket = open(port, `POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/vnd.cairn.batch\r\nContent-Length: ${batch.length}\r\n\r\n`); // prettier-ignore
    const end = closed(socket);
    for (let at = 0; at < batch.length; at += 16) {
      socket.write(batch.subarray(at, at + 16));
      await new Promise((done) => setTimeout(done, 50));
    }
    expect(await end).toMatch(/^HTTP\/1\.1 200[^]*"done"/);
  });

  test('R35 one address holds so many connections and no more; others, this machine and proxies do not notice', () => {
    const mayStay = connectionCap(2, ['10.0.0.0/8']);
    const ends: (() => void)[] = [];
    const from = (remoteAddress: string): boolean =>
      mayStay({ remoteAddress, once: ((_: string, fn: () => void) => ends.push(fn)) as never });
    expect([from('192.0.2.1'), from('192.0.2.1'), from('::ffff:192.0.2.1'), from('192.0.2.2')]).toEqual([true, true, false, true]);
    expect([from('2001:db8::1'), from('2001:db8::2'), from('2001:db8::3'), from('2001:db8:1::3')]).toEqual([true, true, false, true]);
    for (let index = 0; index < 9; index += 1) expect([from('127.0.0.1'), from('::1'), from('10.1.2.3')]).toEqual([true, true, true]);
    ends[0]?.();
    expect([from('192.0.2.1'), from('192.0.2.1')]).toEqual([true, false]);
  });
});

describe('R36 slow readers', () => {
  test('R36 downloads that nobody reads are not read from the disk either, and end with their files closed', async () => {
    const disk = new FakeDisk();
    const inner = await diskBlobs('/blobs', disk);
    const handles = { now: 0, bytes: 0 };
    const blobs = Object.assign(Object.create(inner) as Blobs, {
      open: async (key: string, start?: number) => counted(await inner.open(key, start), handles),
    });
    const { app, port } = await listening({ idleMs: 1500 }, { blobs }, true);
    const { token } = await app.register('a@example.org');
    const size = 8 * 1024 * 1024;
    const uploaded = await upload(port, token, 'big.gpx', randomBytes(size));
    const count = 20 * factor;
    const stalled = Array.from({ length: count }, () => {
      const socket = open(port, `GET /api/v1/content?seq=${uploaded} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer ${token}\r\n\r\n`); // prettier-ignore
      socket.pause();
      return socket;
    });
    await expect.poll(() => handles.now, { timeout: 20_000 }).toBe(count);
    // What is on its way lies in the buffers of both sides of the connections; what the program itself holds of it is small.
    await expect.poll(() => handles.now, { timeout: 30_000 }).toBe(0);
    expect(handles.bytes / count).toBeLessThan(size);
    for (const socket of stalled) socket.destroy();
    expect((await ask(port, `/api/v1/content?seq=${uploaded}`, { headers: bearer(token) })).status).toBe(200);
  });
});

describe('R37 load shedding', () => {
  test('R37 what is beyond the bound is answered 503 with Retry-After at once; health goes on; then all is as before', async () => {
    const { app, port } = await listening({ inFlight: 4 });
    const { token } = await app.register('a@example.org');
    const { devices } = app.store;
    const waiting: (() => void)[] = [];
    app.store.devices = async (account) => {
      await new Promise<void>((go) => waiting.push(go));
      return devices(account);
    };
    const held = Array.from({ length: 4 }, () => ask(port, '/api/v1/devices', { headers: bearer(token) }));
    await expect.poll(() => waiting.length).toBe(4);
    for (let index = 0; index < 50; index += 1) {
      const refused = await ask(port, '/api/v1/account', { headers: bearer(token) });
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([503, true, 'busy']); // prettier-ignore
    }
    expect([(await ask(port, '/healthz')).status, (await ask(port, '/readyz')).status]).toEqual([200, 200]);
    expect(waiting.length).toBe(4);
    for (const go of waiting) go();
    expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect((await ask(port, '/api/v1/account', { headers: bearer(token) })).status).toBe(200);
  });

  test('R37 work whose client is gone gives its place to others', async () => {
    const { app, port } = await listening({ inFlight: 1 });
    const { token } = await app.register('a@example.org');
    const { devices } = app.store;
    let waiting = 0;
    app.store.devices = async () => {
      waiting += 1;
      return new Promise(() => undefined);
    };
    const leaves = new AbortController();
    const gone = ask(port, '/api/v1/devices', { headers: bearer(token), signal: leaves.signal }).catch(() => null);
    await expect.poll(() => waiting).toBe(1);
    expect((await ask(port, '/api/v1/account', { headers: bearer(token) })).status).toBe(503);
    leaves.abort();
    await gone;
    app.store.devices = devices;
    await expect.poll(async () => (await ask(port, '/api/v1/account', { headers: bearer(token) })).status).toBe(200);
  });
});

describe('R40 dependencies that fail', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  test('R40 a database that hangs is waited for 10 s; after some waits in vain nobody waits at all, until it answers again', async () => {
    const clock = new VirtualClock();
    let hangs = true;
    let asked = 0;
    const port = {
      account: async (): Promise<string> => {
        asked += 1;
        return hangs ? never() : 'here';
      },
      dropLog: async (): Promise<string> => never(),
    };
    const bounded = boundedWaits(port, clock, patientCommands);
    const code = (error: unknown): string => (error instanceof CairnError ? error.code : 'other');
    const five = Array.from({ length: 5 }, () => bounded.account().catch(code));
    await clock.advance(9_999);
    expect(await Promise.race([five[0], Promise.resolve('waits')])).toBe('waits');
    await clock.advance(1);
    expect(await Promise.all(five)).toEqual(['busy', 'busy', 'busy', 'busy', 'busy']);
    expect([await bounded.account().catch(code), asked]).toEqual(['busy', 5]);
    hangs = false;
    await clock.advance(5_000);
    expect([await bounded.account(), await bounded.account()]).toEqual(['here', 'here']);
    expect(await Promise.race([bounded.dropLog(), Promise.resolve('waits')])).toBe('waits');
  });

  test('R40 what is not a fault of the dependency passes through, and a failure is not a wait in vain', async () => {
    const clock = new VirtualClock();
    const bounded = boundedWaits({ open: async () => Promise.reject(new CairnError('file-not-available')) }, clock, patientBlobCalls);
    for (let index = 0; index < 20; index += 1) await expect(bounded.open()).rejects.toMatchObject({ code: 'file-not-available' });
  });

  /** What each kind of request does while a part is down: refused by the part's own word, or as if nothing were. */
  const table: readonly [part: string, breakIt: (app: TestApp) => void, answers: Readonly<Record<string, number>>][] = [
    ['the mail server refuses', (app) => void (app.mailbox.broken = true), { code: 200, account: 200, list: 200, upload: 200, ready: 200 }],
    ['the mail server hangs', (app) => void (app.mailbox.send = never), { code: 200, account: 200, list: 200, upload: 200, ready: 200 }],
    [
      'the store of contents is gone',
      (app) => void (app.space.broken = true),
      { code: 200, account: 200, list: 200, upload: 200, ready: 503 },
    ],
    ['the database fails', (app) => { for (const name of ['account', 'logState', 'list', 'put', 'issueCode', 'probe'] as const) app.store[name] = async () => Promise.reject(new Error('SQLITE_BUSY')); }, { code: 500, account: 500, list: 500, ready: 503 }], // prettier-ignore
    ['the database says that it is busy', (app) => { for (const name of ['account', 'logState', 'list', 'issueCode'] as const) app.store[name] = async () => Promise.reject(new CairnError('busy', { seconds: 5 })); }, { code: 503, account: 503, list: 503, ready: 200 }], // prettier-ignore
  ];
  for (const [part, breakIt, answers] of table) {
    test(`R40 ${part}: what does not need it goes on, the rest says so at once`, async () => {
      const app = await startApp({ LIMITS: 'off' });
      const { token } = await app.register('a@example.org');
      breakIt(app);
      await app.clock.advance(10_000);
      const member = gzipSync('hello');
      const batch = batchOf('a.gpx', member); // prettier-ignore
      const asks: Record<string, () => Promise<number>> = {
        code: async () => (await app.call('POST', '/api/v1/codes', { address: 'b@example.org' })).status,
        account: async () => (await app.call('GET', '/api/v1/account', undefined, bearer(token))).status,
        list: async () => (await app.call('GET', '/api/v1/files', undefined, bearer(token))).status,
        ready: async () => (await app.call('GET', '/readyz')).status,
        upload: async () => (await app.app.frame.inject({ method: 'POST', url: '/api/v1/upload', payload: Buffer.from(batch), headers: { ...bearer(token), 'content-type': 'application/vnd.cairn.batch' } })).statusCode, // prettier-ignore
      };
      for (const [what, status] of Object.entries(answers)) expect([what, await asks[what]?.()]).toEqual([what, status]);
      expect((await app.call('GET', '/healthz')).status).toBe(200);
    });
  }
});

/** Counts open readings and what they read. */
async function* counted(bytes: AsyncIterable<Uint8Array>, handles: { now: number; bytes: number }): AsyncGenerator<Uint8Array> {
  handles.now += 1;
  try {
    for await (const piece of bytes) {
      handles.bytes += piece.length;
      yield piece;
    }
  } finally {
    handles.now -= 1;
  }
}
function batchOf(name: string, member: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = { type: 'GPX', name, base: 0, clientTime: 1, length: member.length };
  return encodeBatch([{ header, body: new Uint8Array(member) }]);
}
/** Uploads one file. @returns its sequence number */
async function upload(port: number, token: string, name: string, content: Uint8Array): Promise<number> {
  const member = gzipSync(content, { level: 1 });
  const body = batchOf(name, member); // prettier-ignore
  const answer = await ask(port, '/api/v1/upload', { method: 'POST', body, headers: { ...bearer(token), 'content-type': 'application/vnd.cairn.batch' } }); // prettier-ignore
  const text = await answer.text();
  const seq = /"seq":(\d+)/.exec(text)?.[1];
  if (seq === undefined) throw new Error(text);
  return Number(seq);
}
