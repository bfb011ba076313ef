import type { AccountId } from './world.ts';

/** One thing that somebody did, or tried, with an account or the server (R79). Holds no address, no name and no secret (R69). */
export interface AuditEntry {
  /** Whose it is; 0 = nobody's: strangers, and what administrators do. */
  readonly account: AccountId;
  /** The account that an administrator's act was about; null = none. */
  readonly about: AccountId | null;
  /** Unix milliseconds. */
  readonly at: number;
  readonly kind: string;
  /** `device:3`, `web`, `account:1` (an administrator), `operator` (the command line of the server), `server`, `nobody`. */
  readonly actor: string;
  /** Address of the client; empty where the server acted by itself. */
  readonly source: string;
  /** Keyed hash of an e-mail address, so that what happened before there was an account can be found by who knows it. */
  readonly subject: string | null;
  /** `done`, or the code of the error. */
  readonly outcome: string;
  /** Further facts, as JSON. */
  readonly facts: string;
  /** Keyed hash of all of the above: a row that was changed behind the program's back does not fit it. */
  readonly seal: string;
}
export interface AuditRow extends AuditEntry {
  /** Counts up within `account`, without gaps between the oldest and the newest row that are kept. */
  readonly n: number;
}
/** Where a page of the audit log begins: right after this row, going back in time. */
export interface AuditPlace {
  readonly at: number;
  readonly account: AccountId;
  readonly n: number;
}

/** The audit log: rows are added and, when they are old or their account is gone, removed; never changed (R79). */
export interface AuditStore {
  appendAudit(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first: by time, then account, then number. Filters that are null do not filter. */
  audit(query: {
    /** Rows of the account and about it, and those of `subject`; null = all. */
    readonly of: { readonly account: AccountId; readonly subject: string | null } | null;
    readonly kind: string | null;
    readonly before: AuditPlace | null;
    readonly limit: number;
  }): Promise<readonly AuditRow[]>;
  /** Removes at most `limit` rows older than `before`. @returns how many. */
  pruneAudit(before: number, limit: number): Promise<number>;
}
