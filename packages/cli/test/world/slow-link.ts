import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A link to a server that can be slow, and that can be cut: what goes to the server passes a few bytes at a time. */
export class SlowLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly url: string;
  /** Bytes that went to the server so far. */
  sent = 0;
  /** Most bytes a tick; changed while it runs. */
  speed: number;

  private constructor(server: Server, url: string, speed: number) {
    this.#server = server;
    this.url = url;
    this.speed = speed;
  }

  /** @param speed most bytes that pass in one tick of 5 ms */
  static async to(target: string, speed: number): Promise<SlowLink> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const link = new SlowLink(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, speed);
    server.on('connection', (near) => link.#join(near, connect(Number(port), hostname)));
    return link;
  }

  /** Cuts every connection, as a lost network does. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (bytes) => {
      near.pause();
      this.#trickle(bytes, far, () => near.resume());
    });
  }
  #trickle(bytes: Buffer, far: Socket, done: () => void): void {
    const piece = bytes.subarray(0, this.speed);
    this.sent += piece.length;
    if (!far.destroyed) far.write(piece);
    const rest = bytes.subarray(piece.length);
    setTimeout(() => (rest.length === 0 ? done() : this.#trickle(rest, far, done)), 5);
  }
}
