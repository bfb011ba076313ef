import type { Packed } from '../src/index.ts';

/** Unpacks with what browsers and Node both have: these helpers run in either. */
export async function plainOf(gzip: Packed['gzip'] | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  if (gzip instanceof Uint8Array) parts.push(new Uint8Array(gzip));
  else for await (const part of 'open' in gzip ? gzip.open() : gzip) parts.push(new Uint8Array(part));
  return new Uint8Array(await new Response(new Blob(parts).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
}
