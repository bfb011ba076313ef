import { CairnError } from '@cairn/protocol';
import type { Allowed } from '../ports/tally-store.ts';
import type { AccountContext } from './context.ts';

const hourMs = 3_600_000;
/** Mails that may be asked for (R53); kept in the store, so that a restart forgets none. */
export const mailLimits = {
  address: [
    { windowMs: hourMs, max: 5 },
    { windowMs: 24 * hourMs, max: 15 },
  ],
  source: [
    { windowMs: hourMs, max: 30 },
    { windowMs: 24 * hourMs, max: 100 },
  ],
  server: [{ windowMs: hourMs, max: 1000 }],
} as const;

/** Counts a question whether an address is known, like a mail from that source. @throws CairnError `too-many-mails` */
export async function countQuestion(ctx: AccountContext, source: string): Promise<void> {
  if (!ctx.settings.limits) return;
  const subject = ctx.keys.subject('mail-from', source);
  const rules = mailLimits.source.map((limit) => ({ ...limit, subject }));
  const counted = await ctx.store.count(rules, ctx.clock.now());
  if (counted.outcome === 'over') throw new CairnError('too-many-mails', { seconds: Math.ceil(counted.waitMs / 1000) });
}

/**
 * Counts a mail to an address that somebody asked for, known or not.
 * @throws CairnError `too-many-mails` with the seconds to wait
 */
export async function countMail(ctx: AccountContext, to: { readonly addressKey: string; readonly source: string }): Promise<void> {
  if (!ctx.settings.limits) return;
  const rules: Allowed[] = [
    ...mailLimits.address.map((limit) => ({ ...limit, subject: ctx.keys.subject('mail-to', to.addressKey) })),
    ...mailLimits.source.map((limit) => ({ ...limit, subject: ctx.keys.subject('mail-from', to.source) })),
    ...mailLimits.server.map((limit) => ({ ...limit, subject: 'mail' })),
  ];
  const counted = await ctx.store.count(rules, ctx.clock.now());
  if (counted.outcome === 'over') throw new CairnError('too-many-mails', { seconds: Math.ceil(counted.waitMs / 1000) });
}
