import { z } from 'zod';
import { paths } from '../paths.ts';
import type { RouteName } from '../paths.ts';
import type { Route } from '../routes.ts';
import * as admin from './admin.ts';
import { CountAnswer } from './files.ts';
import { Ok } from './words.ts';

const AccountParams = z.object({ id: z.coerce.number().int().min(1) });
const reads = { credential: 'admin', limit: 'read' } as const;
const writes = { credential: 'admin', limit: 'write' } as const;

/** The rows of the table that only administrators may call (O2, R62). */
export const adminRoutes = {
  adminAccounts: {
    ...{ ...paths.adminAccounts, ...reads },
    summary: 'Find accounts',
    body: admin.AccountsBody,
    answer: admin.AccountsAnswer,
  },
  adminAccount: {
    ...{ ...paths.adminAccount, ...reads },
    summary: 'One account with its devices, mails and what happened',
    params: AccountParams,
    answer: admin.AdminAccountAnswer,
    errors: ['not-found'],
  },
  adminChangeAccount: {
    ...{ ...paths.adminChangeAccount, ...writes },
    summary: 'Block an account, set its quota, give it the right of the administrator',
    params: AccountParams,
    body: admin.ChangeAccountBody,
    answer: admin.AdminAccountAnswer,
    errors: ['not-found', 'last-administrator'],
  },
  adminDeleteAccount: {
    ...{ ...paths.adminDeleteAccount, ...writes },
    summary: 'Delete an account and everything in it',
    params: AccountParams,
    body: admin.AdminDeleteBody,
    answer: Ok,
    errors: ['not-found', 'last-administrator'],
  },
  adminSignOut: {
    ...{ ...paths.adminSignOut, ...writes },
    summary: 'Sign out one device of an account, or all its devices and sessions',
    params: AccountParams,
    body: admin.AdminSignOutBody,
    answer: CountAnswer,
    errors: ['not-found'],
  },
  adminWhyNoCode: {
    ...{ ...paths.adminWhyNoCode, ...reads },
    summary: 'Why a code did not arrive at an address',
    body: admin.WhyNoCodeBody,
    answer: admin.WhyNoCodeAnswer,
  },
  adminInvitations: {
    ...{ ...paths.adminInvitations, ...reads },
    summary: 'Invitations that have not expired',
    answer: admin.InvitationsAnswer,
  },
  adminInvite: {
    ...{ ...paths.adminInvite, ...writes },
    summary: 'Make an invitation',
    body: admin.InviteBody,
    answer: admin.InviteAnswer,
  },
  adminWithdraw: {
    ...{ ...paths.adminWithdraw, ...writes },
    summary: 'Withdraw an open invitation',
    params: z.object({ id: z.string().min(1).max(64) }),
    answer: Ok,
    errors: ['not-found'],
  },
  adminStatus: {
    ...{ ...paths.adminStatus, ...reads },
    summary: 'Storage, jobs and health of the server',
    answer: admin.AdminStatusAnswer,
  },
  adminRunJob: {
    ...{ ...paths.adminRunJob, ...writes },
    summary: 'Run a job now',
    body: admin.RunJobBody,
    answer: Ok,
    errors: ['not-found'],
  },
  adminMails: {
    ...{ ...paths.adminMails, ...reads },
    summary: 'Mails that wait, without their contents',
    query: admin.MailsQuery,
    answer: admin.MailsAnswer,
  },
  adminRetryMails: {
    ...{ ...paths.adminRetryMails, ...writes },
    summary: 'Try waiting mails again now',
    body: admin.RetryMailsBody,
    answer: CountAnswer,
  },
  adminAudit: {
    ...{ ...paths.adminAudit, ...reads },
    summary: 'Who did what with accounts, newest first',
    query: admin.AuditQuery,
    answer: admin.AuditAnswer,
  },
  adminVerifyAudit: {
    ...{ ...paths.adminVerifyAudit, ...writes },
    summary: 'Look for rows of the audit log that were changed or taken out',
    answer: admin.VerifyAuditAnswer,
  },
  adminSettings: {
    ...{ ...paths.adminSettings, ...reads },
    summary: 'Settings with their origin; secrets are not shown',
    answer: admin.SettingsAnswer,
  },
} as const satisfies Partial<Record<RouteName, Route>>;
