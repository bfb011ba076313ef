import { CairnError } from '@cairn/protocol';
import { entitlementOfAccount } from '../plans/allowances.ts';
import type { AccountId } from '../ports/world.ts';
import { parseAddress } from './address.ts';
import type { AccountContext, Member } from './context.ts';
import { budgetOf, reserveGuess } from './guess-budget.ts';
import { hashOfSecret } from './keys.ts';
import { accountOf } from './proof.ts';
import { deviceFacts, deviceLimitReached, tokenOf } from './register.ts';
import type { GivenDevice } from './register.ts';

/**
 * Makes a browser that is signed in a device of the account, because it keeps a library (A8, W7). The password is asked for again, so
 * that a stolen session makes nothing that outlives it (R58).
 * @throws CairnError `sign-in-refused`; `too-many-tries`; `device-limit` with the list of devices
 */
export async function keepLibrary(
  ctx: AccountContext,
  who: Member,
  input: { readonly password: string; readonly device: GivenDevice; readonly signOut?: number | undefined },
): Promise<{ readonly account: AccountId; readonly device: number; readonly token: string }> {
  const account = await accountOf(ctx, who);
  const address = parseAddress(account.address);
  const giveBack = await reserveGuess(ctx, budgetOf(ctx, who.account, address.key));
  const right = account.password !== null && (await ctx.passwords.verify(account.password, input.password));
  if (!right) throw new CairnError('sign-in-refused');
  await giveBack();
  const secret = Buffer.from(ctx.random.bytes(32)).toString('base64url');
  const added = await ctx.store.addDevice({
    account: who.account,
    device: deviceFacts(input.device, account.lang),
    tokenHash: hashOfSecret(secret),
    deviceLimit: (await entitlementOfAccount(ctx, who.account)).deviceLimit,
    signOut: input.signOut ?? null,
    now: ctx.clock.now(),
  });
  if (added.outcome === 'blocked') throw new CairnError('account-blocked');
  if (added.outcome === 'device-limit') throw deviceLimitReached(added.devices);
  const { device, signedOut } = added;
  if (signedOut !== null) ctx.access.end(who.account, (row) => row.device === signedOut);
  ctx.access.forget(who.account);
  ctx.log.info({ event: 'device-registered', account: who.account, device }, 'a browser became a device');
  return { account: who.account, device, token: tokenOf(who.account, device, secret) };
}
