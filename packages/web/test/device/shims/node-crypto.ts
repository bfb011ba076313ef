import { Sha256 } from '../../../src/device/library/sha256.ts';

/** What the shared suites use of `node:crypto`. */
export function hash(_algorithm: 'sha256', data: string | Uint8Array, _encoding: 'hex'): string {
  return new Sha256().update(typeof data === 'string' ? new TextEncoder().encode(data) : data).digest();
}
export function createHash(_algorithm: 'sha256'): { update(data: string | Uint8Array): { digest(encoding: 'hex'): string } } {
  return { update: (data) => ({ digest: (encoding) => hash('sha256', data, encoding) }) };
}
