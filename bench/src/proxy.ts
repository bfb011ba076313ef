import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** What went through a proxy since it was made. */
export interface Traffic {
  readonly connections: number;
  /** Bytes towards the server, and from it (payload of TCP). */
  readonly up: number;
  readonly down: number;
  /** Heads of HTTP/1.1 requests that were seen. */
  readonly requests: number;
}
export interface Proxy {
  readonly port: number;
  readonly traffic: () => Traffic;
  /** How far away the server is from now on, milliseconds there and back. */
  readonly setRoundTrip: (ms: number) => void;
  readonly close: () => Promise<void>;
}

/**
 * A TCP proxy on loopback that counts, and that can be far away.
 * With a round trip every byte takes half of it each way and opening a connection one whole, as on a line with no loss and no limit.
 */
export async function openProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let roundTripMs = 0;
  const count = { connections: 0, up: 0, down: 0, requests: 0 };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    count.connections++;
    const opened = Date.now();
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => [near, far].forEach((each) => each.destroy()));
    }
    near.on('data', (piece: Buffer) => {
      count.up += piece.length;
      count.requests += piece.toString('latin1').split(' HTTP/1.1\r\n').length - 1;
    });
    far.on('data', (piece: Buffer) => (count.down += piece.length));
    // The client's first bytes leave only after the answer to its SYN: one round trip after it began.
    carry(near, far, () => Math.max(Date.now(), opened + roundTripMs) + roundTripMs / 2);
    // Bytes of a server that speaks first leave when the SYN has reached it.
    carry(far, near, () => Math.max(Date.now(), opened + roundTripMs / 2) + roundTripMs / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const close = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  const setRoundTrip = (ms: number): void => void (roundTripMs = ms);
  return { port: address.port, traffic: () => ({ ...count }), setRoundTrip, close };
}

/** Carries bytes and the end of the stream, each when `arrival` says (Unix milliseconds), in order. */
function carry(from: Socket, to: Socket, arrival: () => number): void {
  const queue: { readonly at: number; readonly deliver: () => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  const deliverDue = (): void => {
    timer = null;
    while (queue[0] !== undefined && queue[0].at <= Date.now()) queue.shift()?.deliver();
    if (queue[0] !== undefined) timer = setTimeout(deliverDue, queue[0].at - Date.now());
  };
  const later = (deliver: () => void): void => {
    const at = arrival();
    if (queue.length === 0 && at <= Date.now()) deliver();
    else {
      queue.push({ at, deliver });
      timer ??= setTimeout(deliverDue, at - Date.now());
    }
  };
  from.on('data', (piece: Buffer) =>
    later(() => {
      if (to.destroyed || to.write(piece)) return;
      from.pause();
      to.once('drain', () => from.resume());
    }),
  );
  from.on('end', () => later(() => void to.end()));
}
