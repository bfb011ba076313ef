import type { AccountId } from './world.ts';

/** A value as every store has it: whole numbers as numbers (a bigint of a driver too), yes and no as 1 and 0. */
export type Cell = number | string | Uint8Array | null;
/** One row by the names of its columns; the names and meanings are those of the SQLite schema, whatever the store. */
export type CopiedRow = Readonly<Record<string, Cell>>;

/**
 * A kind of rows. Every table of the store that is data is one, under its own name, but for contents: those are the table `content`
 * with the columns `account, hash, stored_hash, stored, refs, since, key, bytes`, however the store lays them out.
 */
export interface CopiedTable {
  readonly name: string;
  /** Whether each of its rows belongs to an account. Where a row may belong to none, such as a purchase, the table goes as a whole. */
  readonly ofAccount: boolean;
}

/** The whole store as it was at one moment (R75), while others go on writing. */
export interface StoreSnapshot {
  readonly tables: readonly CopiedTable[];
  /** Every account that has a row in any table, in order, in pages; begin behind -1. */
  accounts(after: AccountId, limit: number): Promise<readonly AccountId[]>;
  /**
   * Rows of one account, or of a table that belongs to none (null), in pages of bounded size. Of `content` the cell `bytes` is null
   * here always: `key` null says that the bytes lie in the store, and `bytesOf` gives them.
   */
  rows(table: string, account: AccountId | null): AsyncIterable<readonly CopiedRow[]>;
  /** Bytes that lie in the store, by plain hash; null where there are none. */
  bytesOf(account: AccountId, hashes: readonly Uint8Array[]): Promise<readonly (Uint8Array | null)[]>;
  /** The highest number ever given, by table, where numbers are never used twice: `account` and `mail`. */
  numbers(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/**
 * Whole stores read and written row by row: for backups, restores and moves between stores (O5, R75, R76), never for requests.
 * Writing is for a store that no server runs on.
 */
export interface TableCopy {
  snapshot(): Promise<StoreSnapshot>;
  /** Adds rows in one transaction. A row whose key is there already is replaced. @throws Error for a table or column that the store does not have */
  add(table: string, rows: readonly CopiedRow[]): Promise<void>;
  /** Removes every row of an account in every table; null: the rows that belong to none. */
  clear(account: AccountId | null): Promise<void>;
  /** Numbers given from now on are higher than these. */
  setNumbers(numbers: Readonly<Record<string, number>>): Promise<void>;
}

/** Says of a place that it is being filled, and by what; flushed before it answers. */
export interface WorkMark {
  /** What was begun and has not come to its end; null: the place is whole. */
  work(): Promise<string | null>;
  begin(work: string): Promise<void>;
  end(): Promise<void>;
}
