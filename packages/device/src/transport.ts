import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Fetch, FetchAnswer, FetchRequest } from '@cairn/protocol';

// Not imported: an import makes every export of the module, among them the browser's WebSocket, which costs 30 ms at every start.
const http = process.getBuiltinModule('node:http');

/** No sign of life on a connection for so long means that it is dead, milliseconds. Event streams say something more often. */
const silenceMs = 60_000;
const sockets = 8;

export interface Transport {
  readonly fetch: Fetch;
  /** Closes idle connections, so that the process can end. */
  close(): void;
}

/** `fetch` for the client over node:http, which loads in a tenth of the time of the global one; connections stay open. */
export function openTransport(): Transport {
  const plain = new http.Agent({ keepAlive: true, maxSockets: sockets });
  let secure: Secure | null = null;
  return {
    fetch: async (url, sent) => {
      const target = new URL(url);
      if (target.protocol === 'http:') return exchange({ request: http.request, agent: plain }, target, sent);
      secure ??= await openSecure();
      return exchange(secure, target, sent);
    },
    close: () => {
      plain.destroy();
      secure?.agent.destroy();
    },
  };
}

interface Way {
  readonly request: (url: URL, options: RequestOptions, answered: (answer: IncomingMessage) => void) => ClientRequest;
  readonly agent: Agent;
}
type Secure = Way;
/** TLS is loaded only where it is used. */
async function openSecure(): Promise<Secure> {
  const https = await import('node:https');
  return { request: https.request, agent: new https.Agent({ keepAlive: true, maxSockets: sockets }) };
}

/** A connection that the server closed while it was idle fails at once; what can be sent again is sent again, once. */
async function exchange(way: Way, url: URL, sent: FetchRequest): Promise<FetchAnswer> {
  try {
    return await exchangeOnce(way, url, sent);
  } catch (error) {
    const again = error instanceof StaleConnection && !(sent.body instanceof ReadableStream);
    if (!again) throw error instanceof StaleConnection ? error.cause : error;
    return exchangeOnce(way, url, sent);
  }
}
class StaleConnection extends Error {}

async function exchangeOnce(way: Way, url: URL, sent: FetchRequest): Promise<FetchAnswer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = { 'accept-encoding': 'gzip', ...sent.headers };
    if (typeof sent.body === 'string' || sent.body instanceof Uint8Array) headers['content-length'] = Buffer.byteLength(sent.body);
    const options: RequestOptions = {
      method: sent.method,
      headers,
      agent: way.agent,
      ...(sent.signal === undefined ? {} : { signal: sent.signal }),
    };
    let isAnswered = false;
    const request = way.request(url, options, (answer) => {
      isAnswered = true;
      resolve(answerOf(answer));
    });
    request.on('error', (error: Error & { code?: string }) => {
      if (isAnswered) return;
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection('', { cause: error }) : error);
    });
    request.setTimeout(silenceMs, () => request.destroy(Object.assign(new Error('no sign of life'), { code: 'ETIMEDOUT' })));
    send(request, sent.body, reject);
  });
}

function send(request: ClientRequest, body: FetchRequest['body'], failed: (error: unknown) => void): void {
  if (body === undefined) request.end();
  else if (typeof body === 'string' || body instanceof Uint8Array) request.end(body);
  else {
    const source = Readable.from(body);
    source.on('error', (error) => {
      failed(error);
      request.destroy();
    });
    request.on('close', () => source.destroy());
    source.pipe(request);
  }
}

function answerOf(answer: IncomingMessage): FetchAnswer {
  const isPacked = answer.headers['content-encoding'] === 'gzip';
  const body = isPacked ? unpacked(answer) : answer;
  return {
    status: answer.statusCode ?? 0,
    headers: { get: (name) => headerOf(answer, name) },
    body,
    text: async () => textOf(body),
  };
}
function unpacked(answer: IncomingMessage): Readable {
  const plain = createGunzip();
  answer.on('error', (error) => plain.destroy(error));
  return answer.pipe(plain);
}
function headerOf(answer: IncomingMessage, name: string): string | null {
  const value = answer.headers[name.toLowerCase()];
  return value === undefined ? null : String(value);
}
async function textOf(body: Readable): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
