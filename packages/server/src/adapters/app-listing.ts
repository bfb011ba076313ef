import { appColumn, appColumns } from '../ports/app-views.ts';
import type { AppIndex, AppRows, AppTotals } from '../ports/app-views.ts';

/** As much of a row of the log as decides what the apps are shown of it. */
export interface Glimpse {
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
/** A row as it is shown, under the present name of its file. */
export interface AppRowRecord {
  readonly seq: number;
  readonly part: number;
  readonly type: string;
  readonly name: string;
  readonly size: number | null;
  readonly stored: number | null;
  readonly stamp: number;
  readonly device: number | null;
  readonly client_time: number | null;
}
/** What a row is shown with, besides what decides. Its name is that of its file when it was made. */
export interface Facts {
  readonly name: string;
  readonly stamp: number;
  readonly device: number | null;
  readonly clientTime: number | null;
}
type Above = Pick<Glimpse, 'kind' | 'scope' | 'below'>;
type Look = 'hidden' | 'old' | 'newest';

/** What is shown of one row, with the newest row of its file. */
function lookAt(found: Glimpse, above: Above | undefined): Look {
  const { kind, shelf } = found;
  if (kind === 3) return found.carried === null ? 'old' : 'hidden';
  if (kind === 1 && shelf === 1) return 'newest';
  if (kind === 1 && found.carried === 2) return 'hidden';
  if (kind === 2 && (found.scope !== 1 || (found.head === 1 && found.below === null))) return 'hidden';
  if (kind === 2 && found.head === 1) return 'old';
  if (above?.kind !== 2 || above.scope === 1) return 'old';
  if (above.scope === 2 || above.below === null) return 'hidden';
  return above.below === found.seq ? 'newest' : 'old';
}

/**
 * A listing as it grows: rows come newest first, so the first of a file is its newest. The first rows of the listing are kept as they will be
 * shown, so that one walk over the log is enough for a short one.
 */
export class AppListing {
  readonly #only: ReadonlySet<string> | null;
  readonly #allVersions: boolean;
  readonly #first: number;
  readonly #seen = new Set<number>();
  /** Files whose newest row is a deletion. */
  readonly #deleted = new Map<number, Above>();
  /** Present names of the files of kept rows. */
  readonly #names = new Map<number, string>();
  readonly #all = new Ids();
  readonly #unique = new Ids();
  readonly #kept: { readonly all: AppRowRecord[]; readonly unique: AppRowRecord[] } = { all: [], unique: [] };
  readonly #sums = { all: { size: 0, stored: 0 }, unique: { size: 0, stored: 0 } };
  #versions = 0;

  /** @param first how many rows are kept, of those that came with facts */
  constructor({ types, allVersions, first }: { types: readonly string[] | null; allVersions: boolean; first: number }) {
    this.#only = types === null ? null : new Set(types);
    this.#allVersions = allVersions;
    this.#first = first;
  }

  /** Whether the facts of further rows are of no use. */
  get isFull(): boolean {
    return (this.#allVersions ? this.#kept.all : this.#kept.unique).length >= this.#first;
  }

  add(row: Glimpse, facts: Facts | null): void {
    if (row.part === 0 && !this.#seen.has(row.file)) {
      this.#seen.add(row.file);
      if (facts !== null) this.#names.set(row.file, facts.name);
      if (row.kind === 2) this.#deleted.set(row.file, { kind: row.kind, scope: row.scope, below: row.below });
    }
    if (this.#only !== null && !this.#only.has(row.type)) return;
    const look = lookAt(row, this.#deleted.get(row.file));
    if (look === 'hidden') return;
    const id = row.seq * 2 + row.part;
    if (this.#allVersions) this.#all.add(id);
    if (look === 'newest') this.#unique.add(id);
    if (facts !== null) this.#keep(row, facts, look);
    if (row.kind !== 1) return;
    this.#versions += 1;
    sum(this.#sums.all, row);
    if (look === 'newest') sum(this.#sums.unique, row);
  }

  /** Marks of renames, and what is the newest at its name, are shown under their own name. */
  #keep(row: Glimpse, facts: Facts, look: Look): void {
    const { seq, part, type, size, stored } = row;
    const isOwn = row.kind === 3 || (row.kind === 1 && row.shelf === 1) || (row.kind === 2 && row.head === 1);
    const name = isOwn ? facts.name : (this.#names.get(row.file) ?? facts.name);
    const record = { seq, part, type, name, size, stored, stamp: facts.stamp, device: facts.device, client_time: facts.clientTime };
    if (this.#allVersions && this.#kept.all.length < this.#first) this.#kept.all.push(record);
    if (look === 'newest' && this.#kept.unique.length < this.#first) this.#kept.unique.push(record);
  }

  result(): Pick<AppIndex, 'ids' | 'all' | 'versions' | 'totals'> {
    const ids = Ids.joined(this.#all, this.#unique);
    return { ids, all: this.#all.length, versions: this.#versions, totals: this.#sums };
  }

  /** The first rows of the listing; null where not all of them came with facts. */
  rows(): AppRows | null {
    const rows = [...this.#kept.all, ...this.#kept.unique].slice(0, this.#first);
    return rows.length === Math.min(this.#first, this.#all.length + this.#unique.length) ? packRows(rows) : null;
  }
}

function sum(total: { -readonly [Part in keyof AppTotals]: number }, row: Glimpse): void {
  total.size += row.size ?? 0;
  total.stored += row.stored ?? 0;
}

/** Rows in columns; an undefined one was removed since. */
export function packRows(rows: readonly (AppRowRecord | undefined)[]): AppRows {
  const columns = new Columns(rows.length);
  for (const row of rows) {
    if (row === undefined) columns.addGone();
    else columns.add(row.seq, row.part, row.type, row.name, row.size, row.stored, row.stamp, row.device, row.client_time);
  }
  return columns.rows();
}

/** Rows in columns as they are found; a long listing has no time to make an object of each. */
export class Columns {
  readonly #numbers: Float64Array;
  readonly #types: string[] = [];
  readonly #names: string[] = [];

  /** @param count how many rows will come */
  constructor(count: number) {
    this.#numbers = new Float64Array(count * appColumns);
  }

  add(
    ...[seq, part, type, name, size, stored, stamp, device, clientTime]: [
      ...[seq: number, part: number, type: string, name: string, size: number | null, stored: number | null, stamp: number],
      ...[device: number | null, clientTime: number | null],
    ]
  ): void {
    const at = this.#names.push(name) * appColumns - appColumns;
    let place = this.#types.indexOf(type);
    if (place === -1) place = this.#types.push(type) - 1;
    const numbers = this.#numbers;
    numbers[at + appColumn.id] = seq * 2 + part;
    numbers[at + appColumn.stamp] = stamp;
    numbers[at + appColumn.device] = device ?? 0;
    numbers[at + appColumn.type] = place;
    numbers[at + appColumn.size] = size ?? -1;
    numbers[at + appColumn.stored] = stored ?? -1;
    numbers[at + appColumn.clientTime] = clientTime ?? 0;
  }

  /** A row that was removed since. */
  addGone(): void {
    this.#names.push('');
  }

  rows(): AppRows {
    return { numbers: this.#numbers, types: this.#types, names: this.#names };
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
