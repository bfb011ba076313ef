import type { RouteName } from '@cairn/protocol';
import { changeAccount, deleteOne, describeOne, findAccounts, signOutOf } from '../../administration/accounts.ts';
import { activityOf, pageOfAudit, verifyAudit } from '../../administration/activity.ts';
import type { AdminContext } from '../../administration/context.ts';
import { invite, listInvitations, withdraw } from '../../administration/invitations.ts';
import { runJob } from '../../administration/jobs.ts';
import { listMails, retryMails } from '../../administration/mails.ts';
import { whyNoCode } from '../../administration/why-no-code.ts';
import type { Handlers } from '../handler.ts';
import type { Look } from '../health.ts';

export type AdminRouteName = Extract<RouteName, `admin${string}`> | 'activity';

/** Facts of the server that its administrator sees. */
export interface ServerFacts {
  readonly version: string;
  readonly look: Look;
  /** Settings with origin; secrets replaced. */
  readonly settings: () => {
    readonly setting: string;
    readonly value: string;
    readonly origin: 'default' | 'file' | 'environment';
    readonly secret: boolean;
  }[];
}

/** Handlers of the administration; no rule lives here. */
export function adminHandlers(ctx: AdminContext, server: ServerFacts): Handlers<AdminRouteName> {
  const ok = { status: 'ok' } as const;
  return {
    activity: ({ who, query }) => activityOf(ctx, who.account, query),
    adminAccounts: ({ body }) => findAccounts(ctx, body),
    adminAccount: ({ params }) => describeOne(ctx, params.id),
    adminChangeAccount: ({ params, body }) => changeAccount(ctx, params.id, body),
    async adminDeleteAccount({ params, body }) {
      await deleteOne(ctx, params.id, body.address);
      return ok;
    },
    adminSignOut: async ({ params, body }) => ({ ...ok, count: await signOutOf(ctx, params.id, body.device) }),
    adminWhyNoCode: ({ body }) => whyNoCode(ctx, body.address),
    adminInvitations: () => listInvitations(ctx),
    adminInvite: ({ body }) => invite(ctx, body),
    async adminWithdraw({ params }) {
      await withdraw(ctx, params.id);
      return ok;
    },
    async adminStatus() {
      const [{ mails, ...figures }, { checks, free }] = await Promise.all([ctx.store.figures(), server.look()]);
      return {
        ...figures,
        version: server.version,
        ready: checks.every((check) => check.ok),
        checks: checks.map(({ name, ok: isOk, note = '' }) => ({ name, ok: isOk, note })),
        mails: { ...mails, outbox: ctx.outbox },
        free,
        jobs: [...ctx.jobs.status()],
      };
    },
    async adminRunJob({ body }) {
      await runJob(ctx, body.name);
      return ok;
    },
    adminMails: ({ query }) => listMails(ctx, query),
    adminRetryMails: async ({ body }) => ({ ...ok, count: await retryMails(ctx, body.ids) }),
    adminAudit: ({ query: { account, ...page } }) => pageOfAudit(ctx, account === undefined ? null : { account, subject: null }, page),
    adminVerifyAudit: () => verifyAudit(ctx),
    adminSettings: async () => ({ settings: server.settings() }),
  };
}
