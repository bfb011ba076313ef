import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { CairnError, batchMediaType, limits } from '@cairn/protocol';
import type { Carrier, Credential, LimitClass } from '@cairn/protocol';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../accounts/access.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Span, Tracer } from '../ports/tracer.ts';
import type { Website } from '../ports/website.ts';
import type { Clock, Random } from '../ports/world.ts';
import { clientReader, isLoopback } from './client-address.ts';
import { admit, refuseCrossSite, visitorOf } from './credentials.ts';
import { asCatalogued, brokeOff, errorBody, errorHeaders, isBrokenBody } from './errors.ts';
import { OpenAnswers, answerBrokenRequest, endsConnection, refuseDoubtfulFrame } from './framing.ts';
import type { Caller, Who } from './handler.ts';
import { baseHeaders } from './headers.ts';
import { osmandError } from './osmand-errors.ts';
import { holdPace } from './body-pace.ts';
import { connectionCap } from './connection-cap.ts';
import type { ProcessLimits } from './limit-table.ts';
import type { RateLimits } from './rate-limits.ts';
import { isWebsiteAddress, websiteAnswer } from './website.ts';

/** What the frame knows of a route; pages have none of it and are open. */
export interface RouteRule {
  readonly credential: Credential;
  readonly limit: LimitClass;
  readonly sends: Carrier;
  /** Whose form of errors it has; absent = our own. */
  readonly speaks?: 'osmand';
}
declare module 'fastify' {
  interface FastifyContextConfig {
    readonly cairn?: RouteRule;
    /** Answers even when the server is full. */
    readonly always?: boolean;
  }
  interface FastifyRequest {
    visit: { who: Who | null; caller: Caller; span: Span };
  }
}

export interface FrameOptions {
  readonly access: Access;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Requests that take longer are told to the log, milliseconds; 0 = none. */
  readonly slowMs: number;
  readonly trustedProxies: readonly string[];
  readonly bounds: ProcessLimits;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** Known once the server listens. */
  readonly publicUrl: () => string;
  /** Null when it was not built. */
  readonly website: Website | null;
  /** Origins besides our own that browsers may draw the map from. */
  readonly mapOrigins: readonly string[];
}

/** The frame that every request walks through: bounds, who is asking, limits, one log line, one form of error. */
export function buildFrame(options: FrameOptions): FastifyInstance {
  const openAnswers = new OpenAnswers();
  const app = fastify({
    logger: false,
    trustProxy: false,
    requestIdHeader: false,
    genReqId: requestIds(options.random),
    bodyLimit: limits.jsonBytes,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => openAnswers.after(socket, () => answerBrokenRequest(error, socket, isHttps(options))),
    serverFactory: (handler) => listenerOf(options, handler),
    frameworkErrors: (error, request, reply) => void sendError(options, request, reply, error),
    routerOptions: { querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['text/plain', 'application/json']);
  // No bytes are no body, whatever type was announced for them; a route that needs one says so itself.
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : void parseJson(request, body, done),
  );
  app.addContentTypeParser(batchMediaType, (_request, payload, done) => done(null, payload));
  app.decorateRequest('visit', null as unknown as FastifyRequest['visit']);
  openAnswers.watch(app.server);
  const methodsAt = addressBook(app);
  const readClient = clientReader(options.trustedProxies);
  const inWork = new Set<ServerResponse>();
  let closing = false;

  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    options.tracer.request(textOf(request.headers['traceparent']), (span) => {
      spans.set(request, span);
      done();
    });
  });
  options.metrics.beforeRead(() => options.metrics.set('cairn_http_in_flight', inWork.size));
  app.addHook('onRequest', async (request, reply) => {
    const client = readClient(request.raw, options.tls !== null);
    const gone = new AbortController();
    const span = spans.get(request) ?? { end: () => undefined };
    request.visit = { who: null, span, caller: { address: client.address, requestId: request.id, signal: gone.signal } };
    const begun = options.clock.now();
    reply.headers(baseHeaders(isHttps(options))).header('x-request-id', request.id);
    const rule = request.routeOptions.config.cairn;
    inWork.add(reply.raw);
    whenDone(reply.raw, () => {
      inWork.delete(reply.raw);
      if (!reply.raw.writableFinished) gone.abort();
      account(options, request, reply, begun);
    });
    if (endsConnection(request.raw)) reply.header('connection', 'close');
    refuseDoubtfulFrame(request.raw);
    if (!knownMethods.has(request.method)) throw new CairnError('method-not-allowed', { method: request.method });
    if (closing) throw new CairnError('busy', { seconds: 5 });
    if (request.routeOptions.config.always === true) return;
    if (inWork.size > options.bounds.inFlight) throw new CairnError('busy', { seconds: 2 });
    // A page is some dozen files.
    await options.limits.ofSource(rule?.limit ?? (request.is404 && isWebsiteAddress(request) ? 'read' : 'open'), client.source);
    if (rule === undefined) return;
    if (rule.limit === 'stream') inWork.delete(reply.raw);
    if (!isOperatorHere(request, client.address)) refusePlain(options, rule, client.secure);
    await identify(options, request, rule);
    if (request.method === 'GET') return;
    if (rule.sends === 'json' || rule.sends === 'form') boundBodyTime(options, request);
    else holdPace(options.clock, request.raw, options.bounds);
  });

  const endUnused = unusedConnections(app, options.tls !== null);
  app.addHook('preClose', async () => {
    closing = true;
    endUnused();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.setErrorHandler((error, request, reply) => sendError(options, request, reply, error));
  app.setNotFoundHandler(async (request, reply) => {
    const allowed = methodsAt(request.url);
    if (allowed.length === 0) {
      if (await websiteAnswer(options.website, options.mapOrigins, request, reply)) return reply;
      return sendError(options, request, reply, new CairnError('not-found'));
    }
    return sendError(
      options,
      request,
      reply.header('allow', allowed.join(', ')),
      new CairnError('method-not-allowed', { method: request.method }),
    );
  });
  return app;
}

/**
 * Knows connections on which no request has come yet: browsers open such ahead of need, and to Node they are not idle, so that each would
 * hold up the end of the server (R12). @returns what ends them
 */
function unusedConnections(app: FastifyInstance, isTls: boolean): () => void {
  const unused = new Set<Socket>();
  const opened = (socket: Socket): void => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  };
  app.server.on(isTls ? 'secureConnection' : 'connection', opened);
  app.server.on('request', (request: { readonly socket: Socket }) => unused.delete(request.socket));
  return () => {
    for (const socket of unused) socket.destroy();
  };
}

