import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { addNetwork } from '../settings.ts';

export interface ClientFacts {
  /** Address of the client as far as it can be believed. */
  readonly address: string;
  /** What limits count by: the address, or the /64 network of an IPv6 address. */
  readonly source: string;
  /** Whether the last trusted hop was reached over TLS. */
  readonly secure: boolean;
}

/**
 * Reads who is at the other end (R71). `X-Forwarded-For` and `X-Forwarded-Proto` count only when the connection itself comes from a
 * trusted proxy; of the list, the last address that no trusted proxy has. Other headers (`Forwarded`, `X-Real-IP`) never count.
 */
export function clientReader(trustedProxies: readonly string[]): (request: IncomingMessage, overTls: boolean) => ClientFacts {
  const isTrusted = trusts(trustedProxies);

  return (request, overTls) => {
    const peer = bare(request.socket.remoteAddress ?? '') ?? '0.0.0.0';
    if (trustedProxies.length === 0 || !isTrusted(peer)) return { address: peer, source: sourceOf(peer), secure: overTls };
    let address = peer;
    const hops = listOf(request.headers['x-forwarded-for']);
    for (let hop = hops.pop(); hop !== undefined; hop = hops.pop()) {
      const next = bare(hop);
      if (next === null) break;
      address = next;
      if (!isTrusted(next)) break;
    }
    const protocols = listOf(request.headers['x-forwarded-proto']);
    return { address, source: sourceOf(address), secure: overTls || protocols.at(-1)?.toLowerCase() === 'https' };
  };
}

/** Whether an address is in one of these networks. */
export function trusts(networks: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const network of networks) addNetwork(trusted, network);
  return (address) => isIP(address) !== 0 && trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function listOf(header: string | string[] | undefined): string[] {
  return (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The address without port, brackets, zone and IPv4-in-IPv6 form; null when it is none. */
function bare(text: string): string | null {
  const inner = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  const unmapped = inner.toLowerCase().startsWith('::ffff:') && isIPv4(inner.slice(7)) ? inner.slice(7) : inner;
  const unported = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(unmapped)?.[1] ?? unmapped;
  const address = unported.replace(/%.*$/, '');
  return isIP(address) === 0 ? null : address.toLowerCase();
}

/** What limits count by: the address, or the /64 network of an IPv6 address. */
export function sourceOf(address: string): string {
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

/** Whether a `Host` header names this machine itself: what a browser asks there, nobody on the way reads. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}
