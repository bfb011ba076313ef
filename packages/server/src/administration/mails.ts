import type { AdminContext } from './context.ts';

/** Mails that wait, without their contents: those are sealed, and nobody's to read (R62). */
export async function listMails(ctx: AdminContext, { after, limit }: { readonly after: number; readonly limit: number }) {
  const mails = await ctx.store.waitingMails(after, limit + 1);
  return { mails: mails.slice(0, limit), more: mails.length > limit };
}

/** Makes mails due now and looks at the queue. @returns how many. */
export async function retryMails(ctx: AdminContext, ids: readonly number[] | null): Promise<number> {
  const count = await ctx.store.retryMails(ids, ctx.accounts.clock.now());
  ctx.accounts.mails.ring();
  return count;
}
