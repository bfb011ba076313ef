import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client, Fetch } from '@cairn/protocol';
import { ApiError, batchMediaType, createClient, encodeBatch, paths, readBatch } from '@cairn/protocol';
import { UploadHeader } from '@cairn/protocol/schemas';
import { afterEach, describe, expect, test } from 'vitest';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}
type Respond = (response: ServerResponse, seen: Seen) => void;
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A real server that notes what it is asked and answers as told. */
async function serverThat(respond: Respond): Promise<{ address: string; seen: Seen[]; close(): void }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) };
      seen.push(one);
      respond(response, one);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  open.push(close);
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}
const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Respond =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}
async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

describe('requests', () => {
  test('every route of the table is a method that asks with its method and path', async () => {
    const { address, seen } = await serverThat(json({}));
    const client: Client = createClient({ server: address, token: 't' });
    expect(Object.keys(client).sort()).toEqual(Object.keys(paths).sort());
    await client.server();
    await client.signOutDevice({ params: { id: 12 } });
    await client.changes({ query: { cursor: 5, types: 'GPX,FILE' } });
    await client.changes();
    await client.history({ query: { type: 'GPX', name: 'a b&c=ü/\r\n.gpx' } });
    await client.setPassword({ body: { code: '12345678', password: 'x' } });
    await client.emptyTrash({ headers: { 'accept-language': 'nl' } });
    expect(seen.map((one) => `${one.method} ${one.url}`)).toEqual([
      'GET /api/v1/server',
      'DELETE /api/v1/devices/12',
      'GET /api/v1/changes?cursor=5&types=GPX%2CFILE',
      'GET /api/v1/changes',
      'GET /api/v1/history?type=GPX&name=a+b%26c%3D%C3%BC%2F%0D%0A.gpx',
      'PUT /api/v1/account/password',
      'POST /api/v1/trash/empty',
    ]);
    expect(seen[5]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(seen[5]?.body.toString() ?? '')).toEqual({ code: '12345678', password: 'x' });
    expect(seen[6]?.headers['accept-language']).toBe('nl');
  });

  test('R69 the token is in the Authorization header and nowhere else', async () => {
    const { address, seen } = await serverThat(json({ error: { code: 'not-signed-in', message: 'no' } }, 401));
    const token = 'tok-5f1c9a77';
    const error = await failure(createClient({ server: address, token }).operate({ body: { operations: [{ op: 'restore', seq: 1 }] } }));
    const { authorization, ...others } = seen[0]?.headers ?? {};
    expect(authorization).toBe(`Bearer ${token}`);
    expect(JSON.stringify([others, seen[0]?.url, seen[0]?.body.toString()])).not.toContain(token);
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain(token);
    const stranger = await serverThat(json({}));
    await createClient({ server: stranger.address }).server();
    expect(stranger.seen[0]?.headers.authorization).toBeUndefined();
  });

  test('R69 a redirect is not followed, so no other server sees the token', async () => {
    const other = await serverThat(json({}));
    const { address } = await serverThat((response) => void response.writeHead(307, { location: `${other.address}/x` }).end());
    const error = await failure(createClient({ server: address, token: 't' }).account());
    expect(error).toMatchObject({ kind: 'broken', code: 'redirected', status: 307 });
    expect(error.message).toContain(other.address);
    expect(other.seen).toEqual([]);
  });

  test('the address may have a path, and must be one of a server', async () => {
    const { address, seen } = await serverThat(json({}));
    await createClient({ server: `${address}/cairn/` }).server();
    expect(seen[0]?.url).toBe('/cairn/api/v1/server');
    for (const server of ['', 'cairn.example.org', 'ftp://x', 'http://u:secret@x', 'javascript:alert(1)']) {
      expect(() => createClient({ server }), server).toThrow(/This is not the address of a server/);
      expect(() => createClient({ server })).not.toThrow(/secret/);
    }
  });

  test('the caller may bring a fetch of its own', async () => {
    const asked: string[] = [];
    const fetch: Fetch = async (url, request) => {
      asked.push(`${request.method} ${url}`);
      return { status: 200, headers: new Headers(), body: null, text: async () => '{"cursor":7,"novelty":1}' };
    };
    const answer = await createClient({ server: 'http://sim', fetch }).changes({ query: { cursor: 1 } });
    expect(answer.cursor).toBe(7);
    expect(answer, 'fields of a newer server are kept').toHaveProperty('novelty', 1);
    expect(asked).toEqual(['GET http://sim/api/v1/changes?cursor=1']);
  });
});

