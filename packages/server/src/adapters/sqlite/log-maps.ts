import type Database from 'better-sqlite3';
import { emptyLog } from '../../log/rows.ts';
import { isSameMap } from '../../log/same-map.ts';
import type { MapRecord, MapRecords, Phones } from '../../ports/map-records.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';
import type { LogWrites } from './log-writer.ts';

/** `map_record`: maps by device, gone with the log (R73, T7). `phone`: which device a phone is, gone with the account. */
export const mapSchema = `
CREATE TABLE map_record (
  account INTEGER NOT NULL,
  device INTEGER NOT NULL,
  name TEXT NOT NULL,
  size INTEGER,
  stamp INTEGER NOT NULL,
  client_time INTEGER NOT NULL,
  PRIMARY KEY (account, device, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE phone (account INTEGER NOT NULL, phone TEXT NOT NULL, device INTEGER NOT NULL, PRIMARY KEY (account, phone)) STRICT, WITHOUT ROWID;
`;

type Recorded = Pick<MapRecord, 'size' | 'stamp' | 'clientTime'>;

export function logMaps(db: Database.Database, reads: LogReads, writes: LogWrites): Synchronous<MapRecords & Phones> {
  const put = db.prepare<[number, number, string, number | null, number, number]>(
    'INSERT OR REPLACE INTO map_record (account, device, name, size, stamp, client_time) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const count = db.prepare<[number, number], number>('SELECT count(*) FROM map_record WHERE account = ? AND device = ?').pluck();
  const known = db.prepare<[number, number, string], Recorded>(
    'SELECT size, stamp, client_time AS clientTime FROM map_record WHERE account = ? AND device = ? AND name = ?',
  );
  const all = db.prepare<[number], MapRecord>(
    'SELECT device, name, size, stamp, client_time AS clientTime FROM map_record WHERE account = ? ORDER BY name, device',
  );
  const forget = db.prepare<[number, number, string, number | null, number | null]>(
    'DELETE FROM map_record WHERE account = ? AND device = ? AND name = ? AND (? IS NULL OR stamp = ?)',
  );
  const phoneOf = db.prepare<[number, string], number>('SELECT device FROM phone WHERE account = ? AND phone = ?').pluck();
  const putPhone = db.prepare<[number, string, number]>('INSERT OR REPLACE INTO phone (account, phone, device) VALUES (?, ?, ?)');
  const move = db.prepare<[number, number, number]>('UPDATE OR REPLACE map_record SET device = ? WHERE account = ? AND device = ?');

  return {
    recordMap(account, { device, name, size, clientTime }, most, now) {
      const before = known.get(account, device, name);
      if (before !== undefined && isSameMap(before, { size, clientTime })) return { stamp: before.stamp };
      if (before === undefined && (count.get(account, device) ?? 0) >= most) return null;
      const state = reads.state(account) ?? emptyLog;
      // The stamps of records and versions are one rising row: an app knows rows by them (R14).
      const stamp = Math.max(now, state.stamp + 1);
      writes.saveState(account, { ...state, stamp });
      put.run(account, device, name, size, stamp, clientTime);
      return { stamp };
    },
    maps: (account) => all.all(account),
    forgetMap: (account, device, name, stamp) => forget.run(account, device, name, stamp, stamp).changes > 0,
    deviceOfPhone: (account, phone) => phoneOf.get(account, phone) ?? null,
    rememberPhone(account, phone, device) {
      const before = phoneOf.get(account, phone);
      if (before !== undefined) move.run(device, account, before);
      putPhone.run(account, phone, device);
    },
  };
}
