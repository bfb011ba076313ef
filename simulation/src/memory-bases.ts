import type { Epochs } from '@cairn/protocol';
import type { BaseRow, Bases, BasesChange, CloudRow, Memo, SentBatch } from '@cairn/sync';
import { keyText } from './memory-library.ts';

const fresh: Memo = { lastSync: 0, paused: false, off: [], refused: [] };

/** What a device remembers, in memory; each `record` is all or nothing and durable. */
export class MemoryBases implements Bases {
  #cursor = 0;
  #epochs: Epochs | null = null;
  #bases = new Map<string, BaseRow>();
  #pending = new Map<string, CloudRow>();
  #sent = new Map<number, SentBatch>();
  #memo: Memo = fresh;
  /** Told of every record. */
  onRecord: (change: BasesChange) => void = () => undefined;

  async load(): ReturnType<Bases['load']> {
    return {
      cursor: this.#cursor,
      epochs: this.#epochs,
      bases: [...this.#bases.values()],
      pending: [...this.#pending.values()],
      sent: [...this.#sent.values()],
      memo: this.#memo,
    };
  }
  async record(change: BasesChange): Promise<void> {
    this.onRecord(change);
    if (change.clear === true) {
      this.#bases.clear();
      this.#pending.clear();
      this.#sent.clear();
      this.#cursor = 0;
    }
    for (const key of change.forget ?? []) this.#bases.delete(keyText(key));
    for (const row of change.set ?? []) this.#bases.set(keyText(row.key), row);
    for (const key of change.unpend ?? []) this.#pending.delete(keyText(key));
    for (const row of change.pend ?? []) this.#pending.set(keyText(row), row);
    for (const batch of change.answered ?? []) this.#sent.delete(batch);
    if (change.sent !== undefined) this.#sent.set(change.sent.batch, change.sent);
    if (change.cursor !== undefined) this.#cursor = change.cursor;
    if (change.epochs !== undefined) this.#epochs = change.epochs;
    if (change.memo !== undefined) this.#memo = { ...this.#memo, ...change.memo };
  }
  /** What is agreed on as present, by name: hashes. */
  agreed(): Map<string, BaseRow> {
    return new Map([...this.#bases].filter(([, row]) => row.base.kind === 'content'));
  }
  get memo(): Memo {
    return this.#memo;
  }
  image(): MemoryBases {
    const copy = new MemoryBases();
    copy.#cursor = this.#cursor;
    copy.#epochs = this.#epochs;
    copy.#bases = new Map(this.#bases);
    copy.#pending = new Map(this.#pending);
    copy.#sent = new Map(this.#sent);
    copy.#memo = this.#memo;
    return copy;
  }
}
