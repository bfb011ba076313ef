import { CairnError } from '@cairn/protocol';
import { listDevices } from '../accounts/devices.ts';
import { notify } from '../accounts/proof.ts';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { AccountFacts, AccountState } from '../ports/account-store.ts';
import type { AccountListing } from '../ports/administration.ts';
import type { AccountId } from '../ports/world.ts';
import type { Administrator, AdminContext } from './context.ts';
import { pageOfAudit } from './activity.ts';

/** Accounts by a part of their address or by their number (O2). */
export async function findAccounts(
  ctx: AdminContext,
  query: { readonly text: string; readonly state: AccountState | null; readonly after: number; readonly limit: number },
) {
  const found = await ctx.store.findAccounts({ ...query, text: query.text.trim(), limit: query.limit + 1 });
  const accounts = await Promise.all(found.slice(0, query.limit).map((row) => shownRow(ctx, row)));
  return { accounts, more: found.length > query.limit };
}

/** One account: facts, devices, waiting mails, what happened lately. No secret and no content (R62). @throws CairnError `not-found` */
export async function describeOne(ctx: AdminContext, account: AccountId) {
  const { row, facts } = await oneOf(ctx, account);
  const [devices, sessions, mails, audit] = await Promise.all([
    listDevices(ctx.accounts, { account, device: null, session: null }),
    ctx.store.sessions(account, ctx.accounts.clock.now()),
    ctx.store.waitingMails(0, mostMails),
    pageOfAudit(ctx, { account, subject: facts.address === '' ? null : ctx.audit.subjectOf(facts.address) }, { limit: 20 }),
  ]);
  return {
    ...(await shownRow(ctx, row)),
    lang: facts.lang,
    passwordSet: facts.password !== null,
    quota: row.quota,
    deviceLimit: devices.limit,
    deviceRows: devices.devices,
    sessions: sessions.length,
    mails: mails.filter((mail) => mail.account === account),
    audit: audit.rows,
  };
}
/** The queue holds at most so many (R53). */
const mostMails = 10_000;

/**
 * Blocks, unblocks, sets the quota, gives or takes the right of the administrator.
 * @throws CairnError `not-found`, `last-administrator`
 */
export async function changeAccount(
  ctx: AdminContext,
  account: AccountId,
  change: { readonly blocked?: boolean | undefined; readonly quota?: number | null | undefined; readonly admin?: boolean | undefined },
) {
  const { facts } = await oneOf(ctx, account);
  if (facts.state === 'deleting') throw new CairnError('not-found');
  // A blocked account administers nothing: first the right goes, where somebody else has it.
  if (change.admin === false || (change.blocked === true && facts.admin)) {
    if (!(await ctx.store.setAdministrator(account, false))) throw new CairnError('last-administrator');
  } else if (change.admin === true) await ctx.store.setAdministrator(account, true);
  if (change.blocked !== undefined) await ctx.store.setBlocked(account, change.blocked);
  if (change.quota !== undefined) await ctx.store.setQuota(account, change.quota);
  if (change.blocked === true || change.admin !== undefined) ctx.accounts.access.end(account);
  return describeOne(ctx, account);
}

/** Ends all access at once; a job drops what the account holds (R73). @throws CairnError `not-found`, `last-administrator`, `bad-request` */
export async function deleteOne(ctx: AdminContext, account: AccountId, address: string): Promise<void> {
  const { facts } = await oneOf(ctx, account);
  if (facts.state === 'deleting') throw new CairnError('not-found');
  if (address.trim().toLowerCase() !== facts.address.toLowerCase()) {
    throw new CairnError('bad-request', { reason: 'the address is not that of the account' });
  }
  if (!(await ctx.store.removeAccount(account, ctx.accounts.clock.now()))) throw new CairnError('last-administrator');
  ctx.accounts.access.end(account);
  ctx.accounts.log.info({ event: 'account-deleted', account, by: 'administrator' }, 'an account is being deleted');
  await notify(ctx.accounts, facts, 'account-deleted');
}

/** Signs out one device, or everything. @returns how many. @throws CairnError `not-found` */
export async function signOutOf(ctx: AdminContext, account: AccountId, device: number | null): Promise<number> {
  await oneOf(ctx, account);
  const { access, clock } = ctx.accounts;
  if (device === null) {
    const ended = await ctx.store.signOutAll(account, clock.now());
    access.end(account);
    return ended;
  }
  if (!(await ctx.store.endDevice(account, device, clock.now()))) throw new CairnError('not-found');
  access.end(account, (stream) => stream.device === device);
  return 1;
}

/** What an act of this administrator is recorded as. */
export function actorOf(administrator: Administrator): string {
  return administrator.account === 0 ? 'operator' : `account:${administrator.account}`;
}

async function oneOf(ctx: AdminContext, account: AccountId): Promise<{ row: AccountListing; facts: AccountFacts }> {
  const [facts, rows] = await Promise.all([
    ctx.store.account(account),
    ctx.store.findAccounts({ text: '', state: null, after: account - 1, limit: 1 }),
  ]);
  const row = rows[0];
  if (facts === null || row === undefined || row.account !== account) throw new CairnError('not-found');
  return { row, facts };
}

async function shownRow(ctx: AdminContext, row: AccountListing) {
  const { plan, allowance } = await entitlementOfAccount(ctx.accounts, row.account);
  const { account, address, state, admin, registered, devices, lastSeen, used, kept } = row;
  return { account, address, state, admin, registered, plan, devices, lastSeen, used, kept, allowed: row.quota ?? allowance.quota };
}
