import type { ChangesAnswer, ContentVersion, Epochs, FileKey, Operation, Version, WriteAnswer } from '@cairn/protocol';
import type { Base, LocalFile } from './facts.ts';

/** Something in the library that is not synchronised, in words for a person. `key` where it has one. */
export interface Problem {
  readonly path: string;
  readonly key?: FileKey;
  readonly reason: string;
  /** `note`: left alone on purpose (a link, foreign data). `failed`: a file of ours that could not be read. */
  readonly kind: 'note' | 'failed';
}

/**
 * The bytes of one file, made ready to be sent. Hash and sizes are taken from the same read as the gzip member, so they
 * fit together even when the file changes meanwhile; `modified` is from before that read.
 */
export interface Packed {
  readonly key: FileKey;
  readonly hash: string;
  readonly size: number;
  readonly modified: number;
  /** One gzip member: whole when small, a stream of known length when large. */
  readonly gzip: Uint8Array | { readonly length: number; open(): AsyncIterable<Uint8Array> };
}

/** What `place`, `remove` and `move` expect to find; anything else and they refuse with `changed-meanwhile`. */
export type Expected = { readonly state: 'absent' } | { readonly state: 'file'; readonly file: LocalFile };

/**
 * The local set of files of one device. Errors of single files are values (`LibraryError`), never the end of a sync.
 * Names come and go in the cloud's spelling: an implementation finds the one file that is equal in NFC when no exact one exists.
 * Where `scan` cannot know that spelling yet, it gives the disk's, and the engine asks for the file by the cloud's from then on.
 */
