import { createClient } from '@cairn/protocol';
import type { Client, FetchAnswer, FetchRequest } from '@cairn/protocol';

/** Asks with a device's token, and without the cookie of the page; null = with the cookie (R65). */
export function browserClient(server: string, token: string | null): Client {
  const who: RequestInit = token === null ? { credentials: 'same-origin' } : { credentials: 'omit' };
  return createClient({ server, token, fetch: (url, request) => ask(url, request, who) });
}

/** Browsers send a stream over HTTP/2 at best, and some not at all: it is collected first, on the disk where it is large. */
async function ask(url: string, { method, headers, body, redirect, signal }: FetchRequest, who: RequestInit): Promise<FetchAnswer> {
  const whole = body instanceof ReadableStream ? await new Response(body).blob() : body;
  return fetch(url, {
    ...who,
    ...{ method, redirect, headers: { ...headers, 'x-cairn': 'web' }, cache: 'no-store' },
    ...(whole === undefined ? {} : { body: whole }),
    ...(signal === undefined ? {} : { signal }),
  });
}
