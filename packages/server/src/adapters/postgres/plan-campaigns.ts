import type { Campaign, CampaignRows } from '../../ports/plan-store.ts';
import type { Database } from './database.ts';
import { purchases } from './plan-rows.ts';
import { acrossAccounts } from './statement.ts';

const aCampaign = 'a campaign is one for all accounts; a promo is used once in a while';
const columns = 'name, start, ends AS "end", most AS "limit", used, months';
const sql = {
  add: acrossAccounts(
    'campaign-add',
    aCampaign,
    'INSERT INTO campaign (name, start, ends, most, months) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING',
  ),
  all: acrossAccounts<Campaign>('campaign-all', aCampaign, `SELECT ${columns} FROM campaign ORDER BY name`),
  one: acrossAccounts<Campaign>('campaign-one', aCampaign, `SELECT ${columns} FROM campaign WHERE name = $1`),
  lock: acrossAccounts<Campaign>('campaign-lock', aCampaign, `SELECT ${columns} FROM campaign WHERE name = $1 FOR UPDATE`),
  end: acrossAccounts('campaign-end', aCampaign, 'UPDATE campaign SET ends = least(ends, $2) WHERE name = $1'),
  use: acrossAccounts('campaign-use', aCampaign, 'UPDATE campaign SET used = used + 1 WHERE name = $1'),
} as const;

export function campaignRows(database: Database): CampaignRows {
  return {
    addCampaign: async ({ name, start, end, limit, months }) => (await database.run(sql.add, name, start, end, limit, months)) > 0,
    campaigns: () => database.rows(sql.all),
    campaign: async (name) => (await database.row(sql.one, name)) ?? null,
    endCampaign: async (name, now) => (await database.run(sql.end, name, now)) > 0,
    usePromo: (name, purchase, account, now) =>
      database.write(async (tx) => {
        const campaign = await tx.row(sql.lock, name);
        if (campaign === undefined || now < campaign.start || now >= campaign.end) return 'over';
        if (campaign.used >= campaign.limit) return 'ran-out';
        const held = await purchases.ofAccount(tx, account);
        if (held.some((other) => other.source === 'promo' && other.sku === purchase.sku)) return 'held';
        purchases.write(tx, purchase, false, null);
        purchases.hold(tx, purchase, account);
        tx.send(sql.use, name);
        return 'done';
      }),
  };
}
