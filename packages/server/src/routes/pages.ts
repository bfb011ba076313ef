import type { FastifyInstance } from 'fastify';
import type { Clock } from '../ports/world.ts';

export interface PageFacts {
  readonly publicUrl: () => string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Where to write about security (R80). */
export function mountPages(app: FastifyInstance, facts: PageFacts): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/.well-known/security.txt',
    handler: async (_request, reply) => reply.type('text/plain; charset=utf-8').send(securityText(facts)),
  });
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
