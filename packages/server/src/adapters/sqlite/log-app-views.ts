import type Database from 'better-sqlite3';
import { rowAt } from '../../log/remove-version.ts';
import { appColumn, appColumns } from '../../ports/app-views.ts';
import type { AppIndex, AppRows, AppViews } from '../../ports/app-views.ts';
import type { MapRecord } from '../../ports/map-records.ts';
import type { Synchronous } from './engine.ts';
import type { LogReads } from './log-reader.ts';

/** As much of a row as decides what the apps are shown of it. */
interface Glimpse {
  readonly seq: number;
  readonly part: number;
  readonly file: number;
  readonly type: string;
  readonly head: number;
  readonly kind: number;
  readonly shelf: number | null;
  readonly size: number | null;
  readonly stored: number | null;
  readonly carried: number | null;
  readonly scope: number | null;
  readonly below: number | null;
}
interface Newest {
  readonly name: string;
  readonly kind: number;
  readonly scope: number | null;
  readonly below: number | null;
}
interface RowRecord extends Omit<Glimpse, 'carried' | 'scope' | 'below'> {
  readonly account: number;
  readonly stamp: number;
  readonly device: number | null;
  readonly name: string;
  readonly client_time: number | null;
}
type Look = 'hidden' | 'old' | 'newest';

const glimpse = 'seq, part, file, type, head, kind, shelf, size, stored, carried, scope, below';

