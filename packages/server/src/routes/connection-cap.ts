import type { Socket } from 'node:net';
import { isLoopback, sourceOf, trusts } from './client-address.ts';

/**
 * How many connections one address may hold (R35): one client alone cannot take them all. This machine and the trusted proxies are not
 * counted: everybody comes through them. @returns what is told of each new connection, and says whether it may stay
 */
export function connectionCap(
  most: number,
  trustedProxies: readonly string[],
): (socket: Pick<Socket, 'remoteAddress' | 'once'>) => boolean {
  const open = new Map<string, number>();
  const isTrusted = trusts(trustedProxies);
  return (socket) => {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
    if (address === '' || address === '::1' || isLoopback(address) || isTrusted(address)) return true;
    const source = sourceOf(address);
    const count = open.get(source) ?? 0;
    if (count >= most) return false;
    open.set(source, count + 1);
    socket.once('close', () => {
      const left = (open.get(source) ?? 1) - 1;
      if (left === 0) open.delete(source);
      else open.set(source, left);
    });
    return true;
  };
}
