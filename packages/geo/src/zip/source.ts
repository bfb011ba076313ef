/**
 * Bytes that can be read at any place: a file on a disk, a Blob, a buffer. `read` gives exactly `length` bytes or rejects; nobody asks
 * beyond `size`.
 */
export interface RandomAccess {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
}

/** A file that a person chose or dropped; only what is asked for is read. */
export function blobAccess(blob: Blob): RandomAccess {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}

/** A part as it comes, in pieces. */
export async function* piecesOf(source: RandomAccess, offset: number, length: number, piece = 256 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += piece) yield await source.read(offset + at, Math.min(piece, length - at));
}
