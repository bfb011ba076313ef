import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { allDone } from '../src/load/shots.ts';
import { drive, openLane } from '../src/load/generator.ts';
import type { Proxy } from '../src/proxy.ts';
import { openProxy } from '../src/proxy.ts';
import type { Trouble } from '../src/trouble.ts';

const open: (Server | Proxy | ReturnType<typeof createTcpServer>)[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function echo(): Promise<number> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => response.end(Buffer.concat(pieces)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}
const post = (body: string): { parts: Buffer[] } => ({
  parts: [Buffer.from(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`), Buffer.from(body)],
});

test('a proxy counts what passes, byte for byte and request for request', async () => {
  const proxy = await openProxy(await echo());
  open.push(proxy);
  const lane = await openLane(proxy.port);
  const answers = [await lane.exchange(post('one')), await lane.exchange(post('x'.repeat(300_000)))];
  lane.close();
  expect(answers.map(({ status, body }) => [status, body.length])).toEqual([
    [200, 3],
    [200, 300_000],
  ]);
  const { connections, requests, up, down } = proxy.traffic();
  expect([connections, requests]).toEqual([1, 2]);
  expect(up).toBe(post('one').parts[0]!.length + 3 + post('x'.repeat(300_000)).parts[0]!.length + 300_000);
  expect(down).toBeGreaterThan(300_003);
});

test('a far server is a whole round trip away, and one more to connect', async () => {
  const proxy = await openProxy(await echo());
  open.push(proxy);
  proxy.setRoundTrip(60);
  const lane = await openLane(proxy.port);
  const times: number[] = [];
  for (const body of ['first', 'second']) {
    const begun = performance.now();
    expect((await lane.exchange(post(body))).body).toBe(body);
    times.push(performance.now() - begun);
  }
  lane.close();
  // Lower bounds only: a busy machine is slower, never faster. Timers round to whole milliseconds.
  expect(times[0]).toBeGreaterThan(110);
  expect(times[1]).toBeGreaterThan(55);
});

test('a far server keeps order and loses nothing', async () => {
  const proxy = await openProxy(await echo());
  open.push(proxy);
  proxy.setRoundTrip(10);
  const text = Array.from({ length: 100_000 }, (_, index) => String(index)).join(' ');
  const lane = await openLane(proxy.port);
  expect((await lane.exchange(post(text))).body).toBe(text);
  lane.close();
});

test('the load generator stops at the first answer that is not wanted', async () => {
  const port = await echo();
  const result = await drive(
    port,
    2,
    0.05,
    () => post('fine'),
    (status, body) => status === 200 && body === 'fine',
  );
  expect(result.requests).toBeGreaterThan(1);
  await expect(
    drive(
      port,
      2,
      5,
      () => post('oh'),
      (_, body) => body === 'fine',
    ),
  ).rejects.toThrow('the server answered 200: oh');
});

test('a server that hangs up fails the load and does not hang it', async () => {
  const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  await expect(
    drive(
      (server.address() as AddressInfo).port,
      1,
      5,
      () => post('x'),
      () => true,
    ),
  ).rejects.toThrow();
});

test('an upload counts as done only when every file of it is', () => {
  const results = (...words: string[]): string => JSON.stringify({ results: words.map((status) => ({ status })) });
  expect(allDone(200, results('done', 'done'), 2)).toBe(true);
  expect(allDone(200, results('done', 'same'), 2)).toBe(false);
  expect(allDone(200, results('done', 'refused'), 2)).toBe(false);
  expect(allDone(507, results('done'), 1)).toBe(false);
});

describe('R28 a connection meets the trouble that was drawn for it', () => {
  const length = 'HTTP/1.1 200 OK\r\n'.length;
  async function through(
    trouble: Omit<Trouble, 'ms'> & { ms?: number },
  ): Promise<{ lane: Awaited<ReturnType<typeof openLane>>; met: Trouble[] }> {
    const met: Trouble[] = [];
    const proxy = await openProxy(await echo(), {
      troubleOf: (connection) => (connection === 1 ? { ms: 40, ...trouble } : null),
      happened: (one) => met.push(one),
    });
    open.push(proxy);
    return { lane: await openLane(proxy.port), met };
  }

  for (const [kind, way] of [
    ['reset', 'down'],
    ['reset', 'up'],
    ['half-close', 'down'],
    ['half-close', 'up'],
    ['truncate', 'down'],
  ] as const) {
    test(`${kind} ${way}: no answer is taken for whole`, async () => {
      const { lane, met } = await through({ kind, way, after: length });
      const answer = await lane.exchange(post('hello')).then(
        ({ status, body }) => `${status} ${body}`,
        () => 'failed',
      );
      expect(answer).not.toContain('hello');
      expect(met).toMatchObject([{ kind, way }]);
      lane.close();
    });
  }
  for (const kind of ['delay', 'dribble'] as const) {
    test(`${kind}: the answer comes whole, and late`, async () => {
      const { lane, met } = await through({ kind, way: 'down', after: length, ms: kind === 'delay' ? 40 : 1 });
      const begun = performance.now();
      expect((await lane.exchange(post('hello'))).body).toBe('hello');
      expect(performance.now() - begun).toBeGreaterThan(35);
      expect((await lane.exchange(post('again'))).body).toBe('again');
      expect(met).toHaveLength(1);
      lane.close();
    });
  }
  test('what befalls connections may change: healed, they meet none any more', async () => {
    const proxy = await openProxy(await echo(), { troubleOf: () => ({ kind: 'reset', way: 'up', after: 0, ms: 0 }) });
    open.push(proxy);
    proxy.meet(() => null);
    const lane = await openLane(proxy.port);
    expect((await lane.exchange(post('hello'))).body).toBe('hello');
    lane.close();
  });
});
