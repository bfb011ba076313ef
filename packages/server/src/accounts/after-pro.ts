import { freeTypes } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { Entitlement } from '../plans/entitlement.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { AccountId, Events } from '../ports/world.ts';
import type { AccountContext } from './context.ts';
import { planMailTo } from './plan-mails.ts';

const dayMs = 86_400_000;
/** Notices before the removal: the first so long before it, the second so long (P6). */
const firstMs = 30 * dayMs;
const secondMs = 7 * dayMs;
const accountsAtOnce = 500;

interface Removing {
  readonly logs: Pick<LogStore, 'storage' | 'logState' | 'deleteType'>;
  readonly events: Events;
  readonly trashDays: number;
}

/**
 * The year after Pro (P6): mails 30 and 7 days before its end and at the end, then what Start does not cover goes to the trash, in the cloud
 * only: devices keep their files. Each account is judged afresh in the moment it is touched, so whoever has Pro again loses nothing; and
 * nobody loses anything who was not told 30 and 7 days before, however long the server was off.
 */
export async function watchYearsAfterPro(ctx: AccountContext, removing: Removing, signal?: AbortSignal): Promise<void> {
  if (ctx.settings.plan === 'pro') return;
  for (let after = 0; ;) {
    const accounts = await ctx.store.planAccounts(after, accountsAtOnce);
    for (const account of accounts) {
      signal?.throwIfAborted();
      await watch(ctx, removing, account);
    }
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < accountsAtOnce) return;
    after = last;
  }
}

async function watch(ctx: AccountContext, removing: Removing, account: AccountId): Promise<void> {
  const facts = await ctx.store.account(account);
  if (facts?.state !== 'active') return;
  const { afterPro } = await entitlementOfAccount(ctx, account);
  if (afterPro === null) return;
  const now = ctx.clock.now();
  const told = await ctx.store.graceStep(account, afterPro.until);
  const types = await leftOver(removing, account);
  if (types.length === 0 && told?.step !== 2) return;
  const removal = Math.max(afterPro.until, (told?.first ?? now) + firstMs, told?.step === 2 ? told.at + secondMs : 0);
  const step = told === null ? (now >= afterPro.until - firstMs ? 1 : 0) : told.step === 1 && now >= removal - secondMs ? 2 : 0;
  if (step > 0) {
    const mail = await planMailTo(ctx, account, 'pro-data-ends', { date: day(Math.max(removal, now + (step === 1 ? firstMs : secondMs))) });
    await mark(ctx, account, { ends: afterPro.until, step }, mail);
  } else if (told?.step === 2 && now >= removal) {
    // Once more, now: a purchase may have come since.
    if (!isOver(await entitlementOfAccount(ctx, account), now)) return;
    for (const type of types) await removeType(ctx, removing, account, type);
    const mail = await planMailTo(ctx, account, 'pro-data-removed', { days: String(removing.trashDays) });
    await mark(ctx, account, { ends: afterPro.until, step: 3 }, mail);
    ctx.log.info(
      { event: 'after-pro-removed', account, types: types.length },
      'the year after Pro is over; what Start does not cover was removed',
    );
  }
}

function isOver({ plan, afterPro }: Entitlement, now: number): boolean {
  return plan !== 'pro' && afterPro !== null && now >= afterPro.until;
}

/** Types with live files that Start does not cover. */
async function leftOver({ logs }: Removing, account: AccountId): Promise<readonly string[]> {
  return (await logs.storage(account)).types.map(({ type }) => type).filter((type) => !freeTypes.includes(type));
}

async function removeType(ctx: AccountContext, { logs, events }: Removing, account: AccountId, type: string): Promise<void> {
  const { seq } = await logs.logState(account);
  const { at, count } = await logs.deleteType({ account, device: null, now: ctx.clock.now() }, { type, prefix: '', upTo: seq });
  if (count > 0) events.publish(account, at);
}

async function mark(
  ctx: AccountContext,
  account: AccountId,
  at: { ends: number; step: number },
  mail: Awaited<ReturnType<typeof planMailTo>>,
): Promise<void> {
  const marked = await ctx.store.markGrace(account, at, mail, ctx.clock.now());
  if (marked === 'queue-full')
    ctx.log.warn({ event: 'notice-waits', account }, 'the mail queue is full; a notice about the end of Pro waits');
  else ctx.mails.ring();
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
