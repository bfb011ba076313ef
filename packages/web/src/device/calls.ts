import type { FileKey } from '@cairn/protocol';
import type { Changes, Choice, SyncResult } from '@cairn/sync';
import type { Entry } from './index/records.ts';
import type { Undo } from './library/edits.ts';
import type { SentError } from './rpc.ts';
import type { Automatic, DeviceState, StorageState } from './state.ts';

/** A file that was read. */
export interface FileContent {
  readonly bytes: Uint8Array;
  readonly hash: string;
  /** Milliseconds. */
  readonly modified: number;
}

/** What became of files that were to be removed. */
export interface Removal {
  /** What `undo` takes. */
  readonly undo: Undo;
  /** Those that stay, and why the first of them does; null where all are gone. */
  readonly left: { readonly keys: readonly FileKey[]; readonly error: SentError } | null;
}

/**
 * What screens ask of this browser's files, in both modes. Every change of files is safe to repeat: a tab that closes in the middle
 * leaves it done or not done, and the next tab that looks after the library may be asked again.
 */
export interface DeviceCalls {
  /** All files with what lists and the map need (README, "library index"). */
  entries(): Promise<readonly Entry[]>;
  /** The same for some names; what is gone is missing. */
  entriesOf(keys: readonly FileKey[]): Promise<readonly Entry[]>;
  /** @throws LibraryError `vanished`, `unreadable`; CloudError where the content is in the cloud only. */
  readFile(key: FileKey): Promise<FileContent>;

  /**
   * Writes a file. `base`: hash of what the person saw, null for a new file; absent = whatever is there.
   * @throws LibraryError `changed-meanwhile`, `no-space`; CairnError `name-refused`; without a library CloudError as well
   */
  writeFile(key: FileKey, bytes: Uint8Array, base?: string | null): Promise<Undo>;
  /** With its companion. @throws LibraryError `vanished`, `name-impossible` */
  rename(key: FileKey, to: FileKey): Promise<void>;
  /** Everything below a folder, in one act. */
  renameFolder(type: string, from: string, to: string): Promise<void>;
  /** With their companions. @throws as `rename` where nothing was removed */
  remove(keys: readonly FileKey[]): Promise<Removal>;
  /** Repeated after a failure, it goes on with what is not back yet. */
  undo(what: Undo): Promise<readonly FileKey[]>;

  /** Compares both sides, changes nothing (S3). */
  changes(): Promise<Changes>;
  /** *Sync now* (S2). `allowDeletions` answers the brake. */
  sync(options?: { readonly allowDeletions?: boolean }): Promise<SyncResult>;
  upload(keys?: readonly FileKey[]): Promise<SyncResult>;
  download(keys?: readonly FileKey[]): Promise<SyncResult>;
  /** Settles a conflict (S6). */
  resolve(key: FileKey, how: Choice): Promise<SyncResult>;
  /** Ends what is under way: what was begun is finished and recorded. */
  cancel(): Promise<void>;

  /** What is switched off (S7): categories, types (`GPX`), folders (`GPX/Alps`). */
  selection(): Promise<readonly string[]>;
  select(entries: readonly string[], on: boolean): Promise<readonly string[]>;
  /** The same for automatic backup (S8). */
  selectAutomatic(entries: readonly string[], on: boolean): Promise<readonly string[]>;
  setAutomatic(automatic: Automatic): Promise<void>;
  confirmAfterReset(): Promise<void>;

  /** A person has seen `state.trouble`. */
  dismissTrouble(): Promise<void>;

  state(): Promise<DeviceState>;
  /** Measures anew. */
  storage(): Promise<StorageState | null>;
  /** What happens around: the page came to the front, the network is back. */
  noticed(event: Noticed, tab?: string): Promise<void>;
}
export type Noticed = 'visible' | 'hidden' | 'online';

/** Told to every page of every tab. */
export type DeviceEvent = { readonly state: DeviceState } | { readonly files: readonly FileKey[] | 'all' };
