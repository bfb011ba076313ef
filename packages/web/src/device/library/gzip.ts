import { LibraryError, sha256 } from '@cairn/sync';
import type { PlacedContent } from '@cairn/sync';
import { Sha256 } from './sha256.ts';

/** Up to here a content is checked in memory, bytes; beyond, piece by piece. */
export const wholeUpTo = 8 * 1024 * 1024;

/** A content as the library keeps it: packed, with what is known of the plain bytes. */
export interface Sealed {
  readonly gzip: Uint8Array;
  readonly hash: string;
  readonly size: number;
}

/** Packs plain bytes that are in memory. */
export async function seal(plain: Uint8Array): Promise<Sealed> {
  const gzip = await bytesOf(streamOf(plain).pipeThrough(new CompressionStream('gzip')));
  return { gzip, hash: await sha256(plain), size: plain.length };
}

/** The plain bytes of a gzip member of known size. @throws LibraryError `damaged` when it is not one member of that size. */
export async function unpack(gzip: Uint8Array | Blob, size: number): Promise<Uint8Array> {
  try {
    const plain = await bytesOf(unpacking(gzip));
    if (plain.length === size) return plain;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') throw cause;
    throw damaged(cause);
  }
  throw damaged();
}

/** Plain bytes as they are unpacked. */
export function unpacking(gzip: Uint8Array | Blob): ReadableStream<Uint8Array<ArrayBuffer>> {
  return (gzip instanceof Blob ? gzip.stream() : streamOf(gzip)).pipeThrough(new DecompressionStream('gzip'));
}

/** Brings a small content that arrives into the form it is kept in. @throws LibraryError `damaged` unless it is what was announced. */
export async function sealArrived(bytes: Uint8Array, { form, hash, size }: PlacedContent): Promise<Sealed> {
  if (form === 'gzip') {
    const plain = await unpack(bytes, size);
    if ((await sha256(plain)) !== hash) throw damaged();
    return { gzip: bytes, hash, size };
  }
  const sealed = await seal(bytes);
  if (sealed.hash !== hash || sealed.size !== size) throw damaged();
  return sealed;
}

/**
 * Passes the packed pieces of a large content on to `write` while their plain bytes are counted and hashed.
 * @throws LibraryError `damaged` unless it is what was announced; what was written must be thrown away then.
 */
export async function passArrived(content: PlacedContent, write: (piece: Uint8Array) => void): Promise<void> {
  const { form, bytes, hash, size } = content;
  const pieces = bytes instanceof Uint8Array ? piecesOf(streamOf(bytes)) : bytes;
  const transform = form === 'gzip' ? new DecompressionStream('gzip') : new CompressionStream('gzip');
  const plain = new Sha256();
  let length = 0;
  const look = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > size) throw damaged();
    plain.update(piece);
  };
  const [before, after] = form === 'gzip' ? [write, look] : [look, write];
  const reading = (async () => {
    for await (const piece of piecesOf(transform.readable)) after(piece);
  })();
  reading.catch(() => undefined);
  const writer = transform.writable.getWriter();
  // A damaged stream fails on both ends; the reading end has the reason.
  writer.closed.catch(() => undefined);
  for await (const piece of pieces) {
    before(piece);
    await Promise.race([writer.write(owned(piece)), reading]).catch((cause: unknown) => rethrow(cause));
  }
  await Promise.all([writer.close(), reading]).catch((cause: unknown) => rethrow(cause));
  if (length !== size || plain.digest() !== hash) throw damaged();
}
function rethrow(cause: unknown): never {
  throw cause instanceof TypeError ? damaged(cause) : cause;
}

/** The pieces of a stream; leaving early cancels it. */
export async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
    finished = true;
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined);
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([owned(bytes)]).stream();
}
async function bytesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
/** Bytes in a buffer that nobody shares, as the platform's functions want them. */
export function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}

export function damaged(cause?: unknown): LibraryError {
  return new LibraryError('damaged', 'The content did not arrive as it was announced. Nothing here was changed; it is fetched again.', {
    cause,
  });
}
