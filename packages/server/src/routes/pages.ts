import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../ports/world.ts';
import { pageHeaders } from './headers.ts';
import { linkPage, setUpPage, welcomePage } from './welcome.ts';
import { pageWords } from './page-words.ts';

export interface PageFacts {
  readonly registration: 'open' | 'invite' | 'closed';
  /** Mails go to the outbox folder and the console. */
  readonly outbox: boolean;
  readonly publicUrl: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly hasAdministrator: () => Promise<boolean>;
}

/** Files that go out as they are: path, media type. Beside the sources and beside what is built from them alike. */
const files = [
  ['style.css', 'text/css; charset=utf-8'],
  ['page.js', 'text/javascript; charset=utf-8'],
  ['mark.svg', 'image/svg+xml'],
] as const;

/** The first pages: welcome, set-up, the link of a mail; and where to write about security (R80). */
export function mountPages(app: FastifyInstance, facts: PageFacts): void {
  const page = (url: string, make: (words: ReturnType<typeof pageWords>) => string | Promise<string>): void => {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (request, reply) => asHtml(reply, await make(pageWords(request.headers['accept-language']))),
    });
  };
  page('/', async (chosen) =>
    welcomePage(chosen, { ...facts, publicUrl: facts.publicUrl(), administrator: await facts.hasAdministrator() }),
  );
  page('/set-up', (chosen) => setUpPage(chosen, facts));
  page('/link', linkPage);
  for (const [name, type] of files) {
    const bytes = readFileSync(new URL(`../../static/${name}`, import.meta.url));
    app.route({
      method: ['GET', 'HEAD'],
      url: `/${name}`,
      handler: async (_request, reply) => reply.headers(pageHeaders).type(type).send(bytes),
    });
  }
  app.route({
    method: ['GET', 'HEAD'],
    url: '/.well-known/security.txt',
    handler: async (_request, reply) => reply.type('text/plain; charset=utf-8').send(securityText(facts)),
  });
}

function asHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.headers(pageHeaders).header('vary', 'accept-language').type('text/html; charset=utf-8').send(html);
}

const halfYearMs = 182 * 86_400_000;
/** RFC 9116. The operator answers for this installation; SECURITY.md of the project says how to report a fault of the program. */
function securityText(facts: PageFacts): string {
  const publicUrl = facts.publicUrl();
  const { hostname } = new URL(publicUrl);
  const expires = new Date(facts.clock.now() + halfYearMs);
  return [
    `Contact: mailto:security@${hostname}`,
    `Expires: ${expires.toISOString()}`,
    'Preferred-Languages: en, de',
    `Canonical: ${publicUrl}/.well-known/security.txt`,
    '',
  ].join('\n');
}
