import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const gzipAsync = promisify(gzip);
/** Answers are packed at the cheapest level. */
export const packing = { level: constants.Z_BEST_SPEED };
/** Below this a packet is a packet. */
const leastBytes = 2048;
/** What packing asks memory for at a time, bytes. */
const leastChunk = 1024;
const mostChunk = 256 * 1024;

/** Packs an answer in the thread pool, mostly in one step: each step is a way to a thread and back. */
export async function packed(bytes: string | Uint8Array): Promise<Buffer> {
  return gzipAsync(bytes, { ...packing, chunkSize: Math.min(mostChunk, Math.max(leastChunk, Math.ceil(bytes.length / 4))) });
}

/** The bytes of a JSON answer, packed where the client takes it and it is worth it. */
export async function jsonPayload(
  json: string | Buffer,
  accepted: string | undefined,
): Promise<{ body: string | Buffer; encoding: 'gzip' | null }> {
  if (json.length < leastBytes || !takesGzip(accepted ?? '')) return { body: json, encoding: null };
  return { body: await packed(json), encoding: 'gzip' };
}

/** Whether `Accept-Encoding` allows gzip (RFC 9110, 12.5.3). */
export function takesGzip(accepted: string): boolean {
  return accepted
    .toLowerCase()
    .split(',')
    .some((part) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/.test(part));
}
