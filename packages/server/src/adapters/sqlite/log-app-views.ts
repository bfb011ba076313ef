import type Database from 'better-sqlite3';
import { rowAt } from '../../log/remove-version.ts';
import type { AppIndex, AppRows, AppViews } from '../../ports/app-views.ts';
import type { MapRecord } from '../../ports/map-records.ts';
import type { AppRowRecord, Glimpse } from '../app-listing.ts';
import { AppListing, packRows } from '../app-listing.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';

const glimpse = 'seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below';
/** Hundreds of thousands of rows are read as lists, in the order of the columns: objects made by the driver take twice the time. */
type GlimpseRow = [
  ...[seq: number, part: number, file: number, type: string, head: number, kind: number, shelf: number | null, size: number | null],
  ...[stored: number | null, carried: number | null, scope: number | null, below: number | null],
];
function glimpseOf([seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below]: GlimpseRow): Glimpse {
  return { seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below };
}
type ShownRow = [
  ...[seq: number, part: number, type: string, size: number | null, stored: number | null, stamp: number],
  ...[device: number | null, name: string, clientTime: number | null],
];
function shownOf([seq, part, type, size, stored, stamp, device, name, clientTime]: ShownRow): AppRowRecord {
  return { seq, part, type, name, size, stored, stamp, device, client_time: clientTime };
}

/** Listings of OsmAnd's apps; one pass over the rows that are shown. */
export function logAppViews(db: Database.Database, reads: LogReads): Synchronous<AppViews> {
  const every = db.prepare<[number], GlimpseRow>(`SELECT ${glimpse} FROM version WHERE account = ? ORDER BY seq DESC, part DESC`).raw();
  const named = db.prepare<[number, string, string], Glimpse>(
    `SELECT ${glimpse} FROM version WHERE account = ? AND type = ? AND name = ? AND head = 1`,
  );
  const ofFile = db.prepare<[number, number], Glimpse>(
    `SELECT ${glimpse} FROM version INDEXED BY version_file WHERE account = ? AND file = ? AND part = 0 ORDER BY seq DESC`,
  );
  /** The present name of the file, which its newest row has; marks of renames keep the name that they stand at. */
  const name = `CASE WHEN kind = 3 OR (kind = 1 AND shelf = 1) OR (kind = 2 AND head = 1) THEN name ELSE
    (SELECT n.name FROM version n INDEXED BY version_file WHERE n.account = v.account AND n.file = v.file AND n.part = 0
     ORDER BY n.seq DESC LIMIT 1) END AS name`;
  const facts = `seq, part, type, size, stored, stamp, device, ${name}, client_time`;
  const one = db.prepare<[number, number, number], AppRowRecord>(
    `SELECT ${facts} FROM version v WHERE account = ? AND seq = ? AND part = ?`,
  );
  const between = db
    .prepare<[number, number, number], ShownRow>(
      `SELECT ${facts} FROM version v WHERE account = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC, part DESC`,
    )
    .raw();
  const types = db.prepare<[number], string>('SELECT type FROM log_type WHERE account = ?').pluck();
  const maps = db.prepare<[number, number], MapRecord>(
    'SELECT device, name, size, stamp, client_time AS clientTime FROM map_record WHERE account = ? AND device = ? ORDER BY stamp DESC',
  );

  /** Rows of one name, of all types or of some. */
  function* rowsNamed(account: number, name: string, only: readonly string[] | null): Generator<Glimpse> {
    const found = (only ?? types.all(account)).flatMap((type) => {
      const head = named.get(account, type, name);
      if (head === undefined) return [];
      return head.kind === 3 ? [head] : ofFile.all(account, head.file);
    });
    yield* found.sort((a, b) => b.seq - a.seq);
  }
  function* source(query: Parameters<AppViews['appIndex']>[0]): Generator<Glimpse> {
    if (query.name !== null) yield* rowsNamed(query.account, query.name, query.types === null ? null : [...new Set(query.types)]);
    else for (const row of every.iterate(query.account)) yield glimpseOf(row);
  }
  /** Rows in the order of their ids, which fall but where the list of the newest begins. */
  function* found(account: number, ids: Float64Array): Generator<AppRowRecord | undefined> {
    const turn = ids.findIndex((id, index) => index > 0 && id >= (ids[index - 1] ?? 0));
    yield* falling(account, turn === -1 ? ids : ids.subarray(0, turn));
    if (turn !== -1) yield* falling(account, ids.subarray(turn));
  }
  /** Where ids lie close together one walk finds them all. */
  function* falling(account: number, ids: Float64Array): Generator<AppRowRecord | undefined> {
    const [first = 0, last = 0] = [ids[0], ids.at(-1)];
    if (first - last > 8 * ids.length) {
      for (const id of ids) yield one.get(account, Math.floor(id / 2), id % 2);
      return;
    }
    const walk = between.iterate(account, Math.floor(last / 2), Math.floor(first / 2));
    let at = 0;
    for (const row of walk) {
      const id = row[0] * 2 + row[1];
      for (; (ids[at] ?? 0) > id; at++) yield undefined;
      if (ids[at] !== id) continue;
      yield shownOf(row);
      at += 1;
    }
    for (; at < ids.length; at++) yield undefined;
  }
  const appRows = (account: number, ids: Float64Array): AppRows => packRows([...found(account, ids)]);

  return {
    appIndex: db.transaction((query: Parameters<AppViews['appIndex']>[0]): AppIndex => {
      const { account, device, allVersions, name, types: only } = query;
      const listing = new AppListing(only, allVersions);
      for (const row of source(query)) listing.add(row);
      const { ids, all, versions, totals } = listing.result();
      const rows = appRows(account, ids.subarray(0, query.first));
      const own = device === null || (only !== null && !only.includes('FILE')) ? [] : maps.all(account, device);
      return { ids, all, versions, totals, rows, maps: own.filter((map) => name === null || map.name === name) };
    }),
    appRows: db.transaction(appRows),
    appContent: db.transaction((account: number, key: { type: string; name: string; stamp: number | null }): number | null => {
      const reader = reads.reader(account);
      const found = key.stamp === null ? reader.head(key) : rowAt({ reader }, { ...key, stamp: key.stamp });
      if (found?.kind === 'content') return found.seq;
      return key.stamp === null && found?.kind === 'deletion' && found.scope === 'row' ? found.below : null;
    }),
  };
}
