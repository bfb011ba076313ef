import type { LogStore } from './log-store.ts';
import type { StoreSnapshot, TableCopy } from './table-copy.ts';

/** What a backup says of itself; written last, so that a backup without it is none (R75). */
export interface BackupFacts {
  /** `20261121T134200Z`: names sort by time. */
  readonly name: string;
  /** Everything acknowledged before this moment is in it; Unix milliseconds. */
  readonly made: number;
  readonly version: string;
  readonly accounts: number;
  readonly versions: number;
  readonly contents: number;
  /** Stored bytes of its contents. */
  readonly bytes: number;
  /** Contents that could not be saved because they are damaged or missing at the source, in words. */
  readonly damaged: readonly string[];
}

/** A content by what was stored of it. */
export interface SavedContent {
  /** SHA-256 of the stored bytes. */
  readonly storedHash: Uint8Array;
  /** Stored bytes. */
  readonly length: number;
}
/** Rows of one backup while it is made. */
export interface NewBackup {
  readonly rows: Pick<TableCopy, 'add' | 'setNumbers'>;
  /** Makes it valid: everything is flushed, then its facts. */
  finish(facts: BackupFacts): Promise<void>;
  /** Takes it back. */
  abandon(): Promise<void>;
}
export interface OpenBackup extends StoreSnapshot {
  readonly store: Pick<LogStore, 'auditLog' | 'logAccounts'>;
}

/**
 * A folder of backups: the rows of each, and the contents of all of them together, each once, by the hash of what was stored. So a
 * backup costs what is new (R75).
 */
export interface BackupFolder {
  /** Of these contents, those that are not here yet. */
  missing(contents: readonly SavedContent[]): Promise<readonly SavedContent[]>;
  /** Keeps small contents, durable when it returns. */
  keepSmall(contents: readonly { readonly storedHash: Uint8Array; readonly bytes: Uint8Array }[]): Promise<void>;
  /** Keeps a content as a file of its own, durable when it returns. */
  keepLarge(storedHash: Uint8Array, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes as they lie here, unchecked; null: there are none. */
  read(content: SavedContent): Promise<Uint8Array | AsyncIterable<Uint8Array> | null>;
  /** Removes what is damaged here, so that the next backup brings it anew. */
  forget(content: SavedContent): Promise<void>;
  /** Everything that is kept, in pages. */
  kept(): AsyncIterable<readonly SavedContent[]>;

  begin(name: string): Promise<NewBackup>;
  /** Valid backups, oldest first. */
  list(): Promise<readonly BackupFacts[]>;
  open(name: string): Promise<OpenBackup>;
  remove(name: string): Promise<void>;
  /** Files of the data folder that belong to it besides, such as the secret; null: not kept. */
  keepFile(name: string, bytes: Uint8Array): Promise<void>;
  readFile(name: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}
