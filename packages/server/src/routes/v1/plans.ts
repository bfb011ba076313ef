import { CairnError } from '@cairn/protocol';
import type { AccountContext } from '../../accounts/context.ts';
import { confirmList, joinList, leaveList, listDownloads, useDownload } from '../../accounts/downloads.ts';
import { grantPro, withdrawGift } from '../../accounts/promo.ts';
import { inspectPurchases, listPurchases } from '../../accounts/purchase-list.ts';
import { redeemCode } from '../../accounts/purchases.ts';
import type { AccountId } from '../../ports/world.ts';
import type { Handlers } from '../handler.ts';

export type PlanRouteName =
  | 'purchases'
  | 'usePromo'
  | 'downloads'
  | 'useDownload'
  | 'joinList'
  | 'leaveList'
  | 'confirmList'
  | 'operatorPurchases'
  | 'operatorGrant'
  | 'operatorWithdraw'
  | 'operatorCampaigns'
  | 'operatorAddCampaign'
  | 'operatorEndCampaign';

/** Handlers of plans, purchases and free downloads; no rule lives here. */
export function planHandlers(ctx: AccountContext): Handlers<PlanRouteName> {
  const ok = { status: 'ok' } as const;
  const campaigns = async () => ({ campaigns: (await ctx.store.campaigns()).map((campaign) => ({ ...campaign })) });
  const existing = async (account: AccountId): Promise<void> => {
    if ((await ctx.store.account(account))?.state !== 'active') throw new CairnError('not-found');
  };
  return {
    purchases: ({ who }) => listPurchases(ctx, who.account),
    async usePromo({ who, body }) {
      await redeemCode(ctx, who.account, body.code);
      return listPurchases(ctx, who.account);
    },
    downloads: ({ who }) => listDownloads(ctx, who),
    useDownload({ who, body }) {
      const { device } = who;
      if (device === null) throw new CairnError('not-signed-in');
      return useDownload(ctx, { ...who, device }, body.key);
    },
    async joinList({ who, body, caller }) {
      await joinList(ctx, who, body.device, caller.address);
      return ok;
    },
    async leaveList({ who }) {
      await leaveList(ctx, who);
      return ok;
    },
    confirmList: async ({ body }) => ({ ...ok, ...(await confirmList(ctx, body.word)) }),
    async operatorPurchases({ params }) {
      await existing(params.id);
      return inspectPurchases(ctx, params.id);
    },
    async operatorGrant({ params, body }) {
      await existing(params.id);
      if (body.until !== null && body.until <= ctx.clock.now()) throw new CairnError('bad-request', { reason: 'until is over already' });
      return { ...ok, order: await grantPro(ctx, params.id, body.until, body.note) };
    },
    async operatorWithdraw({ params, body }) {
      if (!(await withdrawGift(ctx, params.id, body.order))) throw new CairnError('not-found');
      return ok;
    },
    operatorCampaigns: campaigns,
    async operatorAddCampaign({ body }) {
      if (body.end <= body.start) throw new CairnError('bad-request', { reason: 'the campaign ends before it begins' });
      if (!(await ctx.store.addCampaign(body))) throw new CairnError('name-taken', { name: body.name });
      return campaigns();
    },
    async operatorEndCampaign({ params }) {
      if (!(await ctx.store.endCampaign(params.name, ctx.clock.now()))) throw new CairnError('not-found');
      return campaigns();
    },
  };
}
