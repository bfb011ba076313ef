/**
 * Memory of the threads that read and write files. What these threads touch passes by by the hundred megabytes: fresh memory costs a
 * page fault for every 4 KiB, and the collector, which sees only the small objects that stand for it, lets it pile up.
 */

/** Gives the memory behind bytes that nobody reads any more back at once. */
export function release({ buffer }: Uint8Array): void {
  // Of this size it may be the pool that all small buffers share.
  if (buffer instanceof ArrayBuffer && buffer.byteLength !== Buffer.poolSize) buffer.transfer(0);
}

const scratchUpTo = 4 * 1024 * 1024;
let scratch = new Uint8Array(0);

/** Room for the bytes of one file, valid until the next call in this thread. */
export function roomFor(size: number): Uint8Array<ArrayBuffer> {
  if (size > scratchUpTo) return new Uint8Array(size);
  if (scratch.length < size) scratch = new Uint8Array(Math.max(size, Math.min(2 * scratch.length, scratchUpTo)));
  return scratch.subarray(0, size);
}
