import { z } from 'zod';
import { paths } from '../paths.ts';
import type { RouteName } from '../paths.ts';
import type { Route } from '../routes.ts';
import * as plans from './plans.ts';
import { Ok } from './words.ts';

const AccountParams = z.object({ id: z.coerce.number().int().min(1) });
const reads = { credential: 'member', limit: 'read' } as const;
const writes = { credential: 'member', limit: 'write' } as const;
const operator = { credential: 'admin', limit: 'write' } as const;

/** The rows of the table about plans, purchases and free downloads (P1-P8, W6). */
export const planRoutes = {
  purchases: {
    ...{ ...paths.purchases, ...reads },
    summary: 'Purchases of the account, and why each counts or does not',
    answer: plans.PurchasesAnswer,
  },
  usePromo: {
    ...{ ...paths.usePromo, ...writes, limit: 'guess' },
    summary: 'Take a promo code for the account',
    body: plans.PromoBody,
    answer: plans.PurchasesAnswer,
    errors: ['promo-refused'],
  },
  downloads: {
    ...{ ...paths.downloads, ...reads },
    summary: 'Free map downloads of the devices of the account',
    answer: plans.DownloadsAnswer,
  },
  useDownload: {
    ...{ ...paths.useDownload, credential: 'device', limit: 'write' },
    summary: 'Count one map download of this device',
    body: plans.UseDownloadBody,
    answer: plans.UseDownloadAnswer,
    errors: ['downloads-used-up'],
  },
  joinList: {
    ...{ ...paths.joinList, ...writes, limit: 'mail' },
    summary: 'Mail a link that joins the mailing list',
    body: plans.JoinListBody,
    answer: Ok,
    errors: ['not-found'],
  },
  leaveList: { ...{ ...paths.leaveList, ...writes }, summary: 'Leave the mailing list', answer: Ok },
  confirmList: {
    ...{ ...paths.confirmList, credential: 'code', limit: 'guess' },
    summary: 'Join the mailing list with the word of the mail',
    body: plans.ConfirmListBody,
    answer: plans.ConfirmListAnswer,
    errors: ['code-invalid'],
  },
  operatorPurchases: {
    ...{ ...paths.operatorPurchases, ...operator, limit: 'read' },
    summary: 'Purchases of any account, and why each counts or does not',
    params: AccountParams,
    answer: plans.OperatorPurchasesAnswer,
    errors: ['not-found'],
  },
  operatorGrant: {
    ...{ ...paths.operatorGrant, ...operator },
    summary: 'Give an account Pro',
    params: AccountParams,
    body: plans.GrantBody,
    answer: plans.GrantAnswer,
    errors: ['not-found'],
  },
  operatorWithdraw: {
    ...{ ...paths.operatorWithdraw, ...operator },
    summary: 'Take back what the operator or a campaign gave',
    params: AccountParams,
    body: plans.WithdrawGiftBody,
    answer: Ok,
    errors: ['not-found'],
  },
  operatorCampaigns: {
    ...{ ...paths.operatorCampaigns, ...operator, limit: 'read' },
    summary: 'Promo campaigns',
    answer: plans.CampaignsAnswer,
  },
  operatorAddCampaign: {
    ...{ ...paths.operatorAddCampaign, ...operator },
    summary: 'Begin a promo campaign',
    body: plans.CampaignBody,
    answer: plans.CampaignsAnswer,
    errors: ['name-taken', 'bad-request'],
  },
  operatorEndCampaign: {
    ...{ ...paths.operatorEndCampaign, ...operator },
    summary: 'End a promo campaign; what it gave goes on',
    params: z.object({ name: z.string().min(1).max(64) }),
    answer: plans.CampaignsAnswer,
    errors: ['not-found'],
  },
} as const satisfies Partial<Record<RouteName, Route>>;
