import type { LibraryContext } from '../library/context.ts';
import type { Brake } from './brake.ts';
import { checkStrays } from './brake.ts';

/** Names of a page: as many as an object store tells at once, which is paid by the request. */
const step = 1000;

type Context = Pick<LibraryContext, 'store' | 'blobs' | 'inFlight' | 'clock'>;

/**
 * Removes bytes that no row knows and that were last written longer ago than the grace time: what a crash left between bytes and row, and
 * files that were never finished (R07). Times far ahead were written under a clock that ran ahead. What a request is writing right now is
 * passed over, however long it takes. With a brake nothing is removed when it would be too much (R08). @throws CollectorStopped,
 * or the reason of the signal
 */
export async function sweepOrphans(ctx: Context, graceMs: number, brake: Brake | null = null, signal?: AbortSignal): Promise<void> {
  const now = ctx.clock.now();
  const strays: string[] = [];
  let unfinished = 0;
  let all = 0;
  for (let after: string | null = null; ;) {
    signal?.throwIfAborted();
    const { items, next } = await ctx.blobs.list(after, step);
    const old = items.filter((item) => Math.abs(now - item.made) > graceMs);
    const found = await straysOf(
      ctx,
      old.map((item) => item.key),
    );
    strays.push(...found);
    unfinished += old.filter((item) => item.temporary).length;
    all += items.filter((item) => !item.temporary).length;
    if (next === null) break;
    after = next;
  }
  if (brake !== null) await checkStrays(ctx.store, brake, { strays: strays.length - unfinished, all });
  for (let start = 0; start < strays.length; start += step) {
    signal?.throwIfAborted();
    // The list is old by now: only what is still stray goes (R06).
    for (const key of await straysOf(ctx, strays.slice(start, start + step))) await ctx.blobs.remove(key);
  }
}

async function straysOf(ctx: Context, keys: readonly string[]): Promise<readonly string[]> {
  const known = new Set(await ctx.store.knownKeys(keys));
  return keys.filter((key) => !known.has(key) && !ctx.inFlight.has(key.slice(0, 32)));
}
