import type { FileKey } from '@cairn/protocol';
import type { Packed } from './ports.ts';

/** Packs and unpacks contents that a merge holds in memory; files of the library are packed by the library. */
export interface Codec {
  pack(key: FileKey, plain: Uint8Array, modified: number): Promise<Packed>;
  /** @throws when the bytes are not one gzip member of exactly `size` plain bytes with this hash. */
  unpack(gzip: Uint8Array | AsyncIterable<Uint8Array>, expected: { readonly hash: string; readonly size: number }): Promise<Uint8Array>;
}

/** What every browser and Node bring. */
export const webCodec: Codec = {
  async pack(key, plain, modified) {
    const gzip = await collect(through(plain, new CompressionStream('gzip')), Number.POSITIVE_INFINITY);
    return { key, hash: await sha256(plain), size: plain.length, modified, gzip };
  },
  async unpack(gzip, { hash, size }) {
    const packed = gzip instanceof Uint8Array ? gzip : await collect(gzip, Number.POSITIVE_INFINITY);
    const plain = await collect(through(packed, new DecompressionStream('gzip')), size);
    if (plain.length !== size || (await sha256(plain)) !== hash) throw new Error('The content does not have the announced checksum.');
    return plain;
  },
};

/** SHA-256, lower-case hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function* through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream): AsyncGenerator<Uint8Array> {
  const stream: ReadableStream<Uint8Array> = new Blob([owned(bytes)]).stream().pipeThrough(transform);
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
/** Joins chunks. @throws RangeError as soon as there are more than `limit` bytes. */
async function collect(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) throw new RangeError('The content is larger than announced.');
    parts.push(chunk);
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
/** Bytes in a buffer that nobody shares, as the platform's functions want them. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}
