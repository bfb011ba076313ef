import type { ContentVersion, Epochs, ErrorDetails, ErrorName, FileKey, Version } from '@cairn/protocol';
import type { Amount, Content, ContentRow } from '../log/rows.ts';
import type { LogOperation } from '../log/operations.ts';
import type { Allowance } from './allowance.ts';
import type { AppViews } from './app-views.ts';
import type { MapRecords, Phones } from './map-records.ts';
import type { AccountId } from './world.ts';

/** Who writes, with what allowance, at what time. */
export interface Writer {
  readonly account: AccountId;
  /** Null for the website and for jobs. */
  readonly device: number | null;
  /** The wall clock, milliseconds; stamps are made from it (R14). */
  readonly now: number;
}
export interface Limits {
  readonly allowance: Allowance;
  /** History that was superseded before this time may go when the history is over its ceiling; milliseconds. */
  readonly evictBefore: number;
}

/** Checked bytes that a write brings: facts taken by the server itself, never as announced (R09, R41). */
export interface NewContent extends Content {
  /** SHA-256 of the gzip member, hex. */
  readonly storedHash: string;
  /** `at`: within `bytes` of the command. `key`: durable under this key of `Blobs` already. */
  readonly place: { readonly at: number } | { readonly key: string };
}
export interface Put extends FileKey {
  /** Newest sequence number that the writer knows of the name, 0 = none; null = whatever it is (OsmAnd's protocol). */
  readonly base: number | null;
  readonly clientTime: number;
  readonly content: NewContent;
  /** Epoch under which `base` was learnt; absent = whatever it is. */
  readonly epoch?: number;
  /** The same content again is a version of its own (OsmAnd's protocol, C28). */
  readonly alwaysNew?: boolean;
  /** When the version came to be in the cloud that it moves in from, milliseconds: its stamp, as far as stamps rise (R14). */
  readonly time?: number;
}
/** Content of companions that a rename has rewritten, by the sequence number of the companion as it was read. */
export interface Rewritten {
  readonly seq: number;
  readonly content: NewContent;
}

export type Outcome =
  | { readonly status: 'done'; readonly version: Version; /** Versions written. */ readonly count: number }
  | { readonly status: 'same'; readonly version: Version }
  | { readonly status: 'refused'; readonly code: ErrorName; readonly details: ErrorDetails; readonly head?: Version }
  /** A companion has to be rewritten for the new name first, or has changed since it was: read it, try again. */
  | { readonly status: 'rewrite'; readonly companions: readonly ContentRow[] };

export interface Written {
  readonly outcomes: readonly Outcome[];
  readonly at: { readonly seq: number } & Epochs;
  /** Keys of `Blobs` that came with the command and are not used: the content was there already, or the write was refused. */
  readonly unused: readonly string[];
}
export interface Removed {
  /** Files for `emptyTrash` and the like; versions for `deleteOldVersions`. */
  readonly count: number;
  readonly at: { readonly seq: number } & Epochs;
}

/** Where stored bytes are found. */
export interface StoredContent {
  readonly version: ContentVersion;
  readonly storedHash: string;
  /** `at`: within `bytes` of the answer, checked against `storedHash`. `damaged`: not what was stored, not to be served (R09). */
  readonly place: { readonly at: number } | { readonly key: string } | { readonly damaged: true };
}
/** A version as OsmAnd's apps name it; without a stamp the newest. */
export interface AppKey {
  readonly type: string;
  readonly name: string;
  readonly stamp: number | null;
}
export interface Contents {
  /** In the order asked; null = no such content. Ends early when the bytes are more than asked for. */
  readonly items: readonly (StoredContent | null)[];
  readonly bytes: Uint8Array;
}
export interface TrashRow {
  readonly deletion: { seq: number; type: string; name: string; stamp: number; device: number | null; scope: 'everywhere' | 'cloud' };
  readonly content: ContentVersion;
}

/**
 * The log of each account. Every command is one transaction: it happens wholly or not at all (R18), and is durable when it
 * answers (R01). Stamps and sequence numbers rise whatever the clock does (R14). The rules are those of `log/`.
 */
export interface LogStore extends AppViews, MapRecords, Phones {
  /** Appends contents, each judged alone. `bytes` is handed over: the caller must not touch it again. */
  put(command: { writer: Writer; limits: Limits; items: readonly Put[]; bytes: Uint8Array }): Promise<Written>;
  /** Changes without new content, each judged alone and atomic with its companions. Stops at the first `rewrite`, which is the last outcome. */
  operate(command: {
    writer: Writer;
    limits: Limits;
    operations: readonly LogOperation[];
    rewritten: readonly Rewritten[];
    bytes: Uint8Array;
  }): Promise<Written>;