/** Listings of OsmAnd's apps; one pass over the rows that are shown. */
export function logAppViews(db: Database.Database, reads: LogReads): Synchronous<AppViews> {
  const every = db.prepare<[number], Glimpse>(`SELECT ${glimpse} FROM version WHERE account = ? ORDER BY seq DESC, part DESC`);
  const named = db.prepare<[number, string, string], Glimpse>(
    `SELECT ${glimpse} FROM version WHERE account = ? AND type = ? AND name = ? AND head = 1`,
  );
  const ofFile = db.prepare<[number, number], Glimpse>(
    `SELECT ${glimpse} FROM version INDEXED BY version_file WHERE account = ? AND file = ? AND part = 0 ORDER BY seq DESC`,
  );
  const newestOf = db.prepare<[number, number], Newest>(
    'SELECT name, kind, scope, below FROM version INDEXED BY version_file WHERE account = ? AND file = ? AND part = 0 ORDER BY seq DESC LIMIT 1',
  );
  const facts = 'account, seq, part, file, type, head, kind, shelf, size, stored, stamp, device, name, client_time';
  const one = db.prepare<[number, number, number], RowRecord>(`SELECT ${facts} FROM version WHERE account = ? AND seq = ? AND part = ?`);
  const between = db.prepare<[number, number, number], RowRecord>(
    `SELECT ${facts} FROM version WHERE account = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC, part DESC`,
  );
  const types = db.prepare<[number], string>('SELECT type FROM log_type WHERE account = ?').pluck();
  const maps = db.prepare<[number, number], MapRecord>(
    'SELECT device, name, size, stamp, client_time AS clientTime FROM map_record WHERE account = ? AND device = ? ORDER BY stamp DESC',
  );

  function lookAt(found: Glimpse, newest: (file: number) => Newest | undefined): Look {
    const { kind, shelf } = found;
    if (kind === 3) return found.carried === null ? 'old' : 'hidden';
    if (kind === 1 && shelf === 1) return 'newest';
    if (kind === 1 && found.carried === 2) return 'hidden';
    if (kind === 2 && (found.scope !== 1 || (found.head === 1 && found.below === null))) return 'hidden';
    if (kind === 2 && found.head === 1) return 'old';
    const above = newest(found.file);
    if (above?.kind !== 2 || above.scope === 1) return 'old';
    if (above.scope === 2 || above.below === null) return 'hidden';
    return above.below === found.seq ? 'newest' : 'old';
  }
  /** Rows of one name, of all types or of some. */
  function* rowsNamed(account: number, name: string, only: readonly string[] | null): Generator<Glimpse> {
    const found = (only ?? types.all(account)).flatMap((type) => {
      const head = named.get(account, type, name);
      if (head === undefined) return [];
      return head.kind === 3 ? [head] : ofFile.all(account, head.file);
    });
    yield* found.sort((a, b) => b.seq - a.seq);
  }
  function source(query: Parameters<AppViews['appIndex']>[0]): Iterable<Glimpse> {
    if (query.name !== null) return rowsNamed(query.account, query.name, query.types === null ? null : [...new Set(query.types)]);
    return every.iterate(query.account);
  }
  function nameOf(found: RowRecord): string {
    const isOwn = found.kind === 3 || (found.kind === 1 && found.shelf === 1) || (found.kind === 2 && found.head === 1);
    return isOwn ? found.name : (newestOf.get(found.account, found.file)?.name ?? found.name);
  }
  /** Rows in the order of their ids, which fall but where the list of the newest begins. */
  function* found(account: number, ids: Float64Array): Generator<RowRecord | undefined> {
    const turn = ids.findIndex((id, index) => index > 0 && id >= (ids[index - 1] ?? 0));
    yield* falling(account, turn === -1 ? ids : ids.subarray(0, turn));
    if (turn !== -1) yield* falling(account, ids.subarray(turn));
  }
  /** Where ids lie close together one walk finds them all. */
  function* falling(account: number, ids: Float64Array): Generator<RowRecord | undefined> {
    const [first = 0, last = 0] = [ids[0], ids.at(-1)];
    if (first - last > 8 * ids.length) {
      for (const id of ids) yield one.get(account, Math.floor(id / 2), id % 2);
      return;
    }
    const walk = between.iterate(account, Math.floor(last / 2), Math.floor(first / 2));
    let at = 0;
    for (const record of walk) {
      const id = record.seq * 2 + record.part;
      for (; (ids[at] ?? 0) > id; at++) yield undefined;
      if (ids[at] !== id) continue;
      yield record;
      at += 1;
    }
    for (; at < ids.length; at++) yield undefined;
  }
  function appRows(account: number, ids: Float64Array): AppRows {
    const rows = new RowPacker(ids.length);
    for (const record of found(account, ids)) rows.add(record, record === undefined ? '' : nameOf(record));
    return rows.packed;
  }

  return {
    appIndex: db.transaction((query: Parameters<AppViews['appIndex']>[0]): AppIndex => {
      const { account, device, allVersions, first } = query;
      const only = query.types === null ? null : new Set(query.types);
      const remembered = new Map<number, Newest | undefined>();
      const newest = (file: number): Newest | undefined => {
        if (!remembered.has(file)) remembered.set(file, newestOf.get(account, file));
        return remembered.get(file);
      };
      const [all, unique] = [new Ids(), new Ids()];
      const sums = { all: { size: 0, stored: 0 }, unique: { size: 0, stored: 0 } };
      let versions = 0;
      for (const found of source(query)) {
        if (only !== null && !only.has(found.type)) continue;
        const look = lookAt(found, newest);
        if (look === 'hidden') continue;
        const id = found.seq * 2 + found.part;
        if (allVersions) all.add(id);
        if (look === 'newest') unique.add(id);
        if (found.kind !== 1) continue;
        versions += 1;
        add(sums.all, found);
        if (look === 'newest') add(sums.unique, found);
      }
      const ids = Ids.joined(all, unique);
      const rows = appRows(account, ids.subarray(0, first));
      const own = device === null || (only !== null && !only.has('FILE')) ? [] : maps.all(account, device);
      return {
        ids,
        all: all.length,
        versions,
        totals: sums,
        rows,
        maps: own.filter((map) => query.name === null || map.name === query.name),
      };
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

function add(sum: { size: number; stored: number }, found: Glimpse): void {
  sum.size += found.size ?? 0;
  sum.stored += found.stored ?? 0;
}

/** Gathers rows in columns. */
class RowPacker {
  readonly #numbers: Float64Array;
  readonly #types: string[] = [];
  readonly #names: string[] = [];
  constructor(most: number) {
    this.#numbers = new Float64Array(most * appColumns);
  }
  get packed(): AppRows {
    return { numbers: this.#numbers, types: this.#types, names: this.#names };
  }
  add(row: RowRecord | undefined, name: string): void {
    const at = this.#names.push(name) * appColumns - appColumns;
    if (row === undefined) return;
    let type = this.#types.indexOf(row.type);
    if (type === -1) type = this.#types.push(row.type) - 1;
    const numbers = this.#numbers;
    numbers[at + appColumn.id] = row.seq * 2 + row.part;
    numbers[at + appColumn.stamp] = row.stamp;
    numbers[at + appColumn.device] = row.device ?? 0;
    numbers[at + appColumn.type] = type;
    numbers[at + appColumn.size] = row.size ?? -1;
    numbers[at + appColumn.stored] = row.stored ?? -1;
    numbers[at + appColumn.clientTime] = row.client_time ?? 0;
  }
}

/** A list of numbers that takes eight bytes each. */
class Ids {
  #values = new Float64Array(1024);
  length = 0;
  add(id: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = id;
  }
  static joined(a: Ids, b: Ids): Float64Array {
    const joined = new Float64Array(a.length + b.length);
    joined.set(a.#values.subarray(0, a.length));
    joined.set(b.#values.subarray(0, b.length), a.length);
    return joined;
  }
}
