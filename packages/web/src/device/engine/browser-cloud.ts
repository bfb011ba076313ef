import { createClient } from '@cairn/protocol';
import type { Client, FetchAnswer, FetchRequest } from '@cairn/protocol';
import { CloudError, openCloud } from '@cairn/sync';
import type { Cloud } from '@cairn/sync';
import { browserTimers } from './browser-timers.ts';

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

/** The cloud as the engine asks it. A browser that knows it is offline is believed at once. */
export function browserCloud(client: Client, server: string): Cloud {
  const cloud = openCloud({ client, server, timers: browserTimers });
  return {
    changes: async (...request) => online(server, () => cloud.changes(...request)),
    upload: async (...request) => online(server, () => cloud.upload(...request)),
    operate: async (...request) => online(server, () => cloud.operate(...request)),
    download: (...request) => online(server, () => cloud.download(...request)),
  };
}
function online<T>(server: string, ask: () => T): T {
  if (navigator.onLine) return ask();
  const text = `This device has no network, so ${new URL(server).host} cannot be asked. What you change here is kept and sent once you are online again.`;
  throw new CloudError('offline', 'no-network', text);
}