describe('errors', () => {
  test('a refusal carries code, status, message, details and the wait', async () => {
    const body = { error: { code: 'too-many-requests', message: 'Too many.', details: { seconds: 7, more: [1] } } };
    const { address } = await serverThat(json(body, 429, { 'retry-after': '7' }));
    const error = await failure(createClient({ server: address }).account());
    expect(error).toMatchObject({
      kind: 'refused',
      code: 'too-many-requests',
      status: 429,
      retryAfterMs: 7000,
      details: { seconds: 7, more: [1] },
    });
    expect(error.message).toBe('Too many.');
  });

  test.each<[string, Respond]>([
    [
      'a proxy that answers for it',
      (response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    ],
    ['a page instead of JSON', (response) => void response.writeHead(200).end('<html>')],
    ['an error of another kind', json({ error: 'no' }, 400)],
    ['an empty answer', (response) => void response.writeHead(500).end()],
  ])('%s is broken, not refused', async (_, respond) => {
    const { address } = await serverThat(respond);
    const error = await failure(createClient({ server: address }).account());
    expect(error).toMatchObject({ kind: 'broken', code: 'not-cairn', retryAfterMs: null });
    expect(error.message).toContain(address);
  });

  test('no server is offline, and so is one that falls silent in the middle', async () => {
    const gone = await serverThat(json({}));
    gone.close();
    expect(await failure(createClient({ server: gone.address }).account())).toMatchObject({
      kind: 'offline',
      code: 'unreachable',
      status: 0,
    });
    const { address } = await serverThat((response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failure(createClient({ server: address }).account())).toMatchObject({ kind: 'offline', code: 'connection-lost' });
  });

  test('an abort comes out as the reason that was given', async () => {
    const { address } = await serverThat(() => undefined);
    const stop = new AbortController();
    const asked = createClient({ server: address }).account({ signal: stop.signal });
    stop.abort(new Error('the person pressed Ctrl-C'));
    await expect(asked).rejects.toThrow('the person pressed Ctrl-C');
  });
});

describe('batches', () => {
  const header = (name: string, length: number): UploadHeader => ({ type: 'GPX', name, base: 0, clientTime: 1, length });
  const small = [
    { header: header('a', 2), body: new Uint8Array([1, 2]) },
    { header: header('b', 0), body: new Uint8Array() },
  ];

  test('small files go in one piece of known length', async () => {
    const { address, seen } = await serverThat(json({ results: [] }));
    const answer = await createClient({ server: address }).upload({ items: small });
    expect(answer.results).toEqual([]);
    expect(seen[0]?.headers['content-type']).toBe(batchMediaType);
    expect(seen[0]?.headers['content-length']).toBe(String(encodeBatch(small).length));
    expect(seen[0]?.body.equals(encodeBatch(small))).toBe(true);
  });

  test.each(['a list with a stream in it', 'items that come one by one'])('%s goes as a stream', async (what) => {
    const { address, seen } = await serverThat(json({ results: [] }));
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 30; part++) yield new Uint8Array(100_000).fill(part);
    }
    async function* one(): AsyncGenerator<(typeof small)[number]> {
      yield* small;
    }
    const large = { header: header('large', 3_000_000), body: body() };
    await createClient({ server: address }).upload({ items: what.startsWith('a list') ? [...small, large] : one() });
    const stream = (async function* (): AsyncGenerator<Uint8Array> {
      yield seen[0]?.body ?? new Uint8Array();
    })();
    const names: string[] = [];
    for await (const item of readBatch(stream, { parse: (value) => UploadHeader.parse(value) }))
      names.push(`${item.header.name} ${item.header.length}`);
    expect(names).toEqual(what.startsWith('a list') ? ['a 2', 'b 0', 'large 3000000'] : ['a 2', 'b 0']);
  });

  test('a file that cannot be read while it is sent is no fault of the server', async () => {
    const { address } = await serverThat(json({ results: [] }));
    async function* body(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(100_000);
      throw new Error('the card was pulled out');
    }
    const client = createClient({ server: address });
    await expect(client.upload({ items: [{ header: header('a', 200_000), body: body() }] })).rejects.toThrow('the card was pulled out');
    expect((await client.upload({ items: small })).results).toEqual([]);
  });

  test('a download gives item after item, with errors of single ones in their headers', async () => {
    const error = { code: 'file-not-available', message: 'gone' };
    const batch = encodeBatch([
      { header: Object.assign({ length: 3 }, { seq: 1 }), body: new Uint8Array([7, 8, 9]) },
      { header: Object.assign({ length: 0 }, { seq: 2, error }), body: new Uint8Array() },
      { header: Object.assign({ length: 2_000_000 }, { seq: 3 }), body: new Uint8Array(2_000_000) },
    ]);
    const { address, seen } = await serverThat((response) => void response.writeHead(200, { 'content-type': batchMediaType }).end(batch));
    let heard = 0;
    const found: unknown[] = [];
    for await (const { header, body } of await createClient({ server: address }).download({
      body: { versions: [1, 2, 3] },
      heard: (bytes) => (heard += bytes),
    })) {
      const length = body instanceof Uint8Array ? body.length : (await all(body)).reduce((sum, part) => sum + part.length, 0);
      found.push([header.seq, length, header.error?.code]);
    }
    expect(found).toEqual([
      [1, 3, undefined],
      [2, 0, 'file-not-available'],
      [3, 2_000_000, undefined],
    ]);
    expect(heard).toBe(batch.length);
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({ versions: [1, 2, 3] });
  });

  test.each<[string, (response: ServerResponse, batch: Uint8Array) => void, string, number[]]>([
    [
      'breaks off',
      (response, batch) => {
        response.writeHead(200, { 'content-length': String(batch.length) }).write(batch.subarray(0, 60));
        setTimeout(() => response.destroy(), 20);
      },
      'connection-lost',
      [1],
    ],
    ['ends too soon', (response, batch) => void response.writeHead(200).end(batch.subarray(0, 60)), 'broken-answer', [1]],
    ['is none', (response) => void response.writeHead(200).end('hello, world'), 'broken-answer', []],
  ])('a download that %s keeps what was whole and says so', async (_, respond, code, kept) => {
    const batch = encodeBatch([
      { header: Object.assign({ length: 1 }, { seq: 1 }), body: new Uint8Array(1) },
      { header: Object.assign({ length: 2_000_000 }, { seq: 2 }), body: new Uint8Array(2_000_000) },
    ]);
    const { address } = await serverThat((response) => respond(response, batch));
    const items = await createClient({ server: address }).download({ body: { versions: [1, 2] } });
    const whole: number[] = [];
    const reading = (async () => {
      for await (const { header, body } of items) {
        if (!(body instanceof Uint8Array)) await all(body);
        whole.push(header.seq);
      }
    })();
    expect(await failure(reading)).toMatchObject({ code });
    expect(whole).toEqual(kept);
  });

  test('leaving a download early ends the connection', async () => {
    let closed: () => void = () => undefined;
    const ended = new Promise<void>((done) => (closed = done));
    const { address } = await serverThat((response) => {
      response.on('close', closed);
      response
        .writeHead(200)
        .write(encodeBatch([{ header: Object.assign({ length: 1 }, { seq: 1 }), body: new Uint8Array(1) }]).subarray(0, -4));
    });
    for await (const item of await createClient({ server: address }).download({ body: { versions: [1] } }))
      if (item.header.length === 1) break;
    await ended;
  });

  test('content comes as bytes', async () => {
    const { address, seen } = await serverThat((response) => void response.writeHead(200, { 'x-cairn-hash': 'abc' }).end('plain'));
    const answer = await createClient({ server: address }).content({ query: { seq: 4 } });
    expect(answer.headers.get('x-cairn-hash')).toBe('abc');
    expect(Buffer.concat(await all(answer.bytes)).toString()).toBe('plain');
    expect(seen[0]?.url).toBe('/api/v1/content?seq=4');
  });
});

