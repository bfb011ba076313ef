import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipAsync = promisify(gzip);
/** Below this a packet is a packet. */
const leastBytes = 2048;

/** The bytes of a JSON answer, packed in the thread pool at the cheapest level where the client takes it and it is worth it. */
export async function jsonPayload(
  json: string | Buffer,
  accepted: string | undefined,
): Promise<{ body: string | Buffer; encoding: 'gzip' | null }> {
  if (json.length < leastBytes || !takesGzip(accepted ?? '')) return { body: json, encoding: null };
  return { body: await gzipAsync(json, { level: 1 }), encoding: 'gzip' };
}

/** Whether `Accept-Encoding` allows gzip (RFC 9110, 12.5.3). */
export function takesGzip(accepted: string): boolean {
  return accepted
    .toLowerCase()
    .split(',')
    .some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/.test(part));
}
