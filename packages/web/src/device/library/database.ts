import type { Epochs, FileKey } from '@cairn/protocol';
import type { Base, CloudRow, Memo, SentBatch } from '@cairn/sync';
import type { StoredRecord } from '../index/records.ts';
import type { Automatic } from '../state.ts';
import type { FileRow, UndoRow } from './rows.ts';

/** Everything this browser keeps of one account, but for large contents (`contents.ts`). */
const version = 1;

/** The stores, and by what their rows are found. */
const stores = {
  /** Single facts, by name. */
  meta: {},
  /** Files by type and name; `form` finds those that are equal in NFC. */
  files: { keyPath: ['type', 'name'] },
  /** Small contents, as gzip members, by number. */
  contents: { autoIncrement: true },
  /** What was replaced or removed, oldest first. */
  undo: { autoIncrement: true },
  bases: { keyPath: ['type', 'name'] },
  pending: { keyPath: ['type', 'name'] },
  /** What lists and the map need of a content, by its hash. */
  derived: { keyPath: 'hash' },
} as const satisfies Record<string, IDBObjectStoreParameters>;
export type StoreName = keyof typeof stores;

/** Another tab has taken the lead: nothing of this worker may be written any more. */
export class LeadLostError extends Error {
  override readonly name = 'LeadLostError';
  constructor() {
    super('Another tab of this browser looks after the library now.');
  }
}

/** What the rows of each store are. */
export interface Rows {
  files: FileRow;
  contents: Uint8Array<ArrayBuffer>;
  undo: UndoRow;
  bases: Base & FileKey;
  pending: CloudRow;
  derived: StoredRecord;
}
/** Single facts of `meta`. */
export interface Facts {
  fence: string;
  cursor: number;
  epochs: Epochs;
  memo: Partial<Memo>;
  sent: readonly SentBatch[];
  /** When `settle` last flushed. */
  settled: number;
  automatic: Automatic;
  recordsVersion: number;
}
type RowsName = keyof Rows;

/**
 * The stores as one transaction sees them, with their types: what is read was written by this program alone. Nothing but these calls may be
 * awaited within a transaction.
 */
export class Tx {
  readonly #tx: IDBTransaction;
  constructor(tx: IDBTransaction) {
    this.#tx = tx;
  }

  async get<N extends RowsName>(name: N, key: IDBValidKey): Promise<Rows[N] | undefined> {
    return (await answerOf<unknown>(this.#tx.objectStore(name).get(key))) as Rows[N] | undefined;
  }
  async all<N extends RowsName>(name: N, range?: IDBKeyRange): Promise<Rows[N][]> {
    return (await answerOf<unknown[]>(this.#tx.objectStore(name).getAll(range))) as Rows[N][];
  }
  keys(name: RowsName): Promise<IDBValidKey[]> {
    return answerOf(this.#tx.objectStore(name).getAllKeys());
  }
  /** Files of a type whose names are equal in NFC; two at most. */
  async equalInForm(type: string, form: string): Promise<FileRow[]> {
    return (await answerOf<unknown[]>(this.#tx.objectStore('files').index('form').getAll([type, form], 2))) as FileRow[];
  }
  /** @returns the number that the row was given. */
  async add<N extends 'contents' | 'undo'>(name: N, row: Rows[N]): Promise<number> {
    return Number(await answerOf(this.#tx.objectStore(name).add(row)));
  }
  put<N extends Exclude<RowsName, 'contents' | 'undo'>>(name: N, row: Rows[N]): void {
    this.#tx.objectStore(name).put(row);
  }
  delete(name: RowsName, key: IDBValidKey): void {
    this.#tx.objectStore(name).delete(key);
  }
  clear(name: RowsName): void {
    this.#tx.objectStore(name).clear();
  }
  async fact<N extends keyof Facts>(name: N): Promise<Facts[N] | undefined> {
    return (await answerOf<unknown>(this.#tx.objectStore('meta').get(name))) as Facts[N] | undefined;
  }
  setFact<N extends keyof Facts>(name: N, value: Facts[N]): void {
    this.#tx.objectStore('meta').put(value, name);
  }
}

/**
 * One IndexedDB database, with transactions that are wholly done or not at all. A writer names itself with `lead` first; from then on
 * each transaction of an earlier writer fails, so that a tab that was asleep cannot write over what another did meanwhile.
 */
export class DeviceDatabase {
  readonly #db: IDBDatabase;
  #fence: string | null = null;
  /** Called when the database is closed from outside: storage was cleared or evicted, or a newer version of the website opens it. */
  onClosed: () => void = () => undefined;

  private constructor(db: IDBDatabase) {
    this.#db = db;
    db.onversionchange = () => {
      db.close();
      this.onClosed();
    };
    db.onclose = () => this.onClosed();
  }

  static async open(name: string): Promise<DeviceDatabase> {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const [store, parameters] of Object.entries(stores)) {
        const made = request.result.createObjectStore(store, parameters);
        if (store === 'files') made.createIndex('form', ['type', 'form']);
      }
    };
    return new DeviceDatabase(await answerOf(request));
  }

  /** Removes a database. Waits until every tab has let it go. */
  static async remove(name: string): Promise<void> {
    await answerOf(indexedDB.deleteDatabase(name));
  }

  /** From now on this is the only writer. */
  async lead(): Promise<void> {
    const fence = crypto.randomUUID();
    await this.#run('readwrite', ['meta'], 'strict', async (tx) => {
      tx.setFact('fence', fence);
    });
    this.#fence = fence;
  }

  async read<T>(names: readonly StoreName[], work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('readonly', names, 'relaxed', work);
  }

  /** @throws LeadLostError; DOMException `QuotaExceededError`; what `work` throws, and then nothing was written. */
  async write<T>(names: readonly StoreName[], work: (tx: Tx) => Promise<T>, durability: 'relaxed' | 'strict' = 'relaxed'): Promise<T> {
    return this.#run('readwrite', names.includes('meta') ? names : [...names, 'meta'], durability, async (tx) => {
      if ((await tx.fact('fence')) !== this.#fence) throw new LeadLostError();
      return work(tx);
    });
  }

  close(): void {
    this.#db.close();
  }

  async #run<T>(
    mode: 'readonly' | 'readwrite',
    names: readonly StoreName[],
    durability: 'relaxed' | 'strict',
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const tx = this.#db.transaction([...names], mode, { durability });
    const done = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new DOMException('The transaction was ended.', 'AbortError'));
    });
    done.catch(() => undefined);
    let result: T;
    try {
      result = await work(new Tx(tx));
    } catch (error) {
      end(tx);
      // What the platform gives as the reason (no space) says more than the request that failed by it.
      throw tx.error ?? error;
    }
    await done;
    return result;
  }
}

function end(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended by itself.
  }
}

/** What a request comes to. Awaiting it within a transaction keeps the transaction open. */
export function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database did not answer.'));
  });
}
