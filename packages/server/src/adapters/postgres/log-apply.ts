import type { Change, Draft } from '../../log/draft.ts';
import type { LogState, Row } from '../../log/rows.ts';
import type { Brought, TypeSums } from '../sqlite/log-writer.ts';
import { carriedOf, shelfNumber, valuesOf } from '../sqlite/log-rows.ts';
import type { Transaction } from './database.ts';
import type { LogMemory } from './log-memory.ts';
import type { StateRecord } from './log-statements.ts';
import { logSql } from './log-statements.ts';

/** What several decisions change together: for each row what it was at first and what it is at last. */
export class Pending {
  readonly #changes = new Map<string, Change>();

  add(draft: Draft): void {
    for (const { before, after } of draft.changes) {
      const row = after ?? before;
      if (row === null) continue;
      const key = `${row.seq}.${row.part}`;
      const first = this.#changes.get(key);
      this.#changes.set(key, { before: first === undefined ? before : first.before, after });
    }
  }
  /** The changes so far; from now on there are none. */
  take(): readonly Change[] {
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    return changes;
  }
}

/**
 * Sends rows and references, without waiting. Old heads give way first, so that there is never a second head of a name. `memory` knows
 * of every content whether it is there: whoever decided has asked for its length.
 */
export function sendChanges(tx: Transaction, account: number, changes: readonly Change[], carried: Carried): void {
  const updated: Row[] = [];
  const removed: Row[] = [];
  const added: Row[] = [];
  const references = new Map<string, number>();
  const count = (row: Row, more: number): void => {
    if (row.kind === 'content') references.set(row.hash, (references.get(row.hash) ?? 0) + more);
  };
  for (const { before, after } of changes) {
    if (before !== null && after !== null) updated.push(after);
    else if (before !== null) removed.push(before);
    else if (after !== null) added.push(after);
    if (after === null && before !== null) count(before, -1);
    if (before === null && after !== null) count(after, 1);
  }
  if (updated.length > 0) tx.send(logSql.update, account, ...updatedColumns(updated));
  if (removed.length > 0)
    tx.send(
      logSql.remove,
      account,
      removed.map((row) => row.seq),
      removed.map((row) => row.part),
    );
  if (added.length > 0) tx.send(logSql.insert, account, ...addedColumns(account, added));
  sendReferences(tx, account, references, carried);
}

interface Carried {
  readonly brought: Brought;
  readonly memory: LogMemory;
  readonly now: number;
}

function sendReferences(tx: Transaction, account: number, references: ReadonlyMap<string, number>, carried: Carried): void {
  const known: string[] = [];
  const more: number[] = [];
  for (const [hash, change] of references) {
    if (change > 0 && !carried.memory.isKept(hash)) addContent(tx, account, hash, change, carried);
    else if (change !== 0) {
      known.push(hash);
      more.push(change);
    }
  }
  if (known.length > 0) tx.send(logSql.refer, account, known, more, carried.now);
}

function addContent(tx: Transaction, account: number, hash: string, refs: number, { brought, memory }: Carried): void {
  const content = brought.get(hash);
  if (content === undefined) throw new Error('a version without its content was decided');
  const { place, stored, storedHash } = content;
  const key = 'key' in place ? place.key : null;
  const bytes = 'at' in place ? Buffer.from(brought.bytes.subarray(place.at, place.at + stored)) : null;
  if (bytes !== null && bytes.length !== stored) throw new Error('a content lies outside the bytes of its command');
  tx.send(logSql.addContent, account, hash, storedHash, stored, refs, key, bytes);
  memory.keeps(hash);
  brought.used(content);
}

/** Sends the counters of a log. */
export function sendState(tx: Transaction, account: number, state: LogState): void {
  const { live, trash, history } = state;
  const counters = [live, trash, history].flatMap((amount) => [amount.files, amount.size, amount.stored]);
  tx.send(logSql.save, account, state.seq, state.stamp, state.file, state.epoch, ...counters);
}
export function sendTypes(tx: Transaction, account: number, types: TypeSums): void {
  const sums = [...types.sums].filter(([, { files, size, stored }]) => files !== 0 || size !== 0 || stored !== 0);
  if (sums.length === 0) return;
  const column = (part: 'files' | 'size' | 'stored'): number[] => sums.map(([, amount]) => amount[part]);
  tx.send(
    logSql.saveTypes,
    account,
    sums.map(([type]) => type),
    column('files'),
    column('size'),
    column('stored'),
  );
}

export function stateOf(record: StateRecord): LogState {
  const { seq, stamp, file, epoch } = record;
  return {
    ...{ seq, stamp, file, epoch },
    live: { files: record.live_files, size: record.live_size, stored: record.live_stored },
    trash: { files: record.trash_files, size: record.trash_size, stored: record.trash_stored },
    history: { files: record.history_files, size: record.history_size, stored: record.history_stored },
  };
}

/** Columns of `log-update`. */
function updatedColumns(rows: readonly Row[]): (number | null)[][] {
  const content = (row: Row) => (row.kind === 'content' ? row : null);
  return [
    rows.map((row) => row.seq),
    rows.map((row) => row.part),
    rows.map((row) => (row.head ? 1 : 0)),
    rows.map((row) => (row.kind === 'content' ? shelfNumber[row.shelf] : null)),
    rows.map((row) => content(row)?.superseded ?? null),
    rows.map(carriedOf),
    rows.map((row) => (row.kind === 'deletion' ? row.below : null)),
  ];
}
/** Columns of `log-insert`: those of a row but for its account. */
function addedColumns(account: number, rows: readonly Row[]): (number | string | null)[][] {
  const values = rows.map((row) => valuesOf(account, row).slice(1));
  const width = values[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) =>
    values.map((row) => {
      const value = row[column] ?? null;
      return typeof value === 'object' && value !== null ? value.toString('hex') : value;
    }),
  );
}
