import { CairnError } from '@cairn/protocol';
import type { Handlers } from '../handler.ts';
import { changeAddress, confirmAddress } from '../../accounts/change-address.ts';
import { codeDigits } from '../../accounts/codes.ts';
import type { AccountContext, Member } from '../../accounts/context.ts';
import { deleteAccount } from '../../accounts/delete-account.ts';
import { listDevices, signOut, signOutDevice, signOutOthers } from '../../accounts/devices.ts';
import { keepLibrary } from '../../accounts/keep-library.ts';
import { requestProof } from '../../accounts/proof.ts';
import { registerDevice, requestCode, requestSetUpCode } from '../../accounts/register.ts';
import { endEarlier, endSession, listSessions, setPassword, signIn, signInWithCode } from '../../accounts/sessions.ts';
import { describeAccount, startPlan } from '../../accounts/view.ts';
import { sessionCookie, visitorOf } from '../credentials.ts';
import { isLoopback } from '../client-address.ts';

export type AccountRouteName =
  | 'server'
  | 'openapi'
  | 'requestCode'
  | 'registerDevice'
  | 'keepLibrary'
  | 'setUp'
  | 'signIn'
  | 'signInWithCode'
  | 'sessions'
  | 'endSession'
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
  facts: { readonly version: string; readonly outbox: boolean; readonly openapi: () => Readonly<Record<string, unknown>> },
): Handlers<AccountRouteName> {
  const { settings } = ctx;
  const https = (): boolean => ctx.publicUrl().startsWith('https:');
  const ok = { status: 'ok' } as const;
  /** A session cookie that anybody on the way could read is not handed out, but on this machine itself (R64). */
  const refusePlain = ({ host }: Readonly<Record<string, string | string[] | undefined>>): void => {
    const url = ctx.publicUrl();
    if (!https() && !isLoopback(String(host ?? ''))) throw new CairnError('tls-required', { url: url.replace(/^http:/, 'https:') });
  };
  const sessionOf = async ({ cookie }: Readonly<Record<string, string | string[] | undefined>>): Promise<Member | null> =>
    typeof cookie === 'string' ? visitorOf(ctx.access, { cookie }, https()) : null;
  return {
    server: async () => ({
      outbox: facts.outbox,
      administrator: await ctx.store.hasAdministrator(),
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
    async signIn({ body, headers }) {
      refusePlain(headers);
      const { account, cookie, expires } = await signIn(ctx, body);
      await endEarlier(ctx, await sessionOf(headers));
      return { json: { ...ok, account, expires }, headers: { 'set-cookie': sessionCookie(https(), cookie) } };
    },
    async signInWithCode({ body, headers }) {
      refusePlain(headers);
      const { cookie, ...opened } = await signInWithCode(ctx, body);
      await endEarlier(ctx, await sessionOf(headers));
      return { json: { ...ok, ...opened }, headers: { 'set-cookie': sessionCookie(https(), cookie) } };
    },
    sessions: ({ who }) => listSessions(ctx, who),
    async endSession({ who, params }) {
      await endSession(ctx, who, params.id);
      return ok;
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
