import { CairnError } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { AccountFacts, DeviceFacts, DeviceRecord } from '../ports/account-store.ts';
import type { AccountId } from '../ports/world.ts';
import { parseAddress } from './address.ts';
import type { Address } from './address.ts';
import { codeAnswer, newCode, ownerOf, presented, refuse } from './codes.ts';
import type { AccountContext } from './context.ts';
import { budgetOf } from './guess-budget.ts';
import { hashOfSecret } from './keys.ts';
import { countMail } from './mail-limits.ts';

/**
 * Mails a code for signing in or up (A1, A2). Answers alike, with equal work, for known, unknown and blocked addresses and where
 * registration is closed: in the last cases the code is made and its mail is queued, but neither counts (R54).
 */
export async function requestCode(
  ctx: AccountContext,
  input: { readonly address: string; readonly lang?: string | undefined; readonly invitation?: string | undefined },
  source: string,
): Promise<ReturnType<typeof codeAnswer>> {
  const address = parseAddress(input.address);
  await countMail(ctx, { addressKey: address.key, source });
  const known = await ctx.store.accountByAddress(address.key);
  const invitation = input.invitation === undefined ? null : hashOfSecret(input.invitation);
  const invited = invitation !== null && (await ctx.store.invitationIsOpen(invitation, ctx.clock.now()));
  await sendSignInCode(ctx, address, known, {
    lang: input.lang ?? known?.lang ?? 'en',
    silent: known === null ? !mayRegister(ctx, invited) : known.state !== 'active',
    invitation: known === null && invited ? invitation : null,
    grantsAdmin: false,
  });
  return codeAnswer(ctx);
}

/** Mails the code that makes the administrator, while there is none (A1, R62). The link counts until the code was spent. */
export async function requestSetUpCode(
  ctx: AccountContext,
  input: { readonly token: string; readonly address: string; readonly lang?: string | undefined },
  source: string,
): Promise<ReturnType<typeof codeAnswer>> {
  if ((await ctx.store.setUpToken()) !== hashOfSecret(input.token)) throw new CairnError('set-up-done');
  const address = parseAddress(input.address);
  await countMail(ctx, { addressKey: address.key, source });
  const known = await ctx.store.accountByAddress(address.key);
  await sendSignInCode(ctx, address, known, { lang: input.lang ?? 'en', silent: false, invitation: null, grantsAdmin: true });
  return codeAnswer(ctx);
}

async function sendSignInCode(
  ctx: AccountContext,
  address: Address,
  known: AccountFacts | null,
  facts: { lang: string; silent: boolean; invitation: string | null; grantsAdmin: boolean },
): Promise<void> {
  // To the address that the account was made with: one that only compares equal may be somebody else's mailbox.
  const to = known?.address ?? address.typed;
  const { code, mail } = newCode(ctx, ownerOf('sign-in', known?.account ?? 0, address.key), { ...facts, to, address });
  if ((await ctx.store.issueCode(facts.silent ? null : code, mail, ctx.clock.now())) === 'queue-full') {
    throw new CairnError('busy', { seconds: 60 });
  }
  ctx.mails.ring();
}

function mayRegister(ctx: AccountContext, invited: boolean): boolean {
  const { registration } = ctx.settings;
  return registration === 'open' || (registration === 'invite' && invited);
}

/** Exchanges a code for a device token; makes the account where the code was the first of its address (A1, A2, A8). */
export async function registerDevice(
  ctx: AccountContext,
  input: {
    readonly address: string;
    readonly code: string;
    readonly device: GivenDevice;
    readonly signOut?: number | undefined;
  },
): Promise<{ readonly account: AccountId; readonly device: number; readonly token: string }> {
  const address = parseAddress(input.address);
  const known = await ctx.store.accountByAddress(address.key);
  const owner = ownerOf('sign-in', known?.account ?? 0, address.key);
  const secret = Buffer.from(ctx.random.bytes(32)).toString('base64url');
  const registered = await ctx.store.registerDevice({
    owner,
    presented: presented(ctx, owner, input.code, budgetOf(ctx, known?.account ?? null, address.key)),
    device: deviceFacts(input.device, known?.lang ?? 'en'),
    tokenHash: hashOfSecret(secret),
    deviceLimit: (await entitlementOfAccount(ctx, known?.account ?? null)).deviceLimit,
    signOut: input.signOut ?? null,
    startsPlan: false,
    now: ctx.clock.now(),
  });
  if (registered.outcome === 'device-limit') throw deviceLimitReached(registered.devices);
  if (registered.outcome !== 'registered') refuse(registered);
  if (registered.signedOut !== null) ctx.access.end(registered.account, (row) => row.device === registered.signedOut);
  const { account, device } = registered;
  ctx.access.forget(account);
  ctx.log.info({ event: 'device-registered', account, device }, 'a device was registered');
  return { account, device, token: tokenOf(account, device, secret) };
}

export type GivenDevice = Partial<Record<keyof DeviceFacts, string | undefined>>;
/** What is kept of a device; `lang` where it says none itself. */
export function deviceFacts({ name = '', brand = '', model = '', platform = '', lang }: GivenDevice, otherwise: string): DeviceFacts {
  return { name, brand, model, platform, lang: lang ?? otherwise };
}
export function tokenOf(account: AccountId, device: number, secret: string): string {
  return `cairn_${account}_${device}_${secret}`;
}
/** The refusal of one device too many, with the list to sign one out from (A8). */
export function deviceLimitReached(present: readonly DeviceRecord[]): CairnError {
  const devices = present.map(({ device: id, ...row }) => ({ id, ...row }));
  return new CairnError('device-limit', { limit: devices.length, devices });
}
