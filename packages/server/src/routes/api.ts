import { Readable } from 'node:stream';
import { CairnError } from '@cairn/protocol';
import type { Route, RouteName } from '@cairn/protocol';
import { routes } from '@cairn/protocol/schemas';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Access } from '../accounts/access.ts';
import type { Audit } from '../administration/audit.ts';
import { whileAudited } from './audited.ts';
import { jsonPayload } from './compress.ts';
import { JsonText } from './handler.ts';
import type { Call, Handler, Handlers, RawAnswer } from './handler.ts';
import { processLimits } from './limit-table.ts';

export interface ApiOptions {
  readonly access: Access;
  /** Tests and fuzzing: an answer that is not as its schema says is an internal error (R47). */
  readonly checkAnswers: boolean;
  readonly audit: Audit;
}

/** Puts every route of the table into the frame: parse, call the handler, shape what it answers. */
export function mountApi(app: FastifyInstance, handlers: Handlers<RouteName>, options: ApiOptions): void {
  // One type parameter ties the handler to the call that is made for it.
  const mount = <N extends RouteName>(name: N, handler: Handler<N>): void => {
    const route: Route = routes[name];
    app.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: false,
      config: { cairn: { credential: route.credential, limit: route.limit, sends: route.sends ?? 'json' } },
      handler: async (request, reply) => {
        // The parts were parsed by the schemas that `Call<N>` is made from.
        const call = parseCall(route, request) as Call<N>;
        const answer: unknown = await whileAudited(options.audit, name, call, () => handler(call));
        return isStreamed(route)
          ? sendRaw(route, request, reply, asRaw(answer), options)
          : sendJson(route, request, reply, answer, options);
      },
    });
  };
  const mountOwn = (name: RouteName): void => mount(name, handlers[name]);
  for (const name of Object.keys(routes) as RouteName[]) mountOwn(name);
}

function isStreamed(route: Route): boolean {
  return route.answers !== undefined && route.answers !== 'json';
}

function parseCall(route: Route, request: FastifyRequest): unknown {
  const { who, caller } = request.visit;
  return {
    who,
    caller,
    params: parsed(route.params, request.params, 'the address'),
    query: parsed(route.query, request.query, 'the query'),
    body: route.sends === 'batch' ? undefined : parsed(route.body, request.body, 'the body'),
    stream: request.body instanceof Readable ? request.body : Readable.from([]),
    headers: request.headers,
  };
}

/** @throws CairnError `bad-request` that names the place and the fault, never the value */
function parsed(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.').slice(0, 100) ?? '';
  throw new CairnError('bad-request', { reason: `${place}${path === '' ? '' : `, ${path}`}: ${issue?.message ?? 'not readable'}` });
}

async function sendJson(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: unknown,
  options: ApiOptions,
): Promise<FastifyReply> {
  const { text, headers } = textOf(answer);
  if (options.checkAnswers) checkAnswer(route, text);
  const { body, encoding } = await jsonPayload(text, request.headers['accept-encoding']);
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply.code(200).headers(headers).header('vary', 'accept-encoding').type('application/json; charset=utf-8').send(body);
}

function textOf(answer: unknown): { text: string | Buffer; headers: Record<string, string> } {
  if (answer instanceof JsonText) {
    const { buffer, byteOffset, byteLength } = answer.bytes;
    return { text: Buffer.from(buffer, byteOffset, byteLength), headers: {} };
  }
  const { json, headers } = withHeaders(answer);
  return { text: JSON.stringify(json), headers };
}

function withHeaders(answer: unknown): { json: unknown; headers: Record<string, string> } {
  if (typeof answer === 'object' && answer !== null && 'json' in answer && 'headers' in answer && Object.keys(answer).length === 2) {
    return {
      json: answer.json,
      headers: Object.fromEntries(Object.entries({ ...(answer.headers ?? {}) }).map(([key, value]) => [key, String(value)])),
    };
  }
  return { json: answer, headers: {} };
}

function checkAnswer(route: Route, text: string | Buffer): void {
  const result = route.answer.safeParse(JSON.parse(text.toString()));
  if (!result.success) throw new Error(`the answer of ${route.path} is not as its schema says: ${result.error.message}`);
}

function asRaw(answer: unknown): RawAnswer {
  if (typeof answer !== 'object' || answer === null || !('status' in answer && 'headers' in answer && 'body' in answer)) {
    throw new Error('a handler of a streamed route gave no raw answer');
  }
  return answer as RawAnswer;
}

function sendRaw(route: Route, request: FastifyRequest, reply: FastifyReply, answer: RawAnswer, options: ApiOptions): FastifyReply {
  const { body } = answer;
  if (body instanceof Readable && route.answers === 'events') watchStream(request, reply, body, options.access);
  const payload = body instanceof Readable ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return reply.code(answer.status).headers(answer.headers).send(payload);
}

/** An event stream ends with its credential (R56), and there are only so many of one account (R38). */
function watchStream(request: FastifyRequest, reply: FastifyReply, body: Readable, access: Access): void {
  const { who } = request.visit;
  if (who === null) return;
  if (access.streamsOf(who.account) >= processLimits.streamsPerAccount) {
    body.destroy();
    throw new CairnError('too-many-requests', { seconds: 10 });
  }
  const closed = access.opened({ account: who.account, device: who.device, session: who.session, end: () => body.destroy() });
  body.once('close', closed);
  reply.raw.once('close', () => body.destroy());
}
