import type Database from 'better-sqlite3';
import { openWriter } from './connection.ts';
import { engineOf } from './engine-of.ts';
import { migrate } from './migrations.ts';
import { keepSafetyCopy } from './safety-copy.ts';
import type { Store } from './modules.ts';
import { migrations, reads } from './modules.ts';
import { StoreThread } from './thread.ts';
import { toCatalogue } from './wire.ts';

export type { Store } from './modules.ts';

export interface OpenStore {
  readonly store: Store;
  /** Ends when everything asked before has been answered. */
  readonly close: () => Promise<void>;
}
export interface MemoryStore extends OpenStore {
  /** The committed state as the bytes of a database file, for crash and restore in the simulator. */
  readonly image: () => Buffer;
}

type Carry = (name: string, args: readonly unknown[]) => Promise<unknown>;

/**
 * Opens the database of a server; makes or upgrades it first. The writer and the reader each have a thread of their own.
 * @throws NewerSchemaError when a newer program wrote it.
 */
export async function openSqliteStore(file: string): Promise<OpenStore> {
  prepare(file);
  const writer = new StoreThread({ role: 'writer', file });
  const reader = new StoreThread({ role: 'reader', file });
  return {
    store: storeOver((name, args) => (reads.has(name) ? reader : writer).call(name, args)),
    close: async () => {
      await reader.close();
      await writer.close();
    },
  };
}

/**
 * The same store in this thread, in memory (`:memory:`), from an image or on a file: every command runs at once and answers in a microtask, in the
 * order of the calls. For tests and the simulator. `decorate` may wrap the connection, to make statements fail.
 */
export function openInThread(source: Buffer | string, decorate: (db: Database.Database) => Database.Database = (db) => db): MemoryStore {
  const db = openWriter(source);
  migrate(db, migrations);
  const engine = engineOf(decorate(db));
  const store = storeOver(async (name, args) => {
    const [outcome] = engine.run([{ name, args }]);
    if (outcome?.ok === true) return outcome.value;
    throw toCatalogue(outcome?.error);
  });
  return { store, image: () => db.serialize(), close: async () => void db.close() };
}

/** Makes the database or brings it up to date, before any thread opens it. */
function prepare(file: string): void {
  const db = openWriter(file);
  try {
    keepSafetyCopy(db, file, migrations);
    migrate(db, migrations);
  } finally {
    db.close();
  }
}

/** Commands by name. The names that the engine knows are those of `Store`: both come from the list of modules. */
function storeOver(carry: Carry): Store {
  const known = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  return new Proxy({} as Store, {
    get(_target, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      let command = known.get(name);
      if (command === undefined) {
        command = (...args) => carry(name, args);
        known.set(name, command);
      }
      return command;
    },
  });
}
