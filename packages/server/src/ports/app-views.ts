import type { AccountId } from './world.ts';
import type { MapRecord } from './map-records.ts';

/** A row as OsmAnd's apps know it: by type, name and stamp. A deletion has no sizes. */
export interface AppRow {
  /** Twice the sequence number; one more for the mark that a rename leaves at the old name. */
  readonly id: number;
  readonly stamp: number;
  readonly device: number | null;
  readonly type: string;
  /** Present name of the file: history follows a rename. */
  readonly name: string;
  /** Plain bytes; −1 for a deletion, as `stored`. */
  readonly size: number;
  /** Bytes of the stored gzip member. */
  readonly stored: number;
  readonly clientTime: number;
}
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
  readonly rows: readonly AppRow[];
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
  /** Rows by their ids, in that order; null = it was removed since. */
  appRows(account: AccountId, ids: Float64Array): Promise<readonly (AppRow | null)[]>;
  /** Sequence number of the content that an app means: of this stamp, or the newest; null = none, or a deletion. */
  appContent(account: AccountId, key: { type: string; name: string; stamp: number | null }): Promise<number | null>;
}
