import type { z } from 'zod';
import type { BatchItem, ItemHeader } from './batch.ts';
import { batchMediaType, encodeBatch, readBatch, streamBatch } from './batch.ts';
import { bytesOf, streamOf } from './byte-streams.ts';
import { ApiError, clientError, refusalOf } from './client-errors.ts';
import { CairnError } from './errors.ts';
import { readEvents } from './event-stream.ts';
import type { RouteName, Wire } from './paths.ts';
import { paths } from './paths.ts';
import type { routes } from './routes.ts';

/** What the client asks of `fetch`; the global one of browsers and Node fits, and so may one of your own. */
export interface FetchRequest {
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Set with a streamed body, as `fetch` demands. */
  duplex?: 'half';
  redirect: 'manual';
  signal?: AbortSignal;
}
export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;

export interface ClientOptions {
  /** Address of the server: `https://cairn.example.org`, with a path where a proxy puts it under one. */
  readonly server: string;
  /** Device token of `registerDevice`; goes into the Authorization header and nowhere else. */
  readonly token?: string | null | undefined;
  readonly fetch?: Fetch | undefined;
}

type Table = typeof routes;
type SchemaAt<N extends RouteName, Key extends string> = Table[N] extends { readonly [K in Key]: infer S extends z.ZodType } ? S : never;
/** Keys may be left out where the schema has a default; values are what the server makes of them (numbers, not text). */
type Given<S extends z.ZodType> = { readonly [K in keyof z.input<S>]: K extends keyof z.output<S> ? z.output<S>[K] : never };
type Part<S extends z.ZodType, Key extends string, Value> = [S] extends [never]
  ? unknown
  : Partial<Value> extends Value
    ? { readonly [K in Key]?: Value | undefined }
    : { readonly [K in Key]: Value };
type Item<Header> = Header extends ItemHeader ? BatchItem<Header> : never;
type BodyPart<N extends RouteName> = Table[N] extends { readonly sends: 'batch' }
  ? { readonly items: Iterable<Item<z.input<SchemaAt<N, 'body'>>>> | AsyncIterable<Item<z.input<SchemaAt<N, 'body'>>>> }
  : Part<SchemaAt<N, 'body'>, 'body', z.input<SchemaAt<N, 'body'>>>;

/** What a call of route `N` takes. */
export type ClientRequest<N extends RouteName> = CallOptions &
  Part<SchemaAt<N, 'params'>, 'params', Given<SchemaAt<N, 'params'>>> &
  Part<SchemaAt<N, 'query'>, 'query', Given<SchemaAt<N, 'query'>>> &
  BodyPart<N>;
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Further headers, lower-case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Told of every piece of the answer that arrives, comments of an event stream included: a sign of life. */
  readonly heard?: ((bytes: number) => void) | undefined;
}

/** What a call of route `N` gives. Fields that a newer server adds are there, though the types do not know them. */
export type ClientAnswer<N extends RouteName> = Table[N] extends { readonly answers: 'batch' }
  ? AsyncIterable<Item<z.output<Table[N]['answer']>>>
  : Table[N] extends { readonly answers: 'events' }
    ? AsyncIterable<z.output<Table[N]['answer']>>
    : Table[N] extends { readonly answers: 'bytes' }
      ? { readonly headers: FetchAnswer['headers']; readonly bytes: AsyncIterable<Uint8Array> }
      : z.output<Table[N]['answer']>;

/** One method for each route of the table. @throws ApiError; what `signal` was aborted with; what the items of an upload throw. */
export type Client = {
  readonly [N in RouteName]: (
    ...request: Partial<ClientRequest<N>> extends ClientRequest<N> ? [request?: ClientRequest<N>] : [request: ClientRequest<N>]
  ) => Promise<ClientAnswer<N>>;
};

/** A call with its types taken off; they are put back once, in `createClient`. */
interface PlainRequest extends CallOptions {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly body?: unknown;
  readonly items?: Iterable<BatchItem> | AsyncIterable<BatchItem>;
}

/**
 * A client of the API in `routes.ts`: `client.changes({ query: { cursor } })`. Answers are not validated: types only, so that a list of
 * 20,000 rows costs no more than its JSON. Reconnecting, retrying and waiting are the caller's part. @throws ApiError `server-address`.
 */
export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    server: serverAddress(options.server),
    token: options.token ?? null,
    fetch: options.fetch ?? ((url, request) => globalThis.fetch(url, request)),
  };
  const methods = Object.entries(paths).map(([name, wire]) => [name, (request: PlainRequest = {}) => call(connection, wire, request)]);
  // The compiler cannot follow a table through its entries. What the methods take and give is tested route by route.
  return Object.fromEntries(methods) as Client;
}

interface Connection {
  readonly server: string;
  readonly token: string | null;
  readonly fetch: Fetch;
}

async function call(connection: Connection, wire: Wire, request: PlainRequest): Promise<unknown> {
  const answer = await send(connection, wire, request);
  if (answer.status < 200 || answer.status > 299) throw await failureOf(connection, answer, request);
  const guard = <T>(input: AsyncIterable<T>): AsyncGenerator<T> => guarded(connection, request, input);
  switch (wire.answers) {
    case 'batch':
      return guard(answeredItems(bytesHeard(answer, request), guard));
    case 'events':
      return guard(answeredEvents(bytesHeard(answer, request)));
    case 'bytes':
      return { headers: answer.headers, bytes: guard(bytesHeard(answer, request)) };
    default:
      return jsonOf(connection, answer, await textOf(connection, answer, request));
  }
}

