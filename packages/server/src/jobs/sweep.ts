import type { LibraryContext } from '../library/context.ts';

const step = 500;

/**
 * Removes bytes that no row knows and that were last written longer ago than the grace time: what a crash left between bytes and row, and
 * files that were never finished (R07). Times far ahead were written under a clock that ran ahead. What a request is writing right now is passed over, however long it takes.
 */
export async function sweepOrphans(ctx: Pick<LibraryContext, 'store' | 'blobs' | 'inFlight' | 'clock'>, graceMs: number): Promise<void> {
  const now = ctx.clock.now();
  for (let after: string | null = null; ;) {
    const { items, next } = await ctx.blobs.list(after, step);
    const old = items.filter((item) => Math.abs(now - item.made) > graceMs).map((item) => item.key);
    const known = new Set(await ctx.store.knownKeys(old));
    for (const key of old) {
      if (!known.has(key) && !ctx.inFlight.has(key.slice(0, 32))) await ctx.blobs.remove(key);
    }
    if (next === null) return;
    after = next;
  }
}