export interface Library {
  /**
   * Lists the files; `only` limits the look to these names (a hint of the watcher; others may be listed too, never fewer).
   * A file whose identity is as recorded carries its recorded hash. What is in neither list is not there: a known file that could
   * not be looked at is named in `problems` with its key, so that it never seems deleted.
   */
  scan(only?: readonly FileKey[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }>;
  /** Hashes files that `scan` gave without hash; a file that cannot be read is missing from the answer and is in `problems`. */
  hash(files: readonly LocalFile[]): Promise<{ files: readonly LocalFile[]; problems: readonly Problem[] }>;
  /** Reads and packs one file for sending. @throws LibraryError `unreadable`, `changed-meanwhile`, `vanished`. */
  pack(file: LocalFile): Promise<Packed>;
  /** Whole plain bytes of a file, for merging. @throws LibraryError */
  read(file: LocalFile): Promise<Uint8Array>;
  /**
   * Writes content under a name, atomically: wholly there or not at all; what was there goes to the device's undo store.
   * `content` is a gzip member, or plain bytes of a merge. The hash is checked before the name is taken.
   * Durable when `settle` has returned. @throws LibraryError `changed-meanwhile`, `name-impossible`, `no-space`, `damaged`, `denied`.
   */
  place(key: FileKey, content: PlacedContent, expected: Expected): Promise<LocalFile>;
  /** Moves the file to the undo store. @throws LibraryError `changed-meanwhile`, `denied`. */
  remove(file: LocalFile): Promise<void>;
  /** Renames here. @throws LibraryError `changed-meanwhile`, `name-impossible`, `denied`. */
  move(file: LocalFile, to: FileKey): Promise<LocalFile>;
  /**
   * Flushes what `place`, `remove` and `move` did since the last call; bases are recorded only after it. What a process that was killed
   * did not flush is flushed before the next one looks (`scan`).
   */
  settle(): Promise<void>;
}

export interface PlacedContent {
  readonly form: 'gzip' | 'plain';
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  readonly hash: string;
  readonly size: number;
  /** Modification time to set, milliseconds; 0 or nonsense = leave the time of writing. */
  readonly modified: number;
}

export type LibraryErrorCode = 'unreadable' | 'vanished' | 'changed-meanwhile' | 'name-impossible' | 'no-space' | 'damaged' | 'denied';
/** A file of the library could not be read or written; `message` says so to a person, with what was kept and what to do. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError';
  readonly code: LibraryErrorCode;
  constructor(code: LibraryErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A content on its way to the cloud. */
export interface Sent {
  readonly key: FileKey;
  readonly hash: string;
  /** Newest sequence number that was known for the name; 0 = none. */
  readonly base: number;
}
/** What went in one request. Recorded before it is sent and until its answer is: so a device that is killed between the two knows its own. */
export interface SentBatch {
  readonly batch: number;
  readonly files: readonly Sent[];
}

/** A name and its base, as recorded. */
export interface BaseRow {
  readonly key: FileKey;
  readonly base: Base;
}

/** What a device remembers of its agreement with the cloud. Each `record` is one transaction, durable when it returns. */
export interface Bases {
  /** Everything remembered. */
  load(): Promise<{
    cursor: number;
    epochs: Epochs | null;
    bases: readonly BaseRow[];
    pending: readonly CloudRow[];
    sent: readonly SentBatch[];
    memo: Memo;
  }>;
  record(change: BasesChange): Promise<void>;
}
/**
 * A change of the cloud that the cursor has passed over but this device has not carried out: a conflict, a failed download,
 * a deletion that waits for the brake. It stays until base and cloud agree again. What is switched off is not kept: it is listed
 * afresh when it is switched on.
 */
export type CloudRow = ChangesAnswer['changes'][number];
/** Carried out in this order: `clear`, `forget`, `set`, `unpend`, `pend`, `answered`, `sent`; `memo` replaces the facts that it names. */
export interface BasesChange {
  readonly cursor?: number;
  readonly epochs?: Epochs;
  readonly set?: readonly BaseRow[];
  readonly forget?: readonly FileKey[];
  readonly pend?: readonly CloudRow[];
  readonly unpend?: readonly FileKey[];
  /** Numbers of batches that are open no more. */
  readonly answered?: readonly number[];
  readonly sent?: SentBatch;
  readonly memo?: Partial<Memo>;
  /** Forget every base, pending change and sent batch (epoch raised, or another account). */
  readonly clear?: boolean;
}
/** Small facts that outlive a run. */
export interface Memo {
  /** When the last complete sync ended, milliseconds; 0 = never. */
  readonly lastSync: number;
  /** True after *Delete all my data*: automatic sync pauses until the person confirms (T7). */
  readonly paused: boolean;
  /** Types, categories and folders that are switched off (S7), as `TYPE` or `TYPE/folder`. */
  readonly off: readonly string[];
  /** As `off`, but only for unattended runs: these wait until a person asks (S8). */
  readonly manual?: readonly string[];
  /** Refusals that `watch` does not try again until the file, the plan or the free space changed. */
  readonly refused: readonly { key: FileKey; hash: string; code: string; message: string }[];
  /** Switched on again and not listed afresh yet (as in `off`): until then they are treated as off. */
  readonly relist?: readonly string[];
  /** Pairs of contents that could not be merged, and why: conflicts for a person, not tried again. `seq`: of the cloud's version. */
  readonly unmergeable?: readonly { key: FileKey; hash: string; seq: number; reasons: readonly string[] }[];
}

/** One item to send. */
export interface Upload {
  readonly packed: Packed;
  /** Newest sequence number known for this name; 0 = none. */
  readonly base: number;
  /** When it came to be in the cloud that it moves in from, milliseconds. */
  readonly time?: number;
}

/** The cloud, as far as a sync needs it. Results come in the order of the request. @throws CloudError when nothing came through. */
export interface Cloud {
  changes(cursor: number, types?: readonly string[]): Promise<ChangesAnswer>;
  upload(items: readonly Upload[]): Promise<WriteAnswer>;
  operate(operations: readonly Operation[]): Promise<WriteAnswer>;
  /** All versions of the file that a name stands for, or stood for last, newest first. */
  history(key: FileKey): Promise<readonly Version[]>;
  /** Contents of versions, in any grouping the transport likes; an item may carry an error instead. */
  download(versions: readonly ContentVersion[]): AsyncIterable<Downloaded>;
}
export type Downloaded =
  | { readonly version: ContentVersion; readonly gzip: Uint8Array | AsyncIterable<Uint8Array> }
  | { readonly version: ContentVersion; readonly error: { readonly code: string; readonly message: string } };

/** No usable answer: `offline` and `broken` may be tried again; `refused` carries the server's error. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly kind: 'offline' | 'broken' | 'refused';
  readonly code: string;
  constructor(kind: CloudError['kind'], code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
    this.code = code;
  }
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** Told as work goes on; must return at once. */
export interface Progress {
  report(event: ProgressEvent): void;
}
export type ProgressEvent =
  | {
      readonly phase: 'scan' | 'compare' | 'upload' | 'download' | 'delete';
      readonly filesDone: number;
      readonly filesTotal: number;
      readonly bytesDone: number;
      readonly bytesTotal: number;
    }
  | {
      readonly phase: 'file';
      readonly key: FileKey;
      readonly action: string;
      readonly outcome: 'done' | 'failed';
      readonly reason?: string;
    };