/** Ids that no two requests of any two processes share: random for the process, counted within it. */
function requestIds(random: Random): () => string {
  const process = Buffer.from(random.bytes(6)).toString('base64url');
  let count = 0;
  return () => `${process}${(count += 1).toString(36)}`;
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

function isHttps(options: FrameOptions): boolean {
  return options.publicUrl().startsWith('https:');
}

/** Secrets travel over TLS only, once the operator said that the public address is https (R71). */
function refusePlain(options: FrameOptions, rule: RouteRule, secure: boolean): void {
  if (rule.credential !== 'none' || rule.limit === 'mail') {
    if (!secure && isHttps(options)) throw new CairnError('tls-required', { url: options.publicUrl() });
  }
}

/** The operator's key never leaves the machine: over its own loopback nobody is on the way who could read it. */
function isOperatorHere(request: FastifyRequest, address: string): boolean {
  const forwarded = request.headers['x-forwarded-for'] !== undefined;
  return !forwarded && (address === '::1' || isLoopback(address)) && /^bearer +cairn_operator_/i.test(request.headers.authorization ?? '');
}

async function identify(options: FrameOptions, request: FastifyRequest, rule: RouteRule): Promise<void> {
  const { headers } = request;
  // Parameters of apps may be in the body, which has not been read yet: their routes look themselves.
  const open = ['none', 'code', 'app', 'any'].includes(rule.credential);
  const who = open ? null : await visitorOf(options.access, headers, isHttps(options));
  if (request.method !== 'GET') {
    refuseCrossSite(headers, {
      withCookie: who?.session !== undefined && who.session !== null,
      origin: new URL(options.publicUrl()).origin,
    });
  }
  admit(rule.credential, who);
  if (who !== null) options.limits.ofMember(rule.limit, who.account, who.device);
  request.visit.who = who;
}

/** A JSON body that dribbles in is cut off; batches have the longer bound of the listener. */
function boundBodyTime({ clock, bounds }: FrameOptions, request: FastifyRequest): void {
  if (request.raw.complete) return;
  const cancel = clock.after(bounds.jsonBodyMs, () => request.raw.destroy());
  request.raw.once('end', cancel).once('close', cancel);
}

function whenDone(response: ServerResponse, fn: () => void): void {
  let done = false;
  const once = (): void => {
    if (!done) fn();
    done = true;
  };
  response.once('finish', once).once('close', once);
}

/** What a request was, for log, metrics and traces. The route as it stands in the table, never the address as it was sent: that may hold names and tokens (R69). */
function account(options: FrameOptions, request: FastifyRequest, reply: FastifyReply, begun: number): void {
  const { metrics, slowMs } = options;
  const { method } = request;
  const route = routeOf(request);
  const ms = options.clock.now() - begun;
  const status = reply.raw.headersSent ? reply.statusCode : 0;
  const isAborted = !reply.raw.writableFinished;
  const limit = request.routeOptions.config.cairn?.limit;
  const facts = {
    ...{ request: request.id, method, route, status, ms },
    ...(request.visit.who === null ? {} : { account: request.visit.who.account, device: request.visit.who.device }),
    ...(isAborted ? { aborted: true } : {}),
  };
  options.log.debug(facts, 'request');
  metrics.count('cairn_http_requests_total', { route, method: knownMethods.has(method) ? method : 'other', status: String(status) });
  if (isAborted) metrics.count('cairn_http_aborted_total');
  request.visit.span.end({
    failed: status >= 500,
    attributes: { 'http.route': route, 'http.request.method': method, 'http.response.status_code': status, 'cairn.request': request.id },
  });
  if (limit === 'stream') return;
  metrics.observe('cairn_http_request_seconds', ms / 1000, { route });
  // How long a transfer takes is the network's business, up to a point.
  if (slowMs === 0 || ms < slowMs * (limit === 'transfer' ? slowTransfers : 1)) return;
  metrics.count('cairn_slow_requests_total', { route });
  options.log.warn(facts, 'a slow request');
}
/** A transfer is slow when it takes so many times as long as another request may. */
const slowTransfers = 30;

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}
function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function sendError(options: FrameOptions, request: FastifyRequest, reply: FastifyReply, thrown: unknown): FastifyReply {
  const isBroken = isBrokenBody(thrown, request.raw);
  const error = isBroken ? new CairnError('bad-request', { reason: 'its body broke off' }) : asCatalogued(thrown, request.id);
  const known = routeOf(request);
  if (error.status === 429 || error.status === 503) options.metrics.count('cairn_http_refused_total', { code: error.code });
  if (error.code === 'internal') {
    options.log.error({ request: request.id, route: known, err: error.cause ?? error }, 'a request failed');
  } else if (error.status === 401 || error.status === 403 || error.status === 429) {
    options.log.info({ request: request.id, route: known, code: error.code, from: request.visit.caller.address }, 'a request was refused');
  } else if (brokeOff(request.raw)) {
    options.log.debug({ request: request.id, route: known, code: error.code }, 'a request broke off');
  }
  // What is left of a body is not read to its end.
  if (!request.raw.complete) reply.header('connection', 'close');
  const shaped = formOf(request) === 'osmand' ? osmandError(error) : { status: error.status, body: JSON.stringify(errorBody(error)) };
  return reply
    .code(shaped.status)
    .removeHeader('content-encoding')
    .headers({ ...baseHeaders(isHttps(options)), ...errorHeaders(error), 'x-request-id': request.id })
    .type('application/json; charset=utf-8')
    .send(shaped.body);
}

