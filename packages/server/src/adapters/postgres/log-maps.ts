import { isSameMap } from '../../log/same-map.ts';
import type { MapRecord, MapRecords, Phones } from '../../ports/map-records.ts';
import type { Database } from './database.ts';
import { sendState, stateOf } from './log-apply.ts';
import { inLog } from './log-changes.ts';
import { ofAccount } from './statement.ts';

const sql = {
  put: ofAccount(
    'map-put',
    `INSERT INTO map_record (account, device, name, size, stamp, client_time) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account, device, name_key) DO UPDATE
     SET size = excluded.size, stamp = excluded.stamp, client_time = excluded.client_time`,
  ),
  count: ofAccount<{ count: number }>('map-count', 'SELECT count(*) AS count FROM map_record WHERE account = $1 AND device = $2'),
  known: ofAccount<Pick<MapRecord, 'size' | 'stamp' | 'clientTime'>>(
    'map-known',
    'SELECT size, stamp, client_time AS "clientTime" FROM map_record WHERE account = $1 AND device = $2 AND name_key = md5($3) AND name = $3',
  ),
  all: ofAccount<MapRecord>(
    'map-all',
    'SELECT device, name, size, stamp, client_time AS "clientTime" FROM map_record WHERE account = $1 ORDER BY name, device',
  ),
  forget: ofAccount(
    'map-forget',
    `DELETE FROM map_record WHERE account = $1 AND device = $2 AND name_key = md5($3) AND name = $3
       AND ($4::bigint IS NULL OR stamp = $4)`,
  ),
  phoneOf: ofAccount<{ device: number }>('phone-device', 'SELECT device FROM phone WHERE account = $1 AND phone = $2'),
  putPhone: ofAccount(
    'phone-put',
    'INSERT INTO phone (account, phone, device) VALUES ($1, $2, $3) ON CONFLICT (account, phone) DO UPDATE SET device = excluded.device',
  ),
  giveWay: ofAccount(
    'map-give-way',
    `DELETE FROM map_record WHERE account = $1 AND device = $2
       AND name_key IN (SELECT name_key FROM map_record WHERE account = $1 AND device = $3)`,
  ),
  move: ofAccount('map-move', 'UPDATE map_record SET device = $2 WHERE account = $1 AND device = $3'),
} as const;

/** Records of maps, and which device a phone is. */
export function logMaps(database: Database): MapRecords & Phones {
  return {
    recordMap: (account, { device, name, size, clientTime }, most, now) =>
      inLog(database, account, async (tx, record) => {
        const state = stateOf(record);
        const [known, counted] = await Promise.all([tx.row(sql.known, account, device, name), tx.row(sql.count, account, device)]);
        if (known !== undefined && isSameMap(known, { size, clientTime })) return { stamp: known.stamp };
        if (known === undefined && (counted?.count ?? 0) >= most) return null;
        // The stamps of records and versions are one rising row: an app knows rows by them (R14).
        const stamp = Math.max(now, state.stamp + 1);
        sendState(tx, account, { ...state, stamp });
        tx.send(sql.put, account, device, name, size, stamp, clientTime);
        return { stamp };
      }),
    maps: (account) => database.rows(sql.all, account),
    forgetMap: async (account, device, name, stamp) => (await database.run(sql.forget, account, device, name, stamp)) > 0,
    deviceOfPhone: async (account, phone) => (await database.row(sql.phoneOf, account, phone))?.device ?? null,
    rememberPhone: (account, phone, device) =>
      inLog(database, account, async (tx) => {
        const before = (await tx.row(sql.phoneOf, account, phone))?.device;
        if (before !== undefined && before !== device) {
          tx.send(sql.giveWay, account, device, before);
          tx.send(sql.move, account, device, before);
        }
        tx.send(sql.putPhone, account, phone, device);
      }),
  };
}
