import type { Epochs, FileKey } from '@cairn/protocol';
import type { Base, BaseRow, Bases, BasesChange, CloudRow, Memo, Sent } from '@cairn/sync';
import { readMeta, writeMeta } from './state.ts';
import type { State } from './state.ts';

const emptyMemo: Memo = { lastSync: 0, paused: false, off: [], refused: [] };

/** What the device in this folder remembers of its agreement with the cloud; each `record` is one flushed transaction. */
export function openBases(state: State): Bases {
  return new SqliteBases(state);
}

type BaseColumns = [type: string, name: string, seq: number, kind: Base['kind'], hash: string | null, size: number | null];

class SqliteBases implements Bases {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async load(): ReturnType<Bases['load']> {
    return this.#state.transaction(() => this.#load())();
  }

  async record(change: BasesChange): Promise<void> {
    this.#state.transaction(() => this.#record(change)).immediate();
  }

  #load(): Awaited<ReturnType<Bases['load']>> {
    const rows = this.#state.prepare<[], BaseColumns>('SELECT type, name, seq, kind, hash, size FROM bases').raw().all();
    const sent = this.#state.prepare<[], [number, string]>('SELECT batch, files FROM sent').raw().all();
    const pending = this.#state.prepare<[], string>('SELECT row FROM pending').pluck().all();
    return {
      cursor: Number(readMeta(this.#state, 'cursor') ?? 0),
      epochs: this.#epochs(),
      bases: rows.map(rowOf),
      pending: pending.map((row) => JSON.parse(row) as CloudRow),
      sent: sent.map(([batch, files]) => ({ batch, files: JSON.parse(files) as Sent[] })),
      memo: this.#memo(),
    };
  }

  #record(change: BasesChange): void {
    const db = this.#state;
    if (change.clear === true) db.exec('DELETE FROM bases; DELETE FROM pending; DELETE FROM sent;');
    if (change.cursor !== undefined) writeMeta(db, 'cursor', String(change.cursor));
    if (change.epochs !== undefined) writeMeta(db, 'epochs', JSON.stringify(change.epochs));
    if (change.memo !== undefined) writeMeta(db, 'memo', JSON.stringify({ ...this.#memo(), ...change.memo }));
    this.#each('DELETE FROM bases WHERE type = ? AND name = ?', change.forget, columnsOfKey);
    this.#each('INSERT OR REPLACE INTO bases (type, name, seq, kind, hash, size) VALUES (?, ?, ?, ?, ?, ?)', change.set, columnsOf);
    this.#each('DELETE FROM pending WHERE type = ? AND name = ?', change.unpend, columnsOfKey);
    this.#each('INSERT OR REPLACE INTO pending (type, name, row) VALUES (?, ?, ?)', change.pend, (row) => [
      row.type,
      row.name,
      JSON.stringify(row),
    ]);
    this.#each('DELETE FROM sent WHERE batch = ?', change.answered, (batch) => [batch]);
    const { sent } = change;
    if (sent !== undefined) db.prepare('INSERT INTO sent (batch, files) VALUES (?, ?)').run(sent.batch, JSON.stringify(sent.files));
  }

  #each<T>(sql: string, items: readonly T[] | undefined, columns: (item: T) => readonly (string | number | null)[]): void {
    if (items === undefined || items.length === 0) return;
    const statement = this.#state.prepare<(string | number | null)[]>(sql);
    for (const item of items) statement.run(...columns(item));
  }

  // What is parsed here was written by this file alone, into a database that nobody else writes.
  #epochs(): Epochs | null {
    const text = readMeta(this.#state, 'epochs');
    return text === null ? null : (JSON.parse(text) as Epochs);
  }
  #memo(): Memo {
    const text = readMeta(this.#state, 'memo');
    return text === null ? emptyMemo : { ...emptyMemo, ...(JSON.parse(text) as Partial<Memo>) };
  }
}

function rowOf([type, name, seq, kind, hash, size]: BaseColumns): BaseRow {
  const base: Base = { seq, kind, ...(hash === null ? {} : { hash }), ...(size === null ? {} : { size }) };
  return { key: { type, name }, base };
}
function columnsOf({ key, base }: BaseRow): BaseColumns {
  return [key.type, key.name, base.seq, base.kind, base.hash ?? null, base.size ?? null];
}
function columnsOfKey(key: FileKey): [string, string] {
  return [key.type, key.name];
}
