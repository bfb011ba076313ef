import type Database from 'better-sqlite3';
import type { AppIndex, AppRows, AppViews } from '../../ports/app-views.ts';
import type { MapRecord } from '../../ports/map-records.ts';
import type { Facts, Glimpse } from '../app-listing.ts';
import { AppListing, Columns } from '../app-listing.ts';
import type { Synchronous } from './engine.ts';

const glimpse = 'seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below';
/** Hundreds of thousands of rows are read as lists, in the order of the columns: objects made by the driver take twice the time. */
type GlimpseRow = [
  ...[seq: number, part: number, file: number, type: string, head: number, kind: number, shelf: number | null, size: number | null],
  ...[stored: number | null, carried: number | null, scope: number | null, below: number | null],
];
function glimpseOf([seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below]: GlimpseRow | WideRow): Glimpse {
  return { seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below };
}
/** With what a row is shown with, where it is among the first. */
type WideRow = [...GlimpseRow, name: string, stamp: number, device: number | null, clientTime: number | null];
function factsOf([, , , , , , , , , , , , name, stamp, device, clientTime]: WideRow): Facts {
  return { name, stamp, device, clientTime };
}
type ShownRow = Parameters<Columns['add']>;

/** Rows that are read at a time: one by one they take half as long again. */
const portion = 1000;
type Place = readonly [seq: number, part: number];
type PortionValues = [account: number, seq: number, part: number, limit: number];
const newest: Place = [Number.MAX_SAFE_INTEGER, 0];

/** Takes the rows below a place, newest first, by portions. @returns where the portion ends after which no more were wanted; null at the end. */
function walk<Row extends GlimpseRow | WideRow>(
  statement: Database.Statement<PortionValues, Row>,
  account: number,
  from: Place,
  take: (row: Row) => boolean,
): Place | null {
  let isWanted = true;
  for (let place = from; ;) {
    const rows = statement.all(account, ...place, portion);
    for (const row of rows) isWanted = take(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < portion) return null;
    place = [last[0], last[1]];
    if (!isWanted) return place;
  }
}

/** Listings of OsmAnd's apps; one pass over the rows that are shown. */
export function logAppViews(db: Database.Database): Synchronous<AppViews> {
  const below = 'FROM version WHERE account = ? AND (seq, part) < (?, ?) ORDER BY seq DESC, part DESC LIMIT ?';
  const wide = db.prepare<PortionValues, WideRow>(`SELECT ${glimpse}, name, stamp, device, client_time ${below}`).raw();
  const narrow = db.prepare<PortionValues, GlimpseRow>(`SELECT ${glimpse} ${below}`).raw();
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
  const facts = `seq, part, type, ${name}, size, stored, stamp, device, client_time`;
  const one = db
    .prepare<[number, number, number], ShownRow>(`SELECT ${facts} FROM version v WHERE account = ? AND seq = ? AND part = ?`)
    .raw();
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
  function addEvery(account: number, listing: AppListing): void {
    const rest = walk(wide, account, newest, (row) => {
      listing.add(glimpseOf(row), factsOf(row));
      return !listing.isFull;
    });
    if (rest === null) return;
    walk(narrow, account, rest, (row) => {
      listing.add(glimpseOf(row), null);
      return true;
    });
  }
  /** Rows in the order of their ids, which fall but where the list of the newest begins. */
  function appRows(account: number, ids: Float64Array): AppRows {
    const columns = new Columns(ids.length);
    const turn = ids.findIndex((id, index) => index > 0 && id >= (ids[index - 1] ?? 0));
    addFalling(account, turn === -1 ? ids : ids.subarray(0, turn), columns);
    if (turn !== -1) addFalling(account, ids.subarray(turn), columns);
    return columns.rows();
  }
  /** Where ids lie close together one walk finds them all. */
  function addFalling(account: number, ids: Float64Array, columns: Columns): void {
    const [first = 0, last = 0] = [ids[0], ids.at(-1)];
    if (first - last > 8 * ids.length) {
      for (const id of ids) {
        const row = one.get(account, Math.floor(id / 2), id % 2);
        if (row === undefined) columns.addGone();
        else columns.add(...row);
      }
      return;
    }
    let at = 0;
    const least = Math.floor(last / 2);
    for (let most = Math.floor(first / 2); most >= least; most -= portion) {
      for (const row of between.all(account, Math.max(least, most - portion + 1), most)) {
        const id = row[0] * 2 + row[1];
        for (; (ids[at] ?? 0) > id; at++) columns.addGone();
        if (ids[at] !== id) continue;
        columns.add(...row);
        at += 1;
      }
    }
    for (; at < ids.length; at++) columns.addGone();
  }

  return {
    appIndex: db.transaction((query: Parameters<AppViews['appIndex']>[0]): AppIndex => {
      const { account, device, allVersions, name, types: only } = query;
      const listing = new AppListing({ types: only, allVersions, first: query.first });
      if (name === null) addEvery(account, listing);
      else for (const row of rowsNamed(account, name, only === null ? null : [...new Set(only)])) listing.add(row, null);
      const { ids, all, versions, totals } = listing.result();
      const rows = listing.rows() ?? appRows(account, ids.subarray(0, query.first));
      const own = device === null || (only !== null && !only.includes('FILE')) ? [] : maps.all(account, device);
      return { ids, all, versions, totals, rows, maps: own.filter((map) => name === null || map.name === name) };
    }),
    appRows: db.transaction(appRows),
  };
}
