import { Readable } from 'node:stream';
import { CairnError } from '@cairn/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext } from '../accounts/context.ts';
import { usePromo } from '../accounts/promo.ts';
import type { PromoOutcome } from '../accounts/promo.ts';
import { hearNotice } from '../plans/hear-notice.ts';
import type { NoticeOutcome } from '../plans/hear-notice.ts';
import type { StoreName } from '../ports/stores.ts';

/** Longest notice, bytes. */
const mostBytes = 1024 * 1024;
/** Where the stores send their notices; the operator enters these addresses there (docs/operators/plans.md). */
const addresses: readonly (readonly [path: string, store: StoreName])[] = [
  ['/api/stores/google/notices', 'google'],
  ['/api/stores/apple/notices', 'apple'],
  ['/api/stores/huawei/notices', 'huawei'],
  ['/fs/order-completed', 'fastspring'],
];
const open = { cairn: { credential: 'none', limit: 'open', sends: 'bytes' } } as const;

/** Notices of stores, proven by the store's adapter over the very bytes that came, and promo campaigns in the words of the original. */
export function mountStoreNotices(app: FastifyInstance, ctx: AccountContext): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const [url, store] of addresses) {
      scope.route({
        method: 'POST',
        url,
        config: open,
        handler: async (request, reply) => answerNotice(reply, await hearNotice(ctx.plans, store, await storeRequest(request))),
      });
    }
    scope.route({
      method: 'POST',
      url: '/api/promo-add-user',
      config: { cairn: { credential: 'none', limit: 'guess', sends: 'form' } },
      handler: async (request, reply) => {
        const { body } = await storeRequest(request);
        const given = new URLSearchParams(Buffer.from(body).toString('utf8'));
        const query = request.query as Readonly<Record<string, string | undefined>>;
        const name = query['promoKey'] ?? given.get('promoKey') ?? '';
        const account = await ctx.plans.accountOfAddress(query['userEmail'] ?? given.get('userEmail') ?? '');
        return answerPromo(reply, await usePromo(ctx, name, account));
      },
    });
  });
}

async function storeRequest(request: FastifyRequest) {
  const pieces: Buffer[] = [];
  let length = 0;
  if (request.body instanceof Readable) {
    for await (const piece of request.body) {
      const bytes = Buffer.from(piece as Uint8Array);
      length += bytes.length;
      if (length > mostBytes) throw new CairnError('payload-too-large');
      pieces.push(bytes);
    }
  }
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  const query = Object.entries(request.query as Readonly<Record<string, unknown>>).map(([name, value]) => [name, String(value)] as const);
  return { headers: Object.fromEntries(headers), query: Object.fromEntries(query), body: new Uint8Array(Buffer.concat(pieces)) };
}

const notices: Readonly<Record<NoticeOutcome, readonly [status: number, text: string]>> = {
  heard: [200, 'OK'],
  // The store need not send it again: nothing here will ever take it.
  sandbox: [200, 'OK'],
  'unknown-store': [404, 'This store is off on this server.'],
  signature: [401, 'The notice is not proven to be of the store.'],
  malformed: [400, 'The notice is not readable.'],
  unavailable: [503, 'The notice cannot be proven now. Send it again.'],
};
function answerNotice(reply: FastifyReply, outcome: NoticeOutcome): FastifyReply {
  const [status, text] = notices[outcome];
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

/** The sentences of purchases 7. */
function answerPromo(reply: FastifyReply, outcome: PromoOutcome): FastifyReply {
  const say = (status: number, text: string): FastifyReply => reply.code(status).type('text/plain; charset=utf-8').send(text);
  switch (outcome.outcome) {
    case 'done':
      return say(200, dayOf(outcome.expiry));
    case 'unknown':
      return say(400, "Promo campaign hasn't been created yet.");
    case 'over':
      return say(400, `Promo campaign already over. Valid only from ${dayOf(outcome.start)} to ${dayOf(outcome.end)}.`);
    case 'ran-out':
      return say(400, 'Unfortunately we ran out of available promocodes.');
    case 'pro-already':
      return say(400, 'Nothing was changed. (ERROR: user already has PRO subscription)');
    case 'no-account':
      return say(400, 'There is no account with this address on this server. (ERROR: please enter email only)');
  }
}
/** dd/MM/yyyy, as the original writes it. */
function dayOf(time: number): string {
  const [year, month, day] = new Date(time).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}
