import { createInflateRaw } from 'node:zlib';

/** Unpacks a member of an archive as it comes, a little at a time. */
export function inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpack = createInflateRaw();
  void feed(packed, unpack);
  return unpack;
}
async function feed(packed: AsyncIterable<Uint8Array>, unpack: ReturnType<typeof createInflateRaw>): Promise<void> {
  try {
    for await (const piece of packed) {
      if (unpack.destroyed) return;
      if (!unpack.write(piece)) await new Promise((resolve) => unpack.once('drain', resolve).once('close', resolve));
    }
    unpack.end();
  } catch (error) {
    unpack.destroy(error instanceof Error ? error : new Error('the archive could not be read', { cause: error }));
  }
}
