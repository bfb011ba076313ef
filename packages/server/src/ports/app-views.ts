import type { AccountId } from './world.ts';
import type { MapRecord } from './map-records.ts';

/**
 * Rows as OsmAnd's apps know them, by type, name and stamp; in columns, because there may be hundreds of thousands of them and they travel
 * from thread to thread.
 */
export interface AppRows {
  /** `appColumns` numbers a row, as `appColumn` has them. */
  readonly numbers: Float64Array;
  /** Types that occur; a row names its type by the place in this list. */
  readonly types: readonly string[];
  /** Present name of the file: history follows a rename. */
  readonly names: readonly string[];
}
/** Where the numbers of a row stand. */
export const appColumn = {
  /** Twice the sequence number; one more for the mark that a rename leaves at the old name. 0 = the row was removed since. */
  id: 0,
  stamp: 1,
  /** 0 for the website and for jobs. */
  device: 2,
  type: 3,
  /** Plain bytes; −1 for a deletion, as `stored`. */
  size: 4,
  /** Bytes of the stored gzip member. */
  stored: 5,
  clientTime: 6,
} as const;
export const appColumns = 7;
export interface AppTotals {
  readonly size: number;
  readonly stored: number;
}
/** What a listing will show, at one moment (R17). */
export interface AppIndex {
  /** Ids of the rows: all of them, newest first, then the newest of each name, newest first. */
  readonly ids: Float64Array;
  /** How many of `ids` are of the first kind; 0 where only the newest were asked for. */
  readonly all: number;
  /** Rows with content, in both modes. */
  readonly versions: number;
  readonly totals: { readonly all: AppTotals; readonly unique: AppTotals };
  /** The first rows, so that a listing of few needs no second look. */
  readonly rows: AppRows;
  /** Maps that the device recorded, newest first. */
  readonly maps: readonly MapRecord[];
}

/**
 * What OsmAnd's apps are shown of the log (device-api 1.12, docs/developers/osmand-protocol.md). Left out: what is deleted in the cloud
 * only, tombstones without content below, and the old row of a content that an app brought back.
 */
export interface AppViews {
  /** `first`: most rows that come with it. */
  appIndex(query: {
    account: AccountId;
    device: number | null;
    types: readonly string[] | null;
    name: string | null;
    allVersions: boolean;
    first: number;
  }): Promise<AppIndex>;
  /** Rows by their ids, in that order. */
  appRows(account: AccountId, ids: Float64Array): Promise<AppRows>;
}
