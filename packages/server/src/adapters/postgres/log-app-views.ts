import type { AppIndex, AppRows, AppViews } from '../../ports/app-views.ts';
import type { MapRecord } from '../../ports/map-records.ts';
import type { AppRowRecord, Facts, Glimpse } from '../app-listing.ts';
import { AppListing, packRows } from '../app-listing.ts';
import type { Database, Transaction } from './database.ts';
import { isName } from './log-statements.ts';
import { ofAccount } from './statement.ts';

const glimpse = 'seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below';
const newestFirst = 'ORDER BY seq DESC, part DESC';

interface NamedGlimpse extends Glimpse {
  readonly is_mark: boolean;
}

const sql = {
  newest: ofAccount<Glimpse & Facts>(
    'app-newest',
    `SELECT ${glimpse}, name, stamp, device, client_time AS "clientTime" FROM version WHERE account = $1 ${newestFirst}`,
  ),
  older: ofAccount<Glimpse>(
    'app-older',
    `SELECT ${glimpse} FROM version WHERE account = $1 AND (seq, part) < ($2::bigint, $3::int) ${newestFirst}`,
  ),
  /** All rows of the files that have a name now, and marks of renames that stand at it. */
  named: ofAccount<NamedGlimpse>(
    'app-named',
    `WITH at_name AS (
       SELECT v.file, v.kind, v.seq FROM (
         SELECT type FROM log_type WHERE account = $1 AND ($2::text[] IS NULL OR type = ANY ($2))
         UNION SELECT unnest($2::text[])) t (type)
       JOIN version v ON v.account = $1 AND v.type = t.type AND ${isName('v.name', '$3::text')} AND v.head = 1)
     SELECT ${glimpse}, false AS is_mark FROM version
     WHERE account = $1 AND file IN (SELECT file FROM at_name WHERE kind <> 3) AND part = 0
     UNION ALL
     SELECT ${glimpse}, true AS is_mark FROM version
     WHERE account = $1 AND seq IN (SELECT seq FROM at_name WHERE kind = 3) AND part = 1
     ${newestFirst}`,
  ),
  rows: ofAccount<AppRowRecord & { nth: number }>(
    'app-rows',
    `SELECT k.nth, v.seq, v.part, v.file, v.type, v.head, v.kind, v.shelf, v.size, v.stored, v.stamp, v.device, v.client_time,
       CASE WHEN v.kind = 3 OR (v.kind = 1 AND v.shelf = 1) OR (v.kind = 2 AND v.head = 1) THEN v.name ELSE
         (SELECT n.name FROM (SELECT name, seq FROM version WHERE account = $1 AND file = v.file AND part = 0 OFFSET 0) n ORDER BY n.seq DESC LIMIT 1) END AS name
     FROM unnest($2::bigint[]) WITH ORDINALITY AS k (id, nth)
     CROSS JOIN LATERAL (SELECT * FROM version WHERE account = $1 AND seq = k.id / 2 AND part = k.id % 2 OFFSET 0) v ORDER BY k.nth`,
  ),
  maps: ofAccount<MapRecord>(
    'app-maps',
    'SELECT device, name, size, stamp, client_time AS "clientTime" FROM map_record WHERE account = $1 AND device = $2 ORDER BY stamp DESC',
  ),
} as const;

/** Listings of OsmAnd's apps; one pass over the rows that are shown. */
export function logAppViews(database: Database): AppViews {
  return {
    appIndex: (query) => database.read((tx) => appIndex(tx, query)),
    appRows: (account, ids) => database.read((tx) => appRows(tx, account, ids)),
  };
}

async function appIndex(tx: Transaction, query: Parameters<AppViews['appIndex']>[0]): Promise<AppIndex> {
  const { account, device, allVersions, name, types } = query;
  const listing = new AppListing({ types, allVersions, first: query.first });
  if (name === null) await addEvery(tx, account, listing);
  else for (const row of await tx.rows(sql.named, account, types === null ? null : [...new Set(types)], name)) listing.add(row, null);
  const { ids, all, versions, totals } = listing.result();
  const rows = listing.rows() ?? (await appRows(tx, account, ids.subarray(0, query.first)));
  const own = device === null || (types !== null && !types.includes('FILE')) ? [] : await tx.rows(sql.maps, account, device);
  return { ids, all, versions, totals, rows, maps: own.filter((map) => name === null || map.name === name) };
}

async function addEvery(tx: Transaction, account: number, listing: AppListing): Promise<void> {
  for await (const portion of tx.stream(sql.newest, [account])) {
    for (const row of portion) listing.add(row, row);
    const last = portion.at(-1);
    if (last !== undefined && listing.isFull) return addOlder(tx, account, last, listing);
  }
}
async function addOlder(tx: Transaction, account: number, { seq, part }: Glimpse, listing: AppListing): Promise<void> {
  for await (const portion of tx.stream(sql.older, [account, seq, part])) for (const row of portion) listing.add(row, null);
}

async function appRows(tx: Transaction, account: number, ids: Float64Array): Promise<AppRows> {
  const found: (AppRowRecord | undefined)[] = Array.from({ length: ids.length });
  if (ids.length > 0) for (const row of await tx.rows(sql.rows, account, [...ids])) found[row.nth - 1] = row;
  return packRows(found);
}
