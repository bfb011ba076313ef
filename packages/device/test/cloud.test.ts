import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createClient, readBatch, streamBatch } from '@cairn/protocol';
import type { ContentVersion, Fetch, UploadHeader } from '@cairn/protocol';
import type { Downloaded, Upload } from '@cairn/sync';
import { CloudError, LibraryError } from '@cairn/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCloud } from '@cairn/sync';
import type { Timers } from '@cairn/sync';
import { openTransport } from '../src/transport.ts';
import type { Transport } from '../src/transport.ts';

type Handler = (request: IncomingMessage, answer: ServerResponse) => unknown;
const parse = (header: unknown): UploadHeader => header as UploadHeader;
const epochs = { epoch: 1, dataEpoch: 1 };

let server: Server;
let address: string;
let handle: Handler;
let transport: Transport;
let asked: string[];
let waits: number[];
const timers: Timers = {
  now: () => 0,
  after: () => () => undefined,
  wait: async (ms) => {
    waits.push(ms);
  },
  random: () => 0.5,
};
const cloudAt = (where = address, fetch: Fetch = transport.fetch) =>
  openCloud({ client: createClient({ server: where, token: 'token', fetch }), server: where, timers });

beforeEach(async () => {
  [asked, waits] = [[], []];
  transport = openTransport();
  server = createServer((request, answer) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    // A request that its sender broke off ends the handler with an error; that is what is tested.
    Promise.resolve(handle(request, answer)).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json = (answer: ServerResponse, body: unknown, status = 200): void => {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(JSON.stringify(body));
};
const changes = { ...epochs, cursor: 4, more: false, changes: [] };
const version = (seq: number): ContentVersion => ({
  kind: 'content',
  seq,
  type: 'GPX',
  name: `${seq}.gpx`,
  file: seq,
  stamp: seq,
  device: 1,
  hash: 'a'.repeat(64),
  size: 3,
  stored: 30,
  clientTime: 0,
});
const upload = (name: string, gzip: Upload['packed']['gzip']): Upload => ({
  packed: { key: { type: 'GPX', name }, hash: 'a'.repeat(64), size: 3, modified: 5, gzip },
  base: 2,
});
const asksFor = async (request: IncomingMessage): Promise<number[]> => {
  let text = '';
  for await (const piece of request) text += String(piece);
  return (JSON.parse(text) as { versions: number[] }).versions;
};
const sendVersions = (answer: ServerResponse, seqs: readonly number[]): void => {
  const items = seqs.map((seq) => {
    const body = gzipSync(`content ${seq}`);
    return { header: { seq, length: body.length, version: version(seq) }, body };
  });
  answer.writeHead(200);
  Readable.from(streamBatch(items)).pipe(answer);
};
const failureOf = async (call: Promise<unknown>): Promise<CloudError> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CloudError)) throw new Error(`not a CloudError: ${String(error)}`);
  return error;
};

describe('asking', () => {
  it('asks for changes with the cursor, the types and the token', async () => {
    handle = (request, answer) => {
      expect(request.headers.authorization).toBe('Bearer token');
      json(answer, changes);
    };
    expect(await cloudAt().changes(3, ['GPX', 'FILE'])).toEqual(changes);
    expect(asked).toEqual(['GET /api/v1/changes?cursor=3&types=GPX%2CFILE']);
  });

  it('reads packed answers', async () => {
    handle = (_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' });
      answer.end(gzipSync(JSON.stringify(changes)));
    };
    expect(await cloudAt().changes(0)).toEqual(changes);
  });

  it('S2 waits a little for a server that restarts or is busy, then goes on', async () => {
    let times = 0;
    handle = (request, answer) => {
      if (times++ === 0) request.socket.destroy();
      else if (times === 2) json(answer, { error: { code: 'busy', message: 'busy' } }, 503);
      else json(answer, changes);
    };
    expect(await cloudAt().changes(0)).toEqual(changes);
    expect(waits).toEqual([200, 600]);
  });

  it('does not wait where waiting does not help', async () => {
    handle = (_, answer) => json(answer, { error: { code: 'not-signed-in', message: 'You are not signed in.' } }, 401);
    expect(await failureOf(cloudAt().changes(0))).toMatchObject({
      kind: 'refused',
      code: 'not-signed-in',
      message: 'You are not signed in.',
    });
    handle = (_, answer) => answer.end('<html>a router</html>');
    expect(await failureOf(cloudAt().changes(0))).toMatchObject({ kind: 'broken', code: 'not-cairn' });
    expect(waits).toEqual([]);
  });

  it.each([
    ['ECONNREFUSED', 'nobody-answers', 'Nothing answers at 127.0.0.1', 4],
    ['ENOTFOUND', 'unknown-server', 'There is no server of the name 127.0.0.1', 0],
    ['ENETUNREACH', 'no-network', 'no way to 127.0.0.1', 0],
    ['CERT_HAS_EXPIRED', 'certificate', 'The certificate of 127.0.0.1', 0],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-https', 'does not speak https', 0],
  ])('says what %s means', async (code, name, words, tries) => {
    const fetch: Fetch = () => Promise.reject(Object.assign(new Error('system words'), { code }));
    const error = await failureOf(cloudAt(address, fetch).changes(0));
    expect([error.code, waits.length]).toEqual([name, tries]);
    expect(error.message).toContain(words);
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    handle = () => stop.abort(new Error('stopped'));
    const cloud = openCloud({
      client: createClient({ server: address, fetch: transport.fetch }),
      server: address,
      timers,
      signal: stop.signal,
    });
    await expect(cloud.changes(0)).rejects.toThrow('stopped');
  });
});

