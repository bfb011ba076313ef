import type { ProgressEvent, Stopped } from '@cairn/sync';

/** What is under way, for a bar and a button that cancels. Files and plain bytes. */
export interface Running {
  readonly what: 'sync' | 'upload' | 'download' | 'resolve' | 'look';
  readonly phase: Exclude<ProgressEvent['phase'], 'file'> | null;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/** Something that a person should know; `code` leads to words and help. */
export interface Trouble {
  /** `evicted`: the browser has thrown contents away. `signed-out`: this device's token no longer counts. `refused`: also files alone. */
  readonly kind: Stopped['kind'] | 'signed-out' | 'evicted' | 'no-space';
  readonly code: string;
  readonly message: string;
  /** Numbers for words in other languages: `evicted` has `fetched` and `gone`, `refused` the `count` of files. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Room that the browser gives this website, bytes. */
export interface StorageState {
  readonly used: number;
  readonly quota: number;
  /** False: the browser may throw the library away when space is short. */
  readonly persisted: boolean;
  /** Less than a tenth, or than 50 MB, is left. */
  readonly isLow: boolean;
}

/** *Automatic backup* (S8); which types take part is `selectAutomatic`. */
export interface Automatic {
  readonly on: boolean;
  /** Also over connections that are paid by volume, or where data is saved. */
  readonly metered: boolean;
}
export const automaticAtFirst: Automatic = { on: true, metered: false };

export interface DeviceState {
  /** `library`: this browser keeps a library. `online`: nothing stays here. */
  readonly mode: 'library' | 'online';
  /** When the last complete sync ended, milliseconds; 0 = never. */
  readonly lastSync: number;
  /** Null until the first look. */
  readonly counts: { readonly local: number; readonly cloud: number; readonly conflicts: number } | null;
  /** Deletions that wait for a person's word (the brake). */
  readonly waiting: { readonly here: number; readonly there: number };
  /** All data was deleted from the cloud: automatic sync waits for `confirmAfterReset` (T7). */
  readonly paused: boolean;
  readonly running: Running | null;
  readonly trouble: Trouble | null;
  readonly storage: StorageState | null;
  readonly automatic: Automatic;
  /** Records of the index are being made: lists grow meanwhile. */
  readonly indexing: boolean;
}

export function firstState(mode: DeviceState['mode']): DeviceState {
  return {
    mode,
    lastSync: 0,
    counts: null,
    waiting: { here: 0, there: 0 },
    paused: false,
    running: null,
    trouble: null,
    storage: null,
    automatic: automaticAtFirst,
    indexing: false,
  };
}
