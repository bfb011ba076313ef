import type { LibraryContext } from '../library/context.ts';

const step = 500;

/** Removes what was deleted before `before` from the trash of all accounts; tombstones stay (T1). */
export async function purgeTrash(ctx: Pick<LibraryContext, 'store' | 'clock'>, before: number, signal?: AbortSignal): Promise<void> {
  while ((await ctx.store.purgeTrash(before, step, ctx.clock.now())) === step) signal?.throwIfAborted();
}
