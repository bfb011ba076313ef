import { Readable } from 'node:stream';
import type { Route } from '@cairn/protocol';
import { CairnError } from '@cairn/protocol';
import { deviceApi, deviceRoutes } from '@cairn/protocol/schemas';
import type { DeviceRouteName } from '@cairn/protocol/schemas';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Access, Visitor } from '../accounts/access.ts';
import type { Audit } from '../administration/audit.ts';
import { whileAudited } from './audited.ts';
import { jsonPayload } from './compress.ts';
import { visitorOf } from './credentials.ts';
import { brokeOff } from './errors.ts';
import type { Caller, RawAnswer } from './handler.ts';
import type { Parameters } from './osmand-device-parameters.ts';
import { parsedBy, readParameters } from './osmand-device-parameters.ts';
import type { RateLimits } from './rate-limits.ts';

type Table = typeof deviceRoutes;
type Shape<R, Key extends string> = R extends { readonly [K in Key]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** A request of an app, parsed by the schemas of the table. */
export interface AppCall<N extends DeviceRouteName> {
  readonly who: Table[N]['credential'] extends 'app' ? AppVisitor : null;
  readonly caller: Caller;
  readonly params: Shape<Table[N], 'query'>;
  readonly body: Shape<Table[N], 'body'>;
  /** The uploaded file; empty where the route takes none. */
  readonly file: AsyncIterable<Uint8Array>;
  readonly headers: FastifyRequest['headers'];
}
export type AppVisitor = Visitor & { readonly device: number };
export type AppHandler<N extends DeviceRouteName> = (call: AppCall<N>) => Promise<z.output<Table[N]['answer']> | RawAnswer>;
export type AppHandlers<Names extends DeviceRouteName> = { readonly [N in Names]: AppHandler<N> };
export interface OsmandOptions {
  readonly access: Access;
  readonly limits: RateLimits;
  /** As in `ApiOptions`. */
  readonly checkAnswers: boolean;
  readonly audit: Audit;
}

/** What is left of a refused upload is read as far as this, so that an app that sends first and reads then gets its answer; bytes. */
const mostDrained = 64 * 1024 * 1024;

/** Puts OsmAnd's `/userdata` into the frame. Its errors are shaped by the frame, as all errors are (`osmand-errors.ts`). */
export function mountOsmandDevice(app: FastifyInstance, handlers: AppHandlers<DeviceRouteName>, options: OsmandOptions): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const mount = <N extends DeviceRouteName>(name: N, handler: AppHandler<N>): void => {
      const route: Route = deviceRoutes[name];
      scope.route({
        method: route.method,
        url: route.path,
        exposeHeadRoute: false,
        config: { cairn: { credential: route.credential, limit: route.limit, sends: route.sends ?? 'json', speaks: 'osmand' } },
        handler: async (request, reply) => {
          try {
            const parameters = await readParameters(route, request);
            // The parts were parsed by the schemas that `AppCall<N>` is made from.
            const call = (await parsedCall(route, request, parameters, options)) as AppCall<N>;
            const answer = await whileAudited(options.audit, name, call, () => handler(call));
            await parameters.finish();
            return await send(route, request, reply, answer, options);
          } catch (error) {
            if (route.sends === 'multipart') await drain(request);
            throw brokeOff(request.raw) ? new CairnError('bad-request', { reason: 'its body broke off' }) : error;
          }
        },
      });
    };
    const mountOwn = (name: DeviceRouteName): void => mount(name, handlers[name]);
    for (const name of Object.keys(deviceRoutes) as DeviceRouteName[]) mountOwn(name);
  });
}

async function parsedCall(route: Route, request: FastifyRequest, parameters: Parameters, options: OsmandOptions): Promise<unknown> {
  const { values, json, file } = parameters;
  const who = route.credential === 'app' ? await appVisitor(request, values, options) : null;
  if (who !== null) options.limits.ofMember(route.limit, who.account, who.device);
  request.visit.who = who;
  return {
    who,
    caller: request.visit.caller,
    params: route.query === undefined ? undefined : parsedBy(route.query, values, 'the parameters'),
    body: route.body === undefined ? undefined : parsedBy(route.body, json, 'the body'),
    file: file ?? Readable.from([]),
    headers: request.headers,
  };
}

/**
 * Who is asking: the token of the Authorization header, else `deviceid` and `accessToken` among the parameters (R70). A number that does
 * not belong to the token is as wrong as a wrong token.
 * @throws CairnError `bad-request` without a number, `not-signed-in`
 */
async function appVisitor(request: FastifyRequest, values: Parameters['values'], options: OsmandOptions): Promise<AppVisitor> {
  const { access } = options;
  const inHeader = request.headers.authorization !== undefined;
  if (inHeader && values['deviceid'] === undefined && values['accessToken'] === undefined) {
    return asDevice(await visitorOf(access, { authorization: request.headers.authorization }, false));
  }
  const { deviceid, accessToken } = parsedBy(deviceApi.AppCredential, values, 'the parameters');
  const visitor = asDevice(await access.device(accessToken));
  if (visitor.device !== deviceid) throw new CairnError('not-signed-in');
  return visitor;
}
function asDevice(visitor: Visitor | null): AppVisitor {
  if (visitor === null || visitor.device === null) throw new CairnError('not-signed-in');
  return { ...visitor, device: visitor.device };
}

async function send(route: Route, request: FastifyRequest, reply: FastifyReply, answer: unknown, options: OsmandOptions) {
  if (isRaw(answer)) return reply.code(answer.status).headers(answer.headers).send(answer.body);
  if (options.checkAnswers) parsedAnswer(route, answer);
  const json = JSON.stringify(answer);
  reply.code(200).type('application/json; charset=utf-8');
  // Android announces gzip here and then reads the answer as it comes (C19).
  if (route.sends === 'multipart') return reply.send(json);
  const { body, encoding } = await jsonPayload(json, request.headers['accept-encoding']);
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply.header('vary', 'accept-encoding').send(body);
}
function isRaw(answer: unknown): answer is RawAnswer {
  return typeof answer === 'object' && answer !== null && 'headers' in answer && 'body' in answer;
}
function parsedAnswer(route: Route, answer: unknown): void {
  const result = route.answer.safeParse(JSON.parse(JSON.stringify(answer)));
  if (!result.success) throw new Error(`the answer of ${route.path} is not as its schema says: ${result.error.message}`);
}

async function drain(request: FastifyRequest): Promise<void> {
  let length = 0;
  try {
    for await (const piece of request.raw.iterator({ destroyOnReturn: false })) {
      length += Buffer.byteLength(piece as Uint8Array);
      if (length > mostDrained) return;
    }
  } catch {
    // The client is gone: nobody waits for the answer either.
  }
}
