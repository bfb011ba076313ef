import type { FileKey } from '@cairn/protocol';
import type { Base, BaseRow, Bases, BasesChange, Memo, SentBatch } from '@cairn/sync';
import type { DeviceDatabase, Tx } from './database.ts';

const emptyMemo: Memo = { lastSync: 0, paused: false, off: [], refused: [] };

/** What this browser remembers of its agreement with the cloud; each `record` is one flushed transaction. */
export class IdbBases implements Bases {
  readonly #db: DeviceDatabase;

  constructor(db: DeviceDatabase) {
    this.#db = db;
  }

  async load(): ReturnType<Bases['load']> {
    return this.#db.read(['meta', 'bases', 'pending'], async (tx) => {
      const [cursor, epochs, memo, sent, bases, pending] = await Promise.all([
        tx.fact('cursor'),
        tx.fact('epochs'),
        memoOf(tx),
        tx.fact('sent'),
        tx.all('bases'),
        tx.all('pending'),
      ]);
      return { cursor: cursor ?? 0, epochs: epochs ?? null, memo, sent: sent ?? [], bases: bases.map(rowOf), pending };
    });
  }

  async record(change: BasesChange): Promise<void> {
    await this.#db.write(['meta', 'bases', 'pending'], (tx) => recordIn(tx, change), 'strict');
  }
}

/** As `Bases.record`, within a transaction over `meta`, `bases` and `pending` that does more. */
export async function recordIn(tx: Tx, change: BasesChange): Promise<void> {
  if (change.clear === true) {
    tx.clear('bases');
    tx.clear('pending');
    tx.setFact('sent', []);
  }
  if (change.cursor !== undefined) tx.setFact('cursor', change.cursor);
  if (change.epochs !== undefined) tx.setFact('epochs', { epoch: change.epochs.epoch, dataEpoch: change.epochs.dataEpoch });
  if (change.memo !== undefined) tx.setFact('memo', { ...(await memoOf(tx)), ...change.memo });
  if (change.sent !== undefined || change.answered !== undefined) tx.setFact('sent', sentAfter((await tx.fact('sent')) ?? [], change));
  for (const { type, name } of change.forget ?? []) tx.delete('bases', [type, name]);
  for (const { key, base } of change.set ?? []) tx.put('bases', { ...base, type: key.type, name: key.name });
  for (const { type, name } of change.unpend ?? []) tx.delete('pending', [type, name]);
  for (const row of change.pend ?? []) tx.put('pending', row);
}

/** The small facts, as they are now. */
export async function memoOf(tx: Tx): Promise<Memo> {
  return { ...emptyMemo, ...(await tx.fact('memo')) };
}

function sentAfter(before: readonly SentBatch[], { answered = [], sent }: BasesChange): SentBatch[] {
  return [...before.filter(({ batch }) => !answered.includes(batch)), ...(sent === undefined ? [] : [sent])];
}
function rowOf({ type, name, ...base }: Base & FileKey): BaseRow {
  return { key: { type, name }, base };
}
