import { CairnError } from '@cairn/protocol';
import type { AccountId } from '../ports/world.ts';
import { parseAddress } from './address.ts';
import { codeAnswer, newCode, ownerOf, refuse } from './codes.ts';
import type { AccountContext, Member } from './context.ts';
import { countMail } from './mail-limits.ts';
import { accountOf, notify, proofOf } from './proof.ts';

/**
 * First half of A6: spends the code of the old address and mails one to the new address. Answers alike whether or not the new
 * address has an account: only who can read its mail is told, by `confirmAddress`.
 */
export async function changeAddress(
  ctx: AccountContext,
  who: Member,
  input: { readonly code: string; readonly address: string },
  source: string,
): Promise<ReturnType<typeof codeAnswer>> {
  const account = await accountOf(ctx, who);
  const address = parseAddress(input.address);
  await countMail(ctx, { addressKey: address.key, source });
  const { owner, presented } = proofOf(ctx, who, 'change-address', input.code);
  const next = newCode(ctx, ownerOf('confirm-address', who.account), { to: address.typed, address, lang: account.lang });
  const exchanged = await ctx.store.exchangeCode(owner, presented, next.code, next.mail, ctx.clock.now());
  if (exchanged.outcome !== 'done') refuse(exchanged);
  ctx.mails.ring();
  return codeAnswer(ctx);
}

/**
 * Second half of A6: the new address is proved, so it becomes the account's. The old one is told; other sessions and pending
 * codes end (R58). @throws CairnError `address-in-use`
 */
export async function confirmAddress(ctx: AccountContext, who: Member, code: string): Promise<void> {
  const account = await accountOf(ctx, who);
  const { owner, presented } = proofOf(ctx, who, 'confirm-address', code);
  const now = ctx.clock.now();
  const pending = await ctx.store.pendingAddress(owner, now);
  const other = pending === null ? null : await ctx.store.accountByAddress(pending);
  const mayReplace = other !== null && !(await holdsSomething(ctx, other.account)) ? other.account : null;
  const confirmed = await ctx.store.confirmAddress({ owner, presented, mayReplace, keepSession: who.session, now });
  if (confirmed.outcome === 'address-in-use') throw new CairnError('address-in-use');
  if (confirmed.outcome !== 'done') refuse(confirmed);
  ctx.access.end(who.account, (stream) => stream.session !== null && stream.session !== who.session);
  if (other !== null) ctx.access.end(other.account);
  ctx.log.info({ event: 'address-changed', account: who.account }, 'the address of an account was changed');
  await notify(ctx, account, 'address-changed', confirmed.to);
}

/** Data, or a purchase: such an account does not give way to another (A6). */
async function holdsSomething(ctx: AccountContext, account: AccountId): Promise<boolean> {
  const [log, facts] = await Promise.all([ctx.logs.logState(account), ctx.store.planFacts(account)]);
  return log.holdsData || (facts?.purchases.length ?? 0) > 0;
}
