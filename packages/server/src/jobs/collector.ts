import type { LibraryContext } from '../library/context.ts';
import type { KeepStore } from '../ports/keep-store.ts';
import type { Brake } from './brake.ts';
import { checkContents } from './brake.ts';

/** Contents that one transaction removes. */
const step = 500;

/**
 * Removes contents that nothing has referred to for a grace time: first the row, in a transaction that looks at the references
 * again, then the bytes (R06). Bytes that a crash leaves behind are orphans for the sweep (R07). With a brake nothing is removed
 * when it would be too much (R08). @throws CollectorStopped, or the reason of the signal
 */
export async function collect(
  ctx: Pick<LibraryContext, 'store' | 'blobs' | 'clock'>,
  graceMs: number,
  braked: { readonly brake: Brake; readonly keep: Pick<KeepStore, 'dueForCollection' | 'allContents'> } | null = null,
  signal?: AbortSignal,
): Promise<void> {
  if (braked !== null) await checkContents(braked.keep, braked.brake, ctx.clock.now(), graceMs);
  for (;;) {
    signal?.throwIfAborted();
    const { removed, keys } = await ctx.store.collect(ctx.clock.now(), graceMs, step);
    for (const key of keys) await ctx.blobs.remove(key);
    if (removed < step) return;
  }
}
