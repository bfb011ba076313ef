import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

export interface LoadResult {
  /** Requests answered, and how many a second. */
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
}

/** One request on the wire, and whether its answer is what was wanted. */
export interface Shot {
  readonly parts: readonly Uint8Array[];
}
export type Wanted = (status: number, body: string) => boolean;

/**
 * Keeps `connections` kept-alive connections busy for `seconds`, one request at a time on each, in this process.
 * Speaks just enough HTTP/1.1 to cost little beside the server. @throws Error at the first answer that is not wanted.
 */
export async function drive(
  port: number,
  connections: number,
  seconds: number,
  shot: (connection: number, index: number) => Shot,
  wanted: Wanted,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const lanes = Array.from({ length: connections }, async (_, connection) => {
    const lane = await openLane(port);
    try {
      for (let index = 0; performance.now() < end; index++) {
        const sent = performance.now();
        const { status, body } = await lane.exchange(shot(connection, index));
        if (!wanted(status, body)) throw new Error(`the server answered ${status}: ${body.slice(0, 500)}`);
        latencies.push(performance.now() - sent);
      }
    } finally {
      lane.close();
    }
  });
  await Promise.all(lanes);
  const took = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  return { requests: latencies.length, perSecond: latencies.length / took, median: at(0.5), p99: at(0.99) };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}
export interface Lane {
  readonly exchange: (shot: Shot) => Promise<Answer>;
  readonly close: () => void;
}

/** One kept-alive connection. */
export async function openLane(port: number): Promise<Lane> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let received = '';
  let settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  const fail = (error: Error): void => settle?.reject(error);
  socket.on('data', (piece: Buffer) => {
    received += piece.toString('latin1');
    const answer = parse(received);
    if (answer === null) return;
    received = '';
    settle?.resolve(answer);
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  const exchange = (shot: Shot): Promise<Answer> =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      send(socket, shot.parts);
    });
  return { exchange, close: () => void socket.destroy() };
}

function send(socket: Socket, parts: readonly Uint8Array[]): void {
  socket.cork();
  for (const part of parts) socket.write(part);
  socket.uncork();
}

/** The answer, once it is whole; there is never more than one on its way. */
function parse(text: string): Answer | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const status = Number(text.slice(9, 12));
  const fields = text.slice(0, head).toLowerCase();
  const body = text.slice(head + 4);
  if (fields.includes('\r\ntransfer-encoding: chunked')) return body.endsWith('0\r\n\r\n') ? { status, body } : null;
  const length = Number(/\r\ncontent-length: *(\d+)/.exec(fields)?.[1] ?? 0);
  return body.length >= length ? { status, body } : null;
}
