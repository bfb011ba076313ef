import { billingRoutes } from '@cairn/protocol/schemas';
import type { BillingRouteName } from '@cairn/protocol/schemas';
import type { Route } from '@cairn/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Visitor } from '../accounts/access.ts';
import { jsonPayload } from './compress.ts';
import type { OsmandOptions } from './osmand-device.ts';
import { parsedBy, readParameters } from './osmand-device-parameters.ts';

type Table = typeof billingRoutes;
type Params<N extends BillingRouteName> = Table[N] extends { readonly query: infer S extends z.ZodType } ? z.output<S> : undefined;

/** `device`: whose right token came along; null for anybody else. `who`: who is asking, where the route is for members. */
export interface BillingCall<P> {
  readonly params: P;
  readonly device: Visitor | null;
  readonly who: Visitor | null;
}
/** An answer of the table, or a fault as the original words it, with HTTP 400 (purchases 5.1). */
type Handler<P, A> = (call: BillingCall<P>) => Promise<A | Fault>;
export type BillingHandlers = { readonly [N in BillingRouteName]: Handler<Params<N>, z.output<Table[N]['answer']>> };
export class Fault {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Longest body: a receipt of Apple in base64, encoded for a form. */
const mostBytes = 2 * 1024 * 1024;

/** Puts what OsmAnd's apps ask about purchases into the frame. */
export function mountOsmandBilling(app: FastifyInstance, handlers: BillingHandlers, options: OsmandOptions): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const mount = <N extends BillingRouteName>(name: N, handler: BillingHandlers[N]): void => {
      const route: Route = billingRoutes[name];
      scope.route({
        method: route.method,
        url: route.path,
        exposeHeadRoute: false,
        config: { cairn: { credential: route.credential, limit: route.limit, sends: route.sends ?? 'json', speaks: 'osmand' } },
        handler: async (request, reply) => {
          const { values } = await readParameters(route, request, mostBytes);
          const params = route.query === undefined ? undefined : parsedBy(route.query, values, 'the parameters');
          const device = route.credential === 'any' ? await deviceOf(request, values, route, options) : null;
          // The parts were parsed by the schemas that `BillingCall` is made from.
          return send(route, request, reply, await handler({ params, device, who: request.visit.who } as BillingCall<Params<N>>), options);
        },
      });
    };
    const mountOwn = (name: BillingRouteName): void => mount(name, handlers[name]);
    for (const name of Object.keys(billingRoutes) as BillingRouteName[]) mountOwn(name);
  });
}

/** The device of the token among the parameters; null when there is none, or number and token do not belong together. */
async function deviceOf(
  request: FastifyRequest,
  values: Readonly<Record<string, string>>,
  route: Route,
  { access, limits }: OsmandOptions,
): Promise<Visitor | null> {
  const number = values['deviceId'] ?? values['deviceid'] ?? '';
  const visitor = /^\d{1,10}$/.test(number) ? await access.device(values['accessToken'] ?? '') : null;
  if (visitor === null || visitor.device !== Number(number)) return null;
  limits.ofMember(route.limit, visitor.account, visitor.device);
  request.visit.who = visitor;
  return visitor;
}

async function send(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: unknown,
  options: OsmandOptions,
): Promise<FastifyReply> {
  // The original puts a full stop behind each of its sentences (purchases, statement 4).
  const isFault = answer instanceof Fault;
  const json = JSON.stringify(isFault ? { error: `${answer.text}.` } : answer);
  if (options.checkAnswers && !isFault) route.answer.parse(JSON.parse(json));
  const { body, encoding } = await jsonPayload(json, request.headers['accept-encoding']);
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply
    .code(isFault ? 400 : 200)
    .header('vary', 'accept-encoding')
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(body);
}
