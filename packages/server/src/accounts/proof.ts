import { CairnError } from '@cairn/protocol';
import type { ProofPurpose } from '@cairn/protocol';
import type { AccountFacts, CodeOwner, CodePurpose, Presented } from '../ports/account-store.ts';
import { noticeMail } from '../mail/texts.ts';
import type { NoticeKind } from '../mail/words.ts';
import { parseAddress } from './address.ts';
import { codeAnswer, newCode, ownerOf, presented } from './codes.ts';
import type { AccountContext, Member } from './context.ts';
import { budgetOf } from './guess-budget.ts';
import { countMail } from './mail-limits.ts';

/** Mails a code for an act that a token or session alone may not do (R56). */
export async function requestProof(
  ctx: AccountContext,
  who: Member,
  input: { readonly purpose: ProofPurpose; readonly lang?: string | undefined },
  source: string,
): Promise<ReturnType<typeof codeAnswer>> {
  const account = await accountOf(ctx, who);
  const address = parseAddress(account.address);
  await countMail(ctx, { addressKey: address.key, source });
  const { code, mail } = newCode(ctx, ownerOf(input.purpose, who.account), {
    to: address.typed,
    address,
    lang: input.lang ?? account.lang,
  });
  if ((await ctx.store.issueCode(code, mail, ctx.clock.now())) === 'queue-full') throw new CairnError('busy', { seconds: 60 });
  ctx.mails.ring();
  return codeAnswer(ctx);
}

/** The code that a member presents for one purpose, ready for the store. */
export function proofOf(ctx: AccountContext, who: Member, purpose: CodePurpose, typed: string): { owner: CodeOwner; presented: Presented } {
  const owner = ownerOf(purpose, who.account);
  return { owner, presented: presented(ctx, owner, typed, budgetOf(ctx, who.account, '')) };
}

/** @throws CairnError `not-signed-in` when the account went away in between. */
export async function accountOf(ctx: AccountContext, who: Member): Promise<AccountFacts> {
  const account = await ctx.store.account(who.account);
  if (account?.state !== 'active') throw new CairnError('not-signed-in');
  return account;
}

const noticeLifeMs = 86_400_000;
/** Tells an address of a change to its account (R58). A full queue does not undo the change. */
export async function notify(ctx: AccountContext, account: AccountFacts, kind: NoticeKind, newAddress?: string): Promise<void> {
  const facts = { to: account.address, kind, publicUrl: ctx.publicUrl(), lang: account.lang };
  const mail = noticeMail(newAddress === undefined ? facts : { ...facts, newAddress });
  // Account 0: the notice of a deletion must outlive the account's own queue.
  const queued = await ctx.store.queueMail(ctx.mails.seal(mail, { account: 0, expires: ctx.clock.now() + noticeLifeMs }), ctx.clock.now());
  if (queued === 'queue-full')
    ctx.log.warn({ event: 'notice-lost', account: account.account, kind }, 'the mail queue is full; a notice was not sent');
  ctx.mails.ring();
}
