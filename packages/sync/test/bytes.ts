import { gunzipSync } from 'node:zlib';
import type { Packed } from '../src/index.ts';

export async function plainOf(gzip: Packed['gzip'] | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (gzip instanceof Uint8Array) return new Uint8Array(gunzipSync(gzip));
  const parts: Uint8Array[] = [];
  for await (const part of 'open' in gzip ? gzip.open() : gzip) parts.push(part);
  return new Uint8Array(gunzipSync(Buffer.concat(parts)));
}
