import type { Removed } from '../ports/log-store.ts';
import type { Asker, LibraryContext } from './context.ts';

/** Deletes items of the trash for good (T4); null = all. */
export async function removeTrash(ctx: LibraryContext, who: Asker, deletions: readonly number[] | null): Promise<number> {
  return announced(ctx, who, await ctx.store.removeTrash(who.account, deletions, ctx.clock.now()));
}
/** Deletes the history; newest versions and the trash stay (T7). */
export async function removeHistory(ctx: LibraryContext, who: Asker): Promise<number> {
  return announced(ctx, who, await ctx.store.removeHistory(who.account, ctx.clock.now()));
}
/** Deletes the files of a type in the cloud only: devices keep theirs (T6). */
export async function deleteType(ctx: LibraryContext, who: Asker, key: { type: string; prefix: string }): Promise<number> {
  return announced(ctx, who, await ctx.store.deleteType({ ...who, now: ctx.clock.now() }, key));
}
/** Deletes all data with its history; devices keep theirs and are told by the epoch (T7). */
export async function removeAll(ctx: LibraryContext, who: Asker): Promise<number> {
  return announced(ctx, who, await ctx.store.removeAll(who.account, ctx.clock.now()));
}

function announced(ctx: LibraryContext, who: Asker, { count, at }: Removed): number {
  ctx.events.publish(who.account, at);
  return count;
}