describe('events', () => {
  test('data comes as it is sent; comments are a sign of life only', async () => {
    const parts = [
      ': hello\n\n',
      'event: change\nid: 9\nda',
      'ta: {"seq":9,"epoch":0,"dataEpoch":0}\r',
      '\n\r\n',
      ':\n\ndata: {"seq":10}\n\nretry: 5\n\n',
      'data:{\ndata:"seq":11}\n\n',
    ];
    const { address } = await serverThat((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const [index, part] of parts.entries()) setTimeout(() => response.write(part), index * 10);
      setTimeout(() => response.end('data: {"seq":12}'), parts.length * 10);
    });
    let pieces = 0;
    const events = await all(await createClient({ server: address }).events({ heard: () => (pieces += 1) }));
    expect(events.map((one) => one.seq)).toEqual([9, 10, 11]);
    expect(pieces).toBeGreaterThanOrEqual(2);
  });

  test('an abort ends the stream with its reason; a lost connection is offline; rubbish is broken', async () => {
    const { address } = await serverThat((response) => void response.writeHead(200).write('data: {"seq":1}\n\n'));
    const stop = new AbortController();
    const events = await createClient({ server: address }).events({ signal: stop.signal });
    const reading = (async () => {
      for await (const event of events) if (event.seq === 1) stop.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');

    const lost = await serverThat((response) => {
      response.writeHead(200).write(':\n\n');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failure(createClient({ server: lost.address }).events().then(all))).toMatchObject({
      kind: 'offline',
      code: 'connection-lost',
    });
    for (const rubbish of ['data: {\n\n', 'x'.repeat(70_000)]) {
      const { address } = await serverThat((response) => void response.writeHead(200).end(rubbish));
      expect(await failure(createClient({ server: address }).events().then(all))).toMatchObject({ kind: 'broken', code: 'broken-answer' });
    }
  });

  test('a refusal is thrown by the call itself', async () => {
    const { address } = await serverThat(json({ error: { code: 'not-signed-in', message: 'no' } }, 401));
    expect(await failure(createClient({ server: address }).events())).toMatchObject({
      kind: 'refused',
      code: 'not-signed-in',
      status: 401,
    });
  });
});