/** Whose form an error has, also where no route was found. */
function formOf(request: FastifyRequest): 'osmand' | undefined {
  return request.routeOptions.config.cairn?.speaks ?? (/^\/(userdata|subscription)\//.test(request.url) ? 'osmand' : undefined);
}

/** Remembers which methods each address takes, for 405 and `Allow` (RFC 9110, 15.5.6). */
function addressBook(app: FastifyInstance): (url: string) => string[] {
  const known: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', (route) => {
    const pattern = route.url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    known.push({ pattern: new RegExp(`^${pattern}$`), methods: [route.method].flat() });
  });
  return (url) => known.filter(({ pattern }) => pattern.test(url.split('?')[0] ?? '')).flatMap(({ methods }) => methods);
}

function listenerOf(
  { tls, bounds, trustedProxies, limits }: FrameOptions,
  handler: (...args: Parameters<Parameters<typeof createServer>[1] & object>) => void,
): ReturnType<typeof createServer> {
  const options = {
    headersTimeout: bounds.headersMs,
    requestTimeout: bounds.requestMs,
    keepAliveTimeout: bounds.keepAliveMs,
    connectionsCheckingInterval: Math.min(5_000, bounds.headersMs / 2),
    maxHeaderSize: bounds.headerBytes,
  };
  const server = tls === null ? createServer(options, handler) : createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, handler);
  server.maxConnections = bounds.connections;
  server.setTimeout(bounds.idleMs);
  const mayStay = connectionCap(bounds.connectionsPerAddress, trustedProxies);
  server.on('connection', (socket: Socket) => {
    if (limits.on && !mayStay(socket)) socket.destroy();
  });
  return server;
}
