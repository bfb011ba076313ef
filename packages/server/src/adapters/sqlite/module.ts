import type Database from 'better-sqlite3';
import type { Synchronous } from './engine.ts';

/** One step of a schema, run once and in order; a step that has been released is never changed (R76). */
export interface Migration {
  /** Unique for ever, e.g. `log-1`. */
  readonly name: string;
  readonly sql: string;
}

/**
 * The part of the database that carries out one port. A new one is added to the list in `modules.ts`; its tables are its own,
 * the names of its commands are unique among all modules.
 */
export interface StoreModule<Port> {
  readonly schema: readonly Migration[];
  /** Prepares the commands on a connection. Called once for the writer and once for the reader. */
  readonly commands: (db: Database.Database) => Synchronous<Port>;
  /** Commands that only read: they run on the second connection, beside the writer. */
  readonly reads: readonly (keyof Port & string)[];
}
