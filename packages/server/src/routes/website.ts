import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Website, WebsiteFile } from '../ports/website.ts';
import { pageHeaders } from './headers.ts';

/** First parts of addresses that belong to protocols and probes: nothing there is ever a page. */
const reserved = ['api', 'userdata', 'subscription', 'mapapi', 'share', 'tiles', 'healthz', 'readyz', 'metrics', '.well-known'];

/** Whether an address may be one of the website: it was asked for, not changed, and is of no protocol. */
export function isWebsiteAddress(request: FastifyRequest): boolean {
  const first = request.url.split(/[/?]/)[1] ?? '';
  return (request.method === 'GET' || request.method === 'HEAD') && !reserved.includes(first);
}

/**
 * Answers an address that no route has: a file of the website, or its one page, which finds out by itself what to show for the
 * address.
 * @returns whether it is either and was answered. Not the reply: that is a promise of its own end.
 */
export async function websiteAnswer(
  website: Website | null,
  mapOrigins: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  if (!isWebsiteAddress(request)) return false;
  const path = request.url.split('?')[0] ?? '/';
  const accepted = [request.headers['accept-encoding'] ?? ''].join();
  const file = (await website?.file(path, accepted)) ?? null;
  if (file !== null) return sendFile(request, reply, file, mapOrigins);
  // A name of a page may end like one of a file: `/tracks/Sunday.gpx`. Who goes there asks for a page, a script asks for anything.
  const isPage = !path.startsWith('/assets/') && (!/\.\w+$/.test(path) || /text\/html/.test(request.headers.accept ?? ''));
  if (!isPage) return false;
  const page = (await website?.file('/index.html', accepted)) ?? null;
  if (page !== null) return sendFile(request, reply, page, mapOrigins);
  reply.code(503).headers(pageHeaders()).type('text/html; charset=utf-8').send(notBuilt);
  return true;
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebsiteFile, mapOrigins: readonly string[]): true {
  reply.headers(pageHeaders(mapOrigins)).header('etag', file.tag);
  if (file.varies) reply.header('vary', 'accept-encoding');
  if (file.immutable) reply.header('cache-control', 'public, max-age=31536000, immutable');
  if (request.headers['if-none-match'] === file.tag) {
    reply.code(304).send();
    return true;
  }
  if (file.encoding !== null) reply.header('content-encoding', file.encoding);
  reply.code(200).type(file.type).send(file.bytes);
  return true;
}

/** A server without its website still syncs; it says so rather than show nothing. */
const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Cairn</title></head>
<body>
<h1>Cairn</h1>
<p>This server runs, and devices can sync with it, but its website was not built.</p>
<p>In the folder of Cairn run <code>npm run build</code>, then load this page again. The server need not be restarted.</p>
</body>
</html>
`;
