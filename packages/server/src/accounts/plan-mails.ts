import { planMail } from '../mail/texts.ts';
import type { PlanMailKind } from '../mail/words.ts';
import type { SealedMail } from '../ports/mail-store.ts';
import type { AccountId } from '../ports/world.ts';
import type { AccountContext } from './context.ts';

/** Such a mail may be late, but not by more: what it tells stands in the account as well. */
const lifeMs = 7 * 86_400_000;
const atOnce = 50;

/** Mails who lost a purchase to another account (P4). What cannot be queued now waits for the next turn. */
export async function tellPlanNotices(ctx: AccountContext): Promise<void> {
  for (;;) {
    const notices = await ctx.store.planNotices(atOnce);
    for (const { id, account, sku } of notices) {
      const product = ctx.terms.catalogue.product(sku)?.name ?? sku;
      const mail = await planMailTo(ctx, account, 'licence-moved', { product });
      if ((await ctx.store.sendPlanNotice(id, mail, ctx.clock.now())) === 'queue-full') {
        ctx.log.warn({ event: 'notice-waits', account }, 'the mail queue is full; a notice about a purchase waits');
        return;
      }
    }
    if (notices.length > 0) ctx.mails.ring();
    if (notices.length < atOnce) return;
  }
}

/** The sealed mail to an account; null where nobody is left to tell. */
export async function planMailTo(
  ctx: AccountContext,
  account: AccountId,
  kind: PlanMailKind,
  values: Readonly<Record<string, string>>,
): Promise<SealedMail | null> {
  const facts = await ctx.store.account(account);
  if (facts === null || facts.state === 'deleting') return null;
  const mail = planMail({ to: facts.address, kind, values, publicUrl: ctx.publicUrl(), lang: facts.lang });
  return ctx.mails.seal(mail, { account, expires: ctx.clock.now() + lifeMs });
}
