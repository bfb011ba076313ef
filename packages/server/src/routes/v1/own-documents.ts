import { listDevices } from '../../accounts/devices.ts';
import { listDownloads } from '../../accounts/downloads.ts';
import { listPurchases } from '../../accounts/purchase-list.ts';
import { listSessions } from '../../accounts/sessions.ts';
import { describeAccount } from '../../accounts/view.ts';
import { activityOf } from '../../administration/activity.ts';
import type { AdminContext } from '../../administration/context.ts';
import type { LibraryContext } from '../../library/context.ts';
import type { OwnDocument } from '../../library/export-account.ts';
import { listMaps } from '../../library/maps.ts';
import type { Who } from '../handler.ts';

/** Rows of what happened that are read at a time. */
const pageRows = 500;

/** What is kept of somebody beside files, as the API shows it to its owner: no hash, no token, nothing of an administrator (R74, R79). */
export async function ownDocuments(admin: AdminContext, library: LibraryContext, who: Who): Promise<readonly OwnDocument[]> {
  const ctx = admin.accounts;
  const { account } = who;
  return [
    { name: 'account.json', json: await describeAccount(ctx, who) },
    { name: 'devices.json', json: await listDevices(ctx, who) },
    { name: 'sessions.json', json: await listSessions(ctx, who) },
    { name: 'purchases.json', json: await listPurchases(ctx, account) },
    { name: 'downloads.json', json: await listDownloads(ctx, who) },
    { name: 'maps.json', json: { maps: await listMaps(library, account) } },
    { name: 'activity.json', json: { rows: await allActivity(admin, account) } },
  ];
}

async function allActivity(admin: AdminContext, account: number): Promise<readonly object[]> {
  const all: object[] = [];
  for (let before: string | undefined; ;) {
    const { rows, more }: Awaited<ReturnType<typeof activityOf>> = await activityOf(admin, account, { before, limit: pageRows });
    all.push(...rows);
    before = rows.at(-1)?.place;
    if (!more) return all;
  }
}
