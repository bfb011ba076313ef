import type { Epochs, FileKey } from '@cairn/protocol';
import type { Base, BaseRow, Bases, BasesChange, CloudRow, Memo } from '@cairn/sync';
import { answerOf } from './database.ts';
import type { DeviceDatabase, Tx } from './database.ts';

const emptyMemo: Memo = { lastSync: 0, paused: false, off: [], refused: [] };

type StoredBase = Base & FileKey;

/** What this browser remembers of its agreement with the cloud; each `record` is one flushed transaction. */
export class IdbBases implements Bases {
  readonly #db: DeviceDatabase;

  constructor(db: DeviceDatabase) {
    this.#db = db;
  }

  async load(): ReturnType<Bases['load']> {
    return this.#db.read(['meta', 'bases', 'pending'], async (tx) => {
      const meta = tx.objectStore('meta');
      const [cursor, epochs, memo, bases, pending] = await Promise.all([
        answerOf<number | undefined>(meta.get('cursor')),
        answerOf<Epochs | undefined>(meta.get('epochs')),
        memoOf(tx),
        answerOf<StoredBase[]>(tx.objectStore('bases').getAll()),
        answerOf<CloudRow[]>(tx.objectStore('pending').getAll()),
      ]);
      return { cursor: cursor ?? 0, epochs: epochs ?? null, memo, bases: bases.map(rowOf), pending };
    });
  }

  async record(change: BasesChange): Promise<void> {
    await this.#db.write(['meta', 'bases', 'pending'], (tx) => recordIn(tx, change), 'strict');
  }
}

/** As `Bases.record`, within a transaction over `meta`, `bases` and `pending` that does more. */
export async function recordIn(tx: Tx, change: BasesChange): Promise<void> {
  const [meta, bases, pending] = [tx.objectStore('meta'), tx.objectStore('bases'), tx.objectStore('pending')];
  if (change.clear === true) {
    bases.clear();
    pending.clear();
  }
  if (change.cursor !== undefined) meta.put(change.cursor, 'cursor');
  if (change.epochs !== undefined) meta.put({ epoch: change.epochs.epoch, dataEpoch: change.epochs.dataEpoch }, 'epochs');
  if (change.memo !== undefined) meta.put({ ...(await memoOf(tx)), ...change.memo }, 'memo');
  for (const { type, name } of change.forget ?? []) bases.delete([type, name]);
  for (const { key, base } of change.set ?? []) bases.put({ ...base, type: key.type, name: key.name });
  for (const { type, name } of change.unpend ?? []) pending.delete([type, name]);
  for (const row of change.pend ?? []) pending.put(row);
}

/** The small facts, as they are now. */
export async function memoOf(tx: Tx): Promise<Memo> {
  return { ...emptyMemo, ...(await answerOf<Partial<Memo> | undefined>(tx.objectStore('meta').get('memo'))) };
}

function rowOf({ type, name, ...base }: StoredBase): BaseRow {
  return { key: { type, name }, base };
}
