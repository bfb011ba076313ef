import type { AccountContext, Member } from './context.ts';
import { refuse } from './codes.ts';
import { accountOf, notify, proofOf } from './proof.ts';

/** Ends all access to the account at once; a job drops what it holds (A7, R73). The address is free from this moment on. */
export async function deleteAccount(ctx: AccountContext, who: Member, code: string): Promise<void> {
  const account = await accountOf(ctx, who);
  const { owner, presented } = proofOf(ctx, who, 'delete-account', code);
  const deleted = await ctx.store.beginDeletion(owner, presented, ctx.clock.now());
  if (deleted.outcome !== 'done') refuse(deleted);
  ctx.access.end(who.account);
  ctx.log.info({ event: 'account-deleted', account: who.account }, 'an account is being deleted');
  await notify(ctx, account, 'account-deleted');
}
