import { LibraryError } from '@cairn/sync';
import type { DeviceDatabase, Tx } from './database.ts';

interface Job {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}
type Ended = { readonly value: unknown } | { readonly error: LibraryError };

/**
 * Changes of the library that come at the same time share one transaction: thousands of small files cost few. Each looks before it
 * writes; one that refuses (a LibraryError) has written nothing and stops no other.
 */
export class Commits {
  readonly #db: DeviceDatabase;
  #waiting: Job[] = [];
  #isRunning = false;

  constructor(db: DeviceDatabase) {
    this.#db = db;
  }

  /** @returns what `work` gives, once it is committed. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    // What is handed in during this turn goes along.
    await new Promise((resolve) => setTimeout(resolve, 0));
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      // Together they may be too much for the space that is left; alone some may fit.
      if (!(await this.#commit(group, group.length === 1))) for (const job of group) await this.#commit([job], true);
    }
    this.#isRunning = false;
  }

  async #commit(group: readonly Job[], isLast: boolean): Promise<boolean> {
    const ends: Ended[] = [];
    try {
      await this.#db.write(['files', 'contents', 'undo'], async (tx) => {
        for (const { work } of group) ends.push(await endOf(work(tx)));
      });
    } catch (error) {
      if (!isLast) return false;
      for (const { reject } of group) reject(error);
      return true;
    }
    for (const [index, { resolve, reject }] of group.entries()) {
      const end = ends[index];
      if (end !== undefined && 'value' in end) resolve(end.value as never);
      else reject(end?.error);
    }
    return true;
  }
}

async function endOf(work: Promise<unknown>): Promise<Ended> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof LibraryError) return { error };
    throw error;
  }
}
