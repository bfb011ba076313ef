import { Buffer } from 'node:buffer';

/**
 * Gives the memory of bytes back at once: nobody may touch them again. The collector sees only the small object that stands for them, and
 * would let tens of megabytes wait.
 */
export function release({ buffer }: Uint8Array): void {
  // Of this size it is the pool that all small buffers share.
  if (buffer instanceof ArrayBuffer && buffer.byteLength !== Buffer.poolSize) buffer.transfer(0);
}