  /** Removes content of the trash for good: of these deletions, or of all up to a sequence number. The tombstones stay (T4). */
  removeTrash(
    account: AccountId,
    which: { readonly deletions: readonly number[] } | { readonly upTo: number },
    now: number,
  ): Promise<Removed>;
  /** Removes trash of all accounts whose deletion is older than `before`; at most `limit` items. @returns how many. */
  purgeTrash(before: number, limit: number, now: number): Promise<number>;
  /**
   * Removes what was history already when the log stood at `upTo`; heads and what trash items would restore stay (T7).
   */
  removeHistory(account: AccountId, upTo: number, now: number): Promise<Removed>;
  /** Deletes the live files of a type, under a prefix, that are not newer than `upTo`, in the cloud only: they go to the trash (T6). */
  deleteType(writer: Writer, which: { type: string; prefix: string; upTo: number }): Promise<Removed>;
  /** Removes everything of the log with its names and raises the epoch (T7); nothing when the epoch is not `epoch` (null = whatever it is). */
  removeAll(account: AccountId, epoch: number | null, now: number): Promise<Removed>;
  /** Drops everything the store holds of an account, at most `limit` rows at a time (R73). `keys` are to be removed from `Blobs`. */
  dropLog(account: AccountId, limit: number): Promise<{ readonly more: boolean; readonly keys: readonly string[] }>;
  /**
   * Removes contents that have had no reference for `graceMs`, looking again at the references (R06). `keys` are to be removed from
   * `Blobs`. What was released under a clock that ran ahead begins its time of grace now.
   */
  collect(now: number, graceMs: number, limit: number): Promise<{ readonly removed: number; readonly keys: readonly string[] }>;
  /**
   * Says that the server was restored from an older backup (R27). @returns the new data epoch: the time, or more, because the number
   * before went back with the backup, and restoring the same one twice must give two.
   */
  raiseDataEpoch(now: number): Promise<number>;

  /** Newest state of each name that changed after `cursor`; rows of one sequence number are never parted. */
  changes(query: {
    account: AccountId;
    cursor: number;
    limit: number;
    types: readonly string[] | null;
  }): Promise<{ readonly changes: readonly Version[]; readonly cursor: number; readonly more: boolean } & Epochs>;
  /** What `changes` answers as JSON in UTF-8, made where the rows are read: a long list is never held twice. */
  changesText(query: Parameters<LogStore['changes']>[0]): Promise<{ readonly bytes: Uint8Array }>;
  /** Every row of the log with a sequence number above `after` and up to `upTo`, in order (R74). */
  versions(account: AccountId, after: number, upTo: number): Promise<readonly Version[]>;
  /** Stored bytes of versions, up to `budget` bytes in one answer (at least one item). */
  contents(account: AccountId, seqs: readonly number[], budget: number): Promise<Contents>;
  /** The content that one of OsmAnd's apps means: of this stamp, or the newest. No item = none, or a deletion. */
  appContent(account: AccountId, key: AppKey): Promise<Contents>;
  /** Live files without companions, by type and name. `after` is the last one of the page before. */
  list(query: {
    account: AccountId;
    types: readonly string[] | null;
    prefix: string;
    after: FileKey | null;
    limit: number;
  }): Promise<readonly ContentVersion[]>;
  /** All versions of the file that has the name now or had it last, newest first. */
  history(account: AccountId, key: FileKey): Promise<readonly Version[]>;
  trash(account: AccountId, before: number | null, limit: number): Promise<readonly TrashRow[]>;
  storage(account: AccountId): Promise<{
    readonly live: Amount;
    readonly trash: Amount;
    readonly history: Amount;
    readonly types: readonly ({ readonly type: string } & Amount)[];
  }>;
  logState(account: AccountId): Promise<{ readonly seq: number; readonly used: number; readonly holdsData: boolean } & Epochs>;
  /** Of these keys of `Blobs`, those that the store refers to (R07). */
  knownKeys(keys: readonly string[]): Promise<readonly string[]>;
  /** Keys of `Blobs` that the contents of an account lie under. */
  keysOf(account: AccountId): Promise<readonly string[]>;
  /** Accounts that have a log, in pages. */
  logAccounts(after: AccountId, limit: number): Promise<readonly AccountId[]>;
  /** Contradictions between rows, counters and references of an account, in words; none when all is well (R24, R25). */
  auditLog(account: AccountId): Promise<readonly string[]>;
}
