import { Sha256 } from '../../../src/device/library/sha256.ts';

/** What the shared suites use of `node:crypto`. */
export function hash(algorithm: 'sha256', data: string | Uint8Array, encoding: 'hex'): string {
  if (`${algorithm} ${encoding}` !== 'sha256 hex') throw new RangeError('not known here');
  return new Sha256().update(typeof data === 'string' ? new TextEncoder().encode(data) : data).digest();
}
export function createHash(algorithm: 'sha256'): { update(data: string | Uint8Array): { digest(encoding: 'hex'): string } } {
  return { update: (data) => ({ digest: (encoding) => hash(algorithm, data, encoding) }) };
}
