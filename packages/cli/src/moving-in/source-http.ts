import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';

const http = process.getBuiltinModule('node:http');

/** No sign of life for so long means that a connection is dead, milliseconds. */
const silenceMs = 120_000;
/** As many as an app of OsmAnd opens (device-api 3.4). */
const sockets = 6;

export interface SourceRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}
/** An answer as it came: the body is not unpacked, so that what is packed can be passed on. */
export interface SourceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}
/** Plain HTTP to a server that is not ours; connections stay open between requests. */
export interface SourceHttp {
  send(url: string, request: SourceRequest): Promise<SourceAnswer>;
  close(): void;
}

export function openSourceHttp(): SourceHttp {
  const plain: Way = { request: http.request, agent: new http.Agent({ keepAlive: true, maxSockets: sockets }) };
  let secure: Way | null = null;
  return {
    async send(url, request) {
      const target = new URL(url);
      if (target.protocol === 'http:') return exchange(plain, target, request);
      secure ??= await openSecure();
      return exchange(secure, target, request);
    },
    close() {
      plain.agent.destroy();
      secure?.agent.destroy();
    },
  };
}

interface Way {
  readonly request: (url: URL, options: RequestOptions, answered: (answer: IncomingMessage) => void) => ClientRequest;
  readonly agent: Agent;
}
async function openSecure(): Promise<Way> {
  const https = await import('node:https');
  return { request: https.request, agent: new https.Agent({ keepAlive: true, maxSockets: sockets }) };
}

function exchange(way: Way, url: URL, sent: SourceRequest): Promise<SourceAnswer> {
  return new Promise((resolve, reject) => {
    const length = sent.body === undefined ? {} : { 'content-length': Buffer.byteLength(sent.body) };
    const options: RequestOptions = {
      method: sent.method,
      headers: { ...sent.headers, ...length },
      agent: way.agent,
      ...(sent.signal === undefined ? {} : { signal: sent.signal }),
    };
    const request = way.request(url, options, (answer) => {
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    request.on('error', reject);
    request.setTimeout(silenceMs, () => request.destroy(Object.assign(new Error('no sign of life'), { code: 'ETIMEDOUT' })));
    request.end(sent.body);
  });
}