describe('upload', () => {
  it('sends what was packed, in order, small and large', async () => {
    const seen: [string, string][] = [];
    handle = async (request, answer) => {
      const results = [];
      for await (const { header, body } of readBatch(request, { parse })) {
        const pieces = [];
        if (body instanceof Uint8Array) pieces.push(body);
        else for await (const piece of body) pieces.push(Buffer.from(piece));
        seen.push([header.name, Buffer.concat(pieces).toString()]);
        expect(header).toMatchObject({ base: 2, clientTime: 5, hash: 'a'.repeat(64) });
        results.push({ status: 'done', version: version(seen.length) });
      }
      json(answer, { results, ...epochs });
    };
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 8; piece++) yield Buffer.alloc(300_000, String(piece));
    };
    const answer = await cloudAt().upload([
      upload('a', Buffer.from('one')),
      upload('large', { length: 2_400_000, open: stream }),
      upload('b', Buffer.from('two')),
    ]);
    expect(answer.results).toHaveLength(3);
    expect(seen.map(([name, body]) => [name, body.length])).toEqual([
      ['a', 3],
      ['large', 2_400_000],
      ['b', 3],
    ]);
    expect(asked).toHaveLength(3);
  });

  it('a large file that changes while it is sent is refused alone', async () => {
    handle = async (request, answer) => {
      if (request.method === 'GET') {
        json(answer, changes);
        return;
      }
      const results = [];
      for await (const { body } of readBatch(request, { parse })) {
        if (!(body instanceof Uint8Array)) for await (const piece of body) expect(piece.length).toBeGreaterThan(0);
        results.push({ status: 'done', version: version(1) });
      }
      json(answer, { results, ...epochs });
    };
    const torn = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw new LibraryError('changed-meanwhile', 'It was changed while it was being sent.');
    };
    const cloud = cloudAt();
    await cloud.changes(0);
    const { results } = await cloud.upload([
      upload('a', Buffer.from('x')),
      upload('torn', { length: 200_000, open: torn }),
      upload('b', Buffer.from('y')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['done', 'refused', 'done']);
    expect(results[1]).toMatchObject({ error: { code: 'changed-meanwhile' } });
  });
});

describe('download', () => {
  const collect = async (items: AsyncIterable<Downloaded>): Promise<string[]> => {
    const all: string[] = [];
    for await (const item of items) all.push('error' in item ? `${item.version.seq} ${item.error.code}` : `${item.version.seq}`);
    return all;
  };

  it('gives each version in order, errors among them', async () => {
    handle = async (request, answer) => {
      const seqs = await asksFor(request);
      const items = seqs.map((seq) =>
        seq === 2
          ? { header: { seq, length: 0, error: { code: 'data-damaged', message: 'damaged' } }, body: new Uint8Array() }
          : { header: { seq, length: 3, version: version(seq) }, body: Buffer.from('abc') },
      );
      Readable.from(streamBatch(items)).pipe(answer);
    };
    expect(await collect(cloudAt().download([version(1), version(2), version(3)]))).toEqual(['1', '2 data-damaged', '3']);
  });

  it('S2 asks again for what has not come when the line breaks in the middle', async () => {
    const requests: number[][] = [];
    handle = async (request, answer) => {
      const seqs = await asksFor(request);
      requests.push(seqs);
      if (requests.length > 1) {
        sendVersions(answer, seqs);
        return;
      }
      const body = gzipSync('content');
      answer.writeHead(200);
      const items = seqs.slice(0, 2).map((seq) => ({ header: { seq, length: body.length }, body }));
      for await (const piece of streamBatch(items)) answer.write(piece.subarray(0, piece.length - 4));
      setTimeout(() => request.socket.destroy(), 20);
    };
    const versions = [1, 2, 3, 4].map(version);
    expect(await collect(cloudAt().download(versions))).toEqual(['1', '2', '3', '4']);
    expect(requests).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
  });

  it('gives up when nothing comes any more', async () => {
    handle = (request) => void request.socket.destroy();
    expect(await failureOf(collect(cloudAt().download([version(1)])))).toMatchObject({ kind: 'offline', code: 'connection-lost' });
    expect(waits).toHaveLength(4);
  });

  it('asks in groups of the size that the server takes', async () => {
    const sizes: number[] = [];
    handle = async (request, answer) => {
      const seqs = await asksFor(request);
      sizes.push(seqs.length);
      sendVersions(answer, seqs);
    };
    const versions = Array.from({ length: 1_500 }, (_, index) => version(index + 1));
    expect(await collect(cloudAt().download(versions))).toHaveLength(1_500);
    expect(sizes).toEqual([1_000, 500]);
  });
});
