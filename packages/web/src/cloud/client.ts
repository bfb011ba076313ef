import { createClient } from '@cairn/protocol';
import type { Client, FetchAnswer, FetchRequest } from '@cairn/protocol';

/** The server that this page came from, asked with the session cookie. No other code of the website calls `fetch` for the API. */
export const cloud: Client = createClient({ server: location.origin, fetch: ask });

/** The extra header cannot be sent by a form or a page of another site (R65). */
function ask(url: string, request: FetchRequest): Promise<FetchAnswer> {
  return fetch(url, { ...request, headers: { ...request.headers, 'x-cairn': 'web' }, credentials: 'same-origin' });
}
