import type { ContentVersion, DeletionVersion, FileKey, MovedVersion } from '@cairn/protocol';
import type { LocalFile } from './facts.ts';
import type { Choice } from './conflicts.ts';
import type { Problem } from './ports.ts';

/** One line of a result. `words` say to a person what happened and why. Companions have no lines. */
export interface Line {
  readonly key: FileKey;
  /** Plain bytes; 0 for a deletion. */
  readonly size: number;
  readonly words: string;
}
export interface DeletedLine extends Line {
  readonly where: 'here' | 'cloud';
}
/** A file or a whole folder (`files` in it) under its new name `key`. */
export interface RenamedLine extends Line {
  readonly from: FileKey;
  readonly where: 'here' | 'cloud';
  readonly isFolder: boolean;
  readonly files: number;
}
/** What could not be done. The file is as it was on both sides; `reason` says what to do. */
export interface Failure {
  readonly key?: FileKey;
  /** Where it has no key. */
  readonly path?: string;
  /** Of the error catalogue, of `LibraryErrorCode`, or `no-conflict`, `no-merge`, `no-free-name`. */
  readonly code: string;
  readonly reason: string;
}

/** What one sync (or upload, download, resolve) did. */
export interface SyncResult {
  readonly uploaded: readonly Line[];
  readonly downloaded: readonly Line[];
  readonly deleted: readonly DeletedLine[];
  readonly renamed: readonly RenamedLine[];
  /** Merged from both sides; the result is on both. */
  readonly merged: readonly Line[];
  /** Number of files found equal on both sides, of which only that was recorded. */
  readonly adopted: number;
  /** Still open, both sides intact. */
  readonly conflicts: readonly ConflictRow[];
  readonly failed: readonly Failure[];
  /** Deletions that the brake keeps: `sync({ allowDeletions: true })` carries them out. */
  readonly waiting: { readonly here: readonly FileKey[]; readonly there: readonly FileKey[] };
  /** Asked for by name, but there was nothing to do; `words` say why. */
  readonly untouched: readonly Line[];
  /** Left alone on purpose. */
  readonly notes: readonly Problem[];
  /** All data was deleted from the cloud: nothing is sent by itself until `confirmAfterReset` (T7). */
  readonly paused: boolean;
  readonly cancelled: boolean;
  /** The cloud could not be reached to the end; all that was acknowledged is recorded. */
  readonly stopped: Stopped | null;
}
export interface Stopped {
  readonly kind: 'offline' | 'broken' | 'refused';
  readonly code: string;
  readonly message: string;
}

export type Change = 'new' | 'changed' | 'deleted' | 'renamed';
/** One line of *Changes* (S3). Times are milliseconds; absent where there is none. */
export interface ChangeRow {
  readonly key: FileKey;
  readonly change: Change;
  readonly words: string;
  /** Old name of a renaming. */
  readonly from?: FileKey;
  readonly isFolder?: boolean;
  readonly local?: Pick<LocalFile, 'size' | 'modified'>;
  readonly cloud?: ContentVersion | DeletionVersion | MovedVersion;
  /** Why an earlier run could not do it, where only a change of the file, the plan or the free space can end that. */
  readonly failed?: Failure;
  /** When this file was last agreed on is not kept by file; this is the last complete sync of the device, 0 = never. */
  readonly lastSync: number;
}
export interface ConflictRow extends ChangeRow {
  readonly choices: readonly Choice[];
  /** Why the two could not be merged, where that was tried. */
  readonly reasons: readonly string[];
  /** Version that both sides began with; null = none is known. */
  readonly ancestor: number | null;
}
/** The state of the device beside the cloud (S1, S3). Rows are sorted by type, then by name. */
export interface Changes {
  readonly local: readonly ChangeRow[];
  readonly cloud: readonly ChangeRow[];
  readonly conflicts: readonly ConflictRow[];
  readonly counts: { readonly local: number; readonly cloud: number; readonly conflicts: number };
  /** Milliseconds; 0 = never. */
  readonly lastSync: number;
  /** Deletions that a sync would not carry out by itself. */
  readonly waiting: { readonly here: readonly FileKey[]; readonly there: readonly FileKey[] };
  /** Deleted in the cloud only; the copy is here. */
  readonly notInCloud: readonly FileKey[];
  readonly failed: readonly Failure[];
  readonly notes: readonly Problem[];
  readonly paused: boolean;
  /** The cloud could not be asked: `cloud` is what was known before. */
  readonly stopped: Stopped | null;
}
