import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a store would see it. */
export interface Seen {
  readonly host: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  /** Instead of `json`, as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
/** Ways in which a store fails: no answer at all, half an answer, an endless one, or the connection cut. */
export type Failure = 'hang' | 'half' | 'endless' | 'cut' | Reply;

/**
 * The stores' endpoints on loopback: a gateway (`CAIRN_STORE_GATEWAY`) whose `/HOST/PATH` is answered as HOST would. Whatever is not
 * prepared is answered 599, which no test expects.
 */
export class StandIn {
  readonly seen: Seen[] = [];
  /** While set, every request fails this way. */
  failure: Failure | null = null;
  /** The host that is meant by an address without one, for clients that put no gateway before it. */
  plainHost = '';
  readonly #answers = new Map<string, (request: Seen) => Reply | undefined>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  static async open(): Promise<StandIn> {
    const standIn = new StandIn();
    await new Promise<void>((ready) => standIn.#server.listen(0, '127.0.0.1', ready));
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  /** How `host` answers from now on. */
  on(host: string, answer: (request: Seen) => Reply | undefined): void {
    this.#answers.set(host, answer);
  }
  /** Paths that were asked at `host`, in order. */
  pathsAt(host: string): string[] {
    return this.seen.filter((request) => request.host === host).map(({ path }) => path);
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const [, first = '', after = ''] = /^\/([^/]+)(\/.*)?$/.exec(request.url ?? '') ?? [];
    const [host, rest] = this.plainHost === '' || this.#answers.has(first) ? [first, after] : [this.plainHost, request.url ?? ''];
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const seen = { host, method: request.method ?? '', path: rest, headers, body: Buffer.concat(parts).toString() };
    this.seen.push(seen);
    if (typeof this.failure === 'string') {
      fail(this.failure, response);
      return;
    }
    const reply = this.failure ?? this.#answers.get(host)?.(seen) ?? { status: 599, json: null };
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.text ?? JSON.stringify(reply.json));
  }
}

function fail(failure: 'hang' | 'half' | 'endless' | 'cut', response: ServerResponse): void {
  if (failure === 'hang') return;
  if (failure === 'cut') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"half":');
  if (failure === 'half') return;
  const more = (): void => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
