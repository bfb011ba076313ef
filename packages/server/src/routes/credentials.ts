import type { IncomingHttpHeaders } from 'node:http';
import { CairnError } from '@cairn/protocol';
import type { Credential } from '@cairn/protocol';
import type { Access, Visitor } from '../accounts/access.ts';
import { sessionLife } from '../accounts/access.ts';

/** Name of the session cookie; with https it carries the prefix that binds it to this host (R64). */
export function cookieName(https: boolean): string {
  return https ? '__Host-cairn' : 'cairn';
}

/** The header that gives a browser its session; an empty value takes it away. */
export function sessionCookie(https: boolean, value: string): string {
  const age = value === '' ? 0 : Math.floor(sessionLife.absoluteMs / 1000);
  return `${cookieName(https)}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${https ? '; Secure' : ''}`;
}

/** Who is asking: a device token in the Authorization header, else a web session in the cookie. Tokens in addresses never count here. */
export async function visitorOf(access: Access, headers: IncomingHttpHeaders, https: boolean): Promise<Visitor | null> {
  if (headers.authorization !== undefined) {
    const token = /^bearer +(\S+)$/i.exec(headers.authorization)?.[1];
    return token === undefined ? null : (access.operator(token) ?? access.device(token));
  }
  const cookie = cookieValue(headers.cookie ?? '', cookieName(https));
  return cookie === null ? null : access.session(cookie);
}

function cookieValue(header: string, name: string): string | null {
  const found = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  // Two cookies of one name: somebody planted one. Neither is believed.
  return found.length === 1 ? (found[0]?.slice(name.length + 1) ?? null) : null;
}

/** @throws CairnError `not-signed-in` or `forbidden` when the visitor may not use a route of this credential */
export function admit(credential: Credential, visitor: Visitor | null): void {
  if (credential === 'none' || credential === 'code' || credential === 'app' || credential === 'any') return;
  // The operator at the machine has no account: nothing is his but the administration.
  if (visitor === null || (visitor.account === 0 && credential !== 'admin')) throw new CairnError('not-signed-in');
  if (credential === 'admin' && !visitor.admin) throw new CairnError('forbidden', { reason: 'this is for the administrator' });
  if (credential === 'device' && visitor.device === null) throw new CairnError('forbidden', { reason: 'this is for devices' });
}

/**
 * Refuses what a page of another site may have sent with this browser's cookie (R65): a change needs this site's origin and a
 * header or media type that no form can send. Requests of programs carry no such headers and no cookie.
 * @throws CairnError `forbidden`
 */
export function refuseCrossSite(headers: IncomingHttpHeaders, facts: { readonly withCookie: boolean; readonly origin: string }): void {
  const site = headers['sec-fetch-site'];
  const foreign =
    site !== undefined ? site !== 'same-origin' && site !== 'none' : headers.origin !== undefined && headers.origin !== facts.origin;
  const simple = headers['x-cairn'] === undefined && !/^application\/(json|vnd\.cairn)/.test(headers['content-type'] ?? '');
  const unproved = site === undefined && headers.origin === undefined;
  if (foreign || (facts.withCookie && (simple || unproved)))
    throw new CairnError('forbidden', { reason: 'the request comes from another site' });
}
