import type { LibraryContext } from '../library/context.ts';

/** Contents that one transaction removes. */
const step = 500;

/**
 * Removes contents that nothing has referred to for a grace time: first the row, in a transaction that looks at the references
 * again, then the bytes (R06). Bytes that a crash leaves behind are orphans for the sweep (R07).
 */
export async function collect(ctx: Pick<LibraryContext, 'store' | 'blobs' | 'clock'>, graceMs: number): Promise<void> {
  for (;;) {
    const { removed, keys } = await ctx.store.collect(ctx.clock.now(), graceMs, step);
    for (const key of keys) await ctx.blobs.remove(key);
    if (removed < step) return;
  }
}
