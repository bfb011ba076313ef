import type { Handlers } from '../handler.ts';
import { changeAddress, confirmAddress } from '../../accounts/change-address.ts';
import { codeDigits } from '../../accounts/codes.ts';
import type { AccountContext } from '../../accounts/context.ts';
import { deleteAccount } from '../../accounts/delete-account.ts';
import { listDevices, signOut, signOutDevice, signOutOthers } from '../../accounts/devices.ts';
import { keepLibrary } from '../../accounts/keep-library.ts';
import { requestProof } from '../../accounts/proof.ts';
import { registerDevice, requestCode, requestSetUpCode } from '../../accounts/register.ts';
import { setPassword, signIn } from '../../accounts/sessions.ts';
import { describeAccount, startPlan } from '../../accounts/view.ts';
import { sessionCookie } from '../credentials.ts';

export type AccountRouteName =
  | 'server'
  | 'openapi'
  | 'requestCode'
  | 'registerDevice'
  | 'keepLibrary'
  | 'setUp'
  | 'signIn'
  | 'signOut'
  | 'account'
  | 'devices'
  | 'signOutDevice'
  | 'signOutOthers'
  | 'proofCode'
  | 'changeAddress'
  | 'confirmAddress'
  | 'setPassword'
  | 'startPlan'
  | 'deleteAccount';

/** Handlers of accounts and devices; no rule lives here. */
export function accountHandlers(
  ctx: AccountContext,
  facts: { readonly version: string; readonly openapi: () => Readonly<Record<string, unknown>> },
): Handlers<AccountRouteName> {
  const { settings } = ctx;
  const https = (): boolean => ctx.publicUrl().startsWith('https:');
  const ok = { status: 'ok' } as const;
  return {
    server: async () => ({
      name: 'cairn',
      version: facts.version,
      registration: settings.registration,
      codeDigits,
      passwordMin: settings.passwordMin,
      fileLimit: settings.fileLimit,
    }),
    openapi: async () => facts.openapi(),
    requestCode: ({ body, caller }) => requestCode(ctx, body, caller.address),
    async registerDevice({ body }) {
      const registered = await registerDevice(ctx, body);
      const { epoch, dataEpoch } = await ctx.logs.logState(registered.account);
      return { ...registered, epoch, dataEpoch };
    },
    async keepLibrary({ who, body }) {
      const registered = await keepLibrary(ctx, who, body);
      const { epoch, dataEpoch } = await ctx.logs.logState(registered.account);
      return { ...registered, epoch, dataEpoch };
    },
    setUp: ({ body, caller }) => requestSetUpCode(ctx, body, caller.address),
    async signIn({ body }) {
      const { account, cookie, expires } = await signIn(ctx, body);
      return { json: { ...ok, account, expires }, headers: { 'set-cookie': sessionCookie(https(), cookie) } };
    },
    async signOut({ who }) {
      await signOut(ctx, who);
      return who.session === null ? ok : { json: ok, headers: { 'set-cookie': sessionCookie(https(), '') } };
    },
    account: ({ who }) => describeAccount(ctx, who),
    devices: ({ who }) => listDevices(ctx, who),
    async signOutDevice({ who, params }) {
      await signOutDevice(ctx, who, params.id);
      return ok;
    },
    signOutOthers: async ({ who }) => ({ ...ok, count: await signOutOthers(ctx, who) }),
    proofCode: ({ who, body, caller }) => requestProof(ctx, who, body, caller.address),
    changeAddress: ({ who, body, caller }) => changeAddress(ctx, who, body, caller.address),
    async confirmAddress({ who, body }) {
      await confirmAddress(ctx, who, body.code);
      return ok;
    },
    async setPassword({ who, body }) {
      await setPassword(ctx, who, body);
      return ok;
    },
    startPlan: ({ who }) => startPlan(ctx, who),
    async deleteAccount({ who, body }) {
      await deleteAccount(ctx, who, body.code);
      return ok;
    },
  };
}
