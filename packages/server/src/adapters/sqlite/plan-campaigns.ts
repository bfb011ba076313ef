import type Database from 'better-sqlite3';
import type { Campaign, CampaignRows } from '../../ports/plan-store.ts';
import type { Synchronous } from './engine.ts';
import { purchaseRows } from './plan-rows.ts';

export function campaignCommands(db: Database.Database): Synchronous<CampaignRows> {
  const rows = purchaseRows(db);
  const add = db.prepare<[string, number, number, number, number | null]>(
    'INSERT OR IGNORE INTO campaign (name, start, ends, most, months) VALUES (?, ?, ?, ?, ?)',
  );
  const columns = 'name, start, ends AS "end", most AS "limit", used, months';
  const all = db.prepare<[], Campaign>(`SELECT ${columns} FROM campaign ORDER BY name`);
  const one = db.prepare<[string], Campaign>(`SELECT ${columns} FROM campaign WHERE name = ?`);
  const end = db.prepare<[number, string]>('UPDATE campaign SET ends = min(ends, ?) WHERE name = ?');
  const use = db.prepare<[string]>('UPDATE campaign SET used = used + 1 WHERE name = ?');

  return {
    addCampaign: ({ name, start, end: ends, limit, months }) => add.run(name, start, ends, limit, months).changes > 0,
    campaigns: () => all.all(),
    campaign: (name) => one.get(name) ?? null,
    endCampaign: (name, now) => end.run(now, name).changes > 0,
    usePromo(name, purchase, account, now) {
      const campaign = one.get(name);
      if (campaign === undefined || now < campaign.start || now >= campaign.end) return 'over';
      if (campaign.used >= campaign.limit) return 'ran-out';
      if (rows.ofAccount(account).some((held) => held.source === 'promo' && held.sku === purchase.sku)) return 'held';
      rows.write(purchase, false, null);
      rows.hold(purchase, account);
      use.run(name);
      return 'done';
    },
  };
}
