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

/** A listing as it grows: rows come newest first, so the first of a file is its newest. */
export class AppListing {
  readonly #only: ReadonlySet<string> | null;
  readonly #allVersions: boolean;
  readonly #seen = new Set<number>();
  /** Files whose newest row is a deletion. */
  readonly #deleted = new Map<number, Above>();
  readonly #all = new Ids();
  readonly #unique = new Ids();
  readonly #sums = { all: { size: 0, stored: 0 }, unique: { size: 0, stored: 0 } };
  #versions = 0;

  constructor(types: readonly string[] | null, allVersions: boolean) {
    this.#only = types === null ? null : new Set(types);
    this.#allVersions = allVersions;
  }

  add(row: Glimpse): void {
    if (row.part === 0 && !this.#seen.has(row.file)) {
      this.#seen.add(row.file);
      if (row.kind === 2) this.#deleted.set(row.file, { kind: row.kind, scope: row.scope, below: row.below });
    }
    if (this.#only !== null && !this.#only.has(row.type)) return;
    const look = lookAt(row, this.#deleted.get(row.file));
    if (look === 'hidden') return;
    const id = row.seq * 2 + row.part;
    if (this.#allVersions) this.#all.add(id);
    if (look === 'newest') this.#unique.add(id);
    if (row.kind !== 1) return;
    this.#versions += 1;
    sum(this.#sums.all, row);
    if (look === 'newest') sum(this.#sums.unique, row);
  }

  result(): Pick<AppIndex, 'ids' | 'all' | 'versions' | 'totals'> {
    const ids = Ids.joined(this.#all, this.#unique);
    return { ids, all: this.#all.length, versions: this.#versions, totals: this.#sums };
  }
}

function sum(total: { -readonly [Part in keyof AppTotals]: number }, row: Glimpse): void {
  total.size += row.size ?? 0;
  total.stored += row.stored ?? 0;
}

/** Rows in columns; an undefined one was removed since. */
export function packRows(rows: readonly (AppRowRecord | undefined)[]): AppRows {
  const numbers = new Float64Array(rows.length * appColumns);
  const types: string[] = [];
  const names: string[] = [];
  for (const row of rows) {
    const at = names.push(row?.name ?? '') * appColumns - appColumns;
    if (row === undefined) continue;
    let type = types.indexOf(row.type);
    if (type === -1) type = types.push(row.type) - 1;
    numbers[at + appColumn.id] = row.seq * 2 + row.part;
    numbers[at + appColumn.stamp] = row.stamp;
    numbers[at + appColumn.device] = row.device ?? 0;
    numbers[at + appColumn.type] = type;
    numbers[at + appColumn.size] = row.size ?? -1;
    numbers[at + appColumn.stored] = row.stored ?? -1;
    numbers[at + appColumn.clientTime] = row.client_time ?? 0;
  }
  return { numbers, types, names };
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
