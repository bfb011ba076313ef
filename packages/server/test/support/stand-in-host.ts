import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { openTrips } from '../../src/adapters/routing/open.ts';
import type { TripPorts } from '../../src/ports/router.ts';
import { LineLog, VirtualClock } from './world.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly agent: string;
}
export interface StandIn {
  readonly base: string;
  readonly asked: Asked[];
}
export type Reply = readonly [status: number, body: unknown, headers?: Record<string, string>];

const servers: Server[] = [];
const opened: TripPorts[] = [];
afterEach(async () => {
  for (const ports of opened.splice(0)) await ports.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A host on this machine that answers in turn what it is given; the last one again and again. */
export async function standIn(...replies: (Reply | 'silence')[]): Promise<StandIn> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString();
    const isJson = request.headers['content-type'] === 'application/json';
    const body: unknown = text === '' ? null : isJson ? JSON.parse(text) : text;
    asked.push({
      method: request.method ?? '',
      url: new URL(request.url ?? '', 'http://stand.in'),
      body,
      agent: request.headers['user-agent'] ?? '',
    });
    const reply = replies[Math.min(asked.length, replies.length) - 1] ?? 'silence';
    if (reply === 'silence') return void request.socket.destroy();
    const [status, content, headers] = reply;
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof content === 'string' ? content : JSON.stringify(content));
  };
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const clock = new VirtualClock();
export async function tripsOf(settings: Partial<Record<'routing' | 'geocoder', string>>, log = new LineLog()): Promise<TripPorts> {
  const ports = await openTrips({ roads: '', terrain: '', routing: '', geocoder: '', ...settings }, { cwd: '/', data: '/', log, clock });
  opened.push(ports);
  return ports;
}
