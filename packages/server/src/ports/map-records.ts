import type { AccountId } from './world.ts';

/** A map that a device has: its bytes are never kept (S9, decision 5). */
export interface MapRecord {
  readonly device: number;
  readonly name: string;
  /** Plain bytes; null = unknown, because the app sent none. */
  readonly size: number | null;
  /** When it was recorded; strictly increasing with the stamps of the log. */
  readonly stamp: number;
  /** Modification time on the device, as it said (R26). */
  readonly clientTime: number;
}
/** Records of maps: private to the device that made them in OsmAnd's protocol, shown to their owner in our own API. */
export interface MapRecords {
  /** Puts a record in the place of the one before, unless it says the same: that keeps its stamp. Null when the device has `most` already. */
  recordMap(
    account: AccountId,
    map: { device: number; name: string; size: number | null; clientTime: number },
    most: number,
    now: number,
  ): Promise<{ readonly stamp: number } | null>;
  /** By name and device. */
  maps(account: AccountId): Promise<readonly MapRecord[]>;
  /** Removes the record of a device; with `stamp` only the one that has it. @returns whether there was one. */
  forgetMap(account: AccountId, device: number, name: string, stamp: number | null): Promise<boolean>;
}

/** Which phone a device is: OsmAnd's apps register anew after each sign-in, and a phone takes the place of itself (C9). */
export interface Phones {
  /** Device that the phone had last; `phone` is a keyed hash of its own id and model. */
  deviceOfPhone(account: AccountId, phone: string): Promise<number | null>;
  /** The phone is this device from now on; what its device before recorded comes along. */
  rememberPhone(account: AccountId, phone: string, device: number): Promise<void>;
}