async function send(connection: Connection, wire: Wire, request: PlainRequest): Promise<FetchAnswer> {
  const url = connection.server + pathOf(wire.path, request.params) + queryOf(request.query);
  const sent: FetchRequest = { method: wire.method, headers: { ...request.headers }, redirect: 'manual' };
  if (connection.token !== null) sent.headers['authorization'] = `Bearer ${connection.token}`;
  if (request.signal !== undefined) sent.signal = request.signal;
  const own: OwnFault = { thrown: null };
  if (request.items !== undefined) attachBatch(sent, request.items, own);
  else if (request.body !== undefined) {
    sent.headers['content-type'] = 'application/json';
    sent.body = JSON.stringify(request.body);
  }
  try {
    const answer = await connection.fetch(url, sent);
    if (own.thrown === null) return answer;
  } catch (cause) {
    request.signal?.throwIfAborted();
    if (own.thrown === null) throw clientError('unreachable', { server: connection.server }, 0, cause);
  }
  throw own.thrown.error;
}

/** What the caller's own items threw while they were sent (a file that cannot be read): no fault of server or connection. */
interface OwnFault {
  thrown: { readonly error: unknown } | null;
}

/** In one piece when every body is in memory (its length is known then, and it can be sent again), else as a stream. */
function attachBatch(sent: FetchRequest, items: Iterable<BatchItem> | AsyncIterable<BatchItem>, own: OwnFault): void {
  sent.headers['content-type'] = batchMediaType;
  const all = Symbol.iterator in items ? [...items] : null;
  const small = all === null ? null : inMemory(all);
  if (small !== null) {
    sent.body = encodeBatch(small);
    return;
  }
  sent.body = streamOf(noting(streamBatch(all ?? items), own));
  sent.duplex = 'half';
}
async function* noting(pieces: AsyncIterable<Uint8Array>, own: OwnFault): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    own.thrown = { error };
    throw error;
  }
}
function inMemory(items: readonly BatchItem[]): BatchItem<ItemHeader, Uint8Array>[] | null {
  const small: BatchItem<ItemHeader, Uint8Array>[] = [];
  for (const { header, body } of items) {
    if (!(body instanceof Uint8Array)) return null;
    small.push({ header, body });
  }
  return small;
}

async function failureOf(connection: Connection, answer: FetchAnswer, request: PlainRequest): Promise<ApiError> {
  const { server } = connection;
  // A browser hides where a redirect leads and gives status 0.
  if (answer.status === 0 || (answer.status >= 300 && answer.status < 400)) {
    return clientError('redirected', { server, location: answer.headers.get('location') ?? 'unknown' }, answer.status);
  }
  const body = await textOf(connection, answer, request);
  return refusalOf(answer.status, body, answer.headers.get('retry-after')) ?? clientError('not-cairn', { server }, answer.status);
}

async function textOf(connection: Connection, answer: FetchAnswer, request: PlainRequest): Promise<string> {
  try {
    return await answer.text();
  } catch (cause) {
    throw interruption(connection, request, cause);
  }
}
function jsonOf(connection: Connection, answer: FetchAnswer, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw clientError('not-cairn', { server: connection.server }, answer.status, cause);
  }
}

async function* bytesHeard(answer: FetchAnswer, request: PlainRequest): AsyncGenerator<Uint8Array> {
  if (answer.body === null) return;
  for await (const piece of bytesOf(answer.body)) {
    request.heard?.(piece.length);
    yield piece;
  }
}
type Guard = <T>(input: AsyncIterable<T>) => AsyncGenerator<T>;
async function* answeredItems(bytes: AsyncIterable<Uint8Array>, guard: Guard): AsyncGenerator<BatchItem> {
  const items = readBatch(bytes, { parse: asTold, maxBytes: Number.POSITIVE_INFINITY });
  for await (const { header, body } of items) yield { header, body: body instanceof Uint8Array ? body : guard(body) };
}
async function* answeredEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator {
  for await (const data of readEvents(bytes)) yield JSON.parse(data) as unknown;
}
/** Headers of the server are taken at their word, but for the length, which `readBatch` has checked. */
function asTold(json: unknown): ItemHeader {
  return json as ItemHeader;
}

/** Passes everything on, and errors in words of this client. */
async function* guarded<T>(connection: Connection, request: PlainRequest, input: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* input;
  } catch (cause) {
    throw interruption(connection, request, cause);
  }
}
function interruption(connection: Connection, request: PlainRequest, cause: unknown): unknown {
  if (request.signal?.aborted === true) return request.signal.reason;
  if (cause instanceof ApiError) return cause;
  const damaged = cause instanceof CairnError || cause instanceof SyntaxError || cause instanceof RangeError;
  return clientError(damaged ? 'broken-answer' : 'connection-lost', { server: connection.server }, 0, cause);
}

function serverAddress(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw clientError('server-address', { server: given.replace(/\/\/[^/]*@/, '//') });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}
function pathOf(path: string, params: PlainRequest['params']): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
}
function queryOf(query: PlainRequest['query']): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null) pairs.append(key, String(value));
  return pairs.size === 0 ? '' : `?${pairs.toString()}`;
}
