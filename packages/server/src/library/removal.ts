import type { Removed } from '../ports/log-store.ts';
import type { Asker, LibraryContext } from './context.ts';

/** Everything: a caller that does not say what it has seen. */
const all = Number.MAX_SAFE_INTEGER;

/** Deletes items of the trash for good (T4). */
export async function removeTrash(ctx: LibraryContext, who: Asker, deletions: readonly number[]): Promise<number> {
  return announced(ctx, who, await ctx.store.removeTrash(who.account, { deletions }, ctx.clock.now()));
}
/** Deletes what was in the trash when the caller looked. */
export async function emptyTrash(ctx: LibraryContext, who: Asker, seen: number | undefined): Promise<number> {
  return announced(ctx, who, await ctx.store.removeTrash(who.account, { upTo: seen ?? all }, ctx.clock.now()));
}
/** Deletes the history as the caller has seen it; newest versions and the trash stay (T7). */
export async function removeHistory(ctx: LibraryContext, who: Asker, seen: number | undefined): Promise<number> {
  return announced(ctx, who, await ctx.store.removeHistory(who.account, seen ?? all, ctx.clock.now()));
}
/** Deletes the files of a type in the cloud only: devices keep theirs (T6). */
export async function deleteType(
  ctx: LibraryContext,
  who: Asker,
  which: { readonly type: string; readonly prefix?: string | undefined; readonly seen?: number | undefined },
): Promise<number> {
  const { type, prefix = '', seen: upTo = all } = which;
  return announced(ctx, who, await ctx.store.deleteType({ ...who, now: ctx.clock.now() }, { type, prefix, upTo }));
}
/** Deletes all data with its history; devices keep theirs and are told by the epoch (T7). */
export async function removeAll(ctx: LibraryContext, who: Asker, epoch: number | undefined): Promise<number> {
  return announced(ctx, who, await ctx.store.removeAll(who.account, epoch ?? null, ctx.clock.now()));
}

function announced(ctx: LibraryContext, who: Asker, { count, at }: Removed): number {
  ctx.events.publish(who.account, at);
  return count;
}
