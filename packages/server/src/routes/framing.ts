import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { CairnError } from '@cairn/protocol';
import { errorBody } from './errors.ts';
import { baseHeaders } from './headers.ts';

/**
 * Whether nothing more is read on the connection behind this request: its frame is doubtful, or it asks for another protocol, after which
 * Node would let requests lie that come behind it.
 */
export function endsConnection(request: IncomingMessage): boolean {
  return doubtIn(request) !== null || request.headers.upgrade !== undefined;
}
/** @throws CairnError `bad-request` */
export function refuseDoubtfulFrame(request: IncomingMessage): void {
  const reason = doubtIn(request);
  if (reason !== null) throw new CairnError('bad-request', { reason });
}
/**
 * What Node lets pass and RFC 9112 does not (R48): a first line without a version (2.3), several hosts (3.2), and codings of the transfer
 * besides chunks, which nobody here unpacks (6.1).
 */
function doubtIn({ headers, rawHeaders, httpVersionMajor }: IncomingMessage): string | null {
  if (httpVersionMajor !== 1) return 'it is not HTTP/1.1';
  const coding = headers['transfer-encoding']?.trim().toLowerCase() ?? 'chunked';
  if (coding !== 'chunked') return 'its transfer coding is not known here';
  // As they came: a request that is carried out without a socket has no list of distinct ones.
  const hosts = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length;
  return hosts > 1 ? 'it names several hosts' : null;
}

/** Answers that connections still owe, so that what comes behind a request never takes the place of its answer. */
export class OpenAnswers {
  readonly #open = new WeakMap<Socket, Map<IncomingMessage, ServerResponse>>();

  watch(server: Pick<Server, 'on'>): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { socket } = request;
      const open = this.#open.get(socket) ?? new Map<IncomingMessage, ServerResponse>();
      this.#open.set(socket, open.set(request, response));
      response.once('close', () => open.delete(request));
    });
  }

  /** Once the answers to whole requests are given; one that has begun is cut off rather than mixed with another. */
  after(socket: Socket, act: () => void): void {
    const open = [...(this.#open.get(socket) ?? [])];
    if (open.some(([, response]) => response.headersSent && !response.writableFinished)) return void socket.destroy();
    // One whose body broke is answered by what comes now.
    const owed = open.flatMap(([request, response]) => (request.complete ? [response] : []));
    let left = owed.length;
    if (left === 0) act();
    for (const response of owed) {
      response.once('close', () => {
        left -= 1;
        if (left === 0) act();
      });
    }
  }
}

/** A request that cannot be read as HTTP at all: answered in the same form, and the connection ends. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket, https: boolean): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const body = JSON.stringify(errorBody(new CairnError('bad-request', { reason: 'it is not readable HTTP' })));
  const headers = {
    ...baseHeaders(https),
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
