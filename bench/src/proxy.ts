import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Step, Trouble } from './trouble.ts';
import { Gate } from './trouble.ts';

/** What went through a proxy since it was made. */
export interface Traffic {
  readonly connections: number;
  /** Bytes towards the server, and from it (payload of TCP). */
  readonly up: number;
  readonly down: number;
  /** Heads of HTTP/1.1 requests that were seen. */
  readonly requests: number;
}
/** What is to befall the connection of this number (the first is 1); null = nothing. */
export type TroubleOf = (connection: number) => Trouble | null;
export interface ProxyOptions {
  readonly troubleOf?: TroubleOf;
  /** Told when it does. */
  readonly happened?: (trouble: Trouble, connection: number) => void;
}
export interface Proxy {
  readonly port: number;
  readonly traffic: () => Traffic;
  /** How far away the server is from now on, milliseconds there and back. */
  readonly setRoundTrip: (ms: number) => void;
  /** Where connections lead from now on. */
  readonly setTarget: (port: number) => void;
  /** What is to befall connections from now on; those that are open end. */
  readonly meet: (troubleOf: TroubleOf) => void;
  readonly close: () => Promise<void>;
}

/**
 * A TCP proxy on loopback that counts, that can be far away, and whose connections can meet trouble.
 * With a round trip every byte takes half of it each way and opening a connection one whole, as on a line with no loss and no limit.
 */
export async function openProxy(target: number, { troubleOf = () => null, happened }: ProxyOptions = {}): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let roundTripMs = 0;
  let troubles = troubleOf;
  let goal = target;
  const count = { connections: 0, up: 0, down: 0, requests: 0 };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const number = ++count.connections;
    const opened = Date.now();
    const far = connect({ port: goal, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
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
    const trouble = troubles(number);
    const gate = (way: Trouble['way']): Gate => new Gate(trouble?.way === way ? trouble : null, (one) => happened?.(one, number));
    // The client's first bytes leave only after the answer to its SYN: one round trip after it began.
    carry(near, far, gate('up'), () => Math.max(Date.now(), opened + roundTripMs) + roundTripMs / 2);
    // Bytes of a server that speaks first leave when the SYN has reached it.
    carry(far, near, gate('down'), () => Math.max(Date.now(), opened + roundTripMs / 2) + roundTripMs / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cutAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: address.port,
    traffic: () => ({ ...count }),
    setRoundTrip: (ms) => void (roundTripMs = ms),
    setTarget: (port) => void (goal = port),
    meet: (next) => {
      troubles = next;
      cutAll();
    },
    close: async () => {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Carries bytes and the end of the stream, each when `arrival` says (Unix milliseconds), in order. */
function carry(from: Socket, to: Socket, gate: Gate, arrival: () => number): void {
  const queue: { readonly at: number; readonly deliver: () => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  let last = 0;
  const deliverDue = (): void => {
    timer = null;
    while (queue[0] !== undefined && queue[0].at <= Date.now()) queue.shift()?.deliver();
    if (queue[0] !== undefined) timer = setTimeout(deliverDue, Math.max(0, queue[0].at - Date.now()));
  };
  const later = (lateMs: number, deliver: () => void): void => {
    const at = Math.max(arrival(), last) + lateMs;
    last = at;
    if (queue.length === 0 && at <= Date.now()) deliver();
    else {
      queue.push({ at, deliver });
      timer ??= setTimeout(deliverDue, Math.max(0, at - Date.now()));
    }
  };
  from.on('data', (piece: Buffer) => {
    for (const step of gate.take(piece)) later(step.do === 'pass' ? step.lateMs : 0, () => carryOut(step, from, to));
  });
  from.on('end', () => later(0, () => void to.end()));
}

function carryOut(step: Step, from: Socket, to: Socket): void {
  switch (step.do) {
    case 'pass':
      if (to.destroyed || to.writableEnded || to.write(step.bytes)) return;
      from.pause();
      to.once('drain', () => from.resume());
      return;
    case 'end':
      to.end();
      return;
    case 'cut':
      to.end();
      from.destroy();
      return;
    case 'reset':
      from.resetAndDestroy();
      to.resetAndDestroy();
  }
}
