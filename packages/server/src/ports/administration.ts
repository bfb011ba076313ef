import type { AccountState } from './account-store.ts';
import type { AccountId } from './world.ts';

/** An account as a list of the administrator shows it. */
export interface AccountListing {
  readonly account: AccountId;
  readonly address: string;
  readonly registered: number;
  readonly admin: boolean;
  readonly state: AccountState;
  readonly startSince: number | null;
  /** Set by an administrator, bytes; null = that of the plan. */
  readonly quota: number | null;
  /** Devices that are signed in. */
  readonly devices: number;
  /** Newest sign of life of any device; null = there is none. */
  readonly lastSeen: number | null;
  /** Stored bytes: newest versions, and everything. */
  readonly used: number;
  readonly kept: number;
}
export interface InvitationRow {
  /** The first characters of the hash: enough to name it, nothing to use it with. */
  readonly id: string;
  readonly made: number;
  readonly expires: number;
  readonly note: string;
  /** The account that was made with it; null = still open. */
  readonly spentBy: AccountId | null;
}
/** A mail that waits, without its content. */
export interface MailRow {
  readonly id: number;
  readonly account: AccountId;
  readonly expires: number;
  readonly tries: number;
  /** When it is tried next. */
  readonly next: number;
}
/** Sums over the whole server; they may lag behind by a moment, and never stop a write. */
export interface Figures {
  readonly accounts: { readonly active: number; readonly blocked: number; readonly deleting: number };
  readonly devices: number;
  readonly sessions: number;
  /** Files and stored bytes by shelf. */
  readonly live: { readonly files: number; readonly stored: number };
  readonly trash: { readonly files: number; readonly stored: number };
  readonly history: { readonly files: number; readonly stored: number };
  /** Contents that nothing refers to any more and that the collector has yet to remove. */
  readonly unreferenced: number;
  readonly mails: { readonly waiting: number; readonly oldestDue: number | null };
}

/** What the administration asks of the store; each command is one transaction. Entitlements and codes are not its business. */
export interface Administration {
  /**
   * Accounts whose address contains `text` (any case) or whose number it is, by number.
   * `%` and `_` are letters like others.
   */
  findAccounts(query: {
    readonly text: string;
    readonly state: AccountState | null;
    readonly after: AccountId;
    readonly limit: number;
  }): Promise<readonly AccountListing[]>;
  /** The operator's own quota of an account, bytes; null = that of its plan. */
  setQuota(account: AccountId, quota: number | null): Promise<void>;
  /** Gives or takes the right of the administrator. @returns false when nobody would have it any more; nothing was changed then. */
  setAdministrator(account: AccountId, admin: boolean): Promise<boolean>;
  /** As `beginDeletion`, without a code. @returns false when there is no such account, or it is the last administrator's. */
  removeAccount(account: AccountId, now: number): Promise<boolean>;
  /** Ends every device and session. @returns how many ended. */
  signOutAll(account: AccountId, now: number): Promise<number>;
  invitations(now: number): Promise<readonly InvitationRow[]>;
  /** @returns whether there was such an open invitation. */
  withdrawInvitation(id: string): Promise<boolean>;
  /** Mails that will be sent, by number. */
  waitingMails(after: number, limit: number): Promise<readonly MailRow[]>;
  /** Makes them due at once; null = all. @returns how many. */
  retryMails(ids: readonly number[] | null, now: number): Promise<number>;
  figures(): Promise<Figures>;
}
