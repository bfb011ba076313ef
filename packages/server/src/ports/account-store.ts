import type { AccountId } from './world.ts';
import type { MailStore, SealedMail } from './mail-store.ts';
import type { TallyStore } from './tally-store.ts';

/** Everything that the rules of accounts keep; one set of commands, each one transaction. */
export type AccountStore = AccountRows & CodeRows & AccessRows & MailStore & TallyStore;

export type AccountState = 'active' | 'blocked' | 'deleting';
export interface AccountFacts {
  readonly account: AccountId;
  /** As it was typed; empty once the account is being deleted. */
  readonly address: string;
  readonly registered: number;
  readonly admin: boolean;
  readonly state: AccountState;
  /** When Start was activated (P1); null = never. */
  readonly startSince: number | null;
  readonly lang: string;
  readonly password: string | null;
  /** Quota that an administrator set, bytes; null = that of the plan. */
  readonly quota: number | null;
}

export interface AccountRows {
  account(account: AccountId): Promise<AccountFacts | null>;
  /** `key` is the comparison form of an address (`accounts/address.ts`). */
  accountByAddress(key: string): Promise<AccountFacts | null>;
  hasAdministrator(): Promise<boolean>;
  activateStart(account: AccountId, now: number): Promise<void>;
  setBlocked(account: AccountId, blocked: boolean): Promise<void>;
  /** Stores the only valid set-up token, hashed; the one before is void (A1). */
  putSetUpToken(hash: string): Promise<void>;
  /** Null when there is none, or an administrator exists already. */
  setUpToken(): Promise<string | null>;
  putInvitation(hash: string, expires: number, facts: { readonly made: number; readonly note: string }): Promise<void>;
  invitationIsOpen(hash: string, now: number): Promise<boolean>;
  /** Accounts that are being deleted, and since when (R73). */
  accountsToDrop(limit: number): Promise<readonly { readonly account: AccountId; readonly since: number }[]>;
  /** Last step of a deletion: nothing of the account is left in the tables of this port. */
  dropAccount(account: AccountId): Promise<void>;
  /** Facts for readiness: answers when the database does. */
  probe(): Promise<void>;
}

/** What a code is good for; one that was mailed for one purpose is worth nothing for another (R51). */
export type CodePurpose = 'sign-in' | 'change-address' | 'confirm-address' | 'set-password' | 'delete-account';
/** Who a code belongs to. `account` is 0 while nobody is registered under the address; `subject` is the address key then and at sign-in. */
export interface CodeOwner {
  readonly account: AccountId;
  readonly subject: string;
  readonly purpose: CodePurpose;
}
export interface NewCode extends CodeOwner {
  /** Keyed hashes of the digits and of the long word (R51, R52). */
  readonly digitsHash: string;
  readonly wordHash: string;
  readonly expires: number;
  /** Address as typed: of the account to be made, or the new one of a change; and its comparison form. */
  readonly address: string;
  readonly addressKey: string;
  readonly lang: string;
  readonly invitation: string | null;
  readonly grantsAdmin: boolean;
}
/** A presented code, hashed for its owner. Digits are guessable and count against the budget; the word of the mail is not. */
export interface Presented {
  readonly kind: 'digits' | 'word';
  readonly hash: string;
  /** Budget of wrong tries that a failure is written to (R52). */
  readonly budget: string;
}
export type Refused = { readonly outcome: 'invalid' } | { readonly outcome: 'locked' };

export interface DeviceFacts {
  readonly name: string;
  readonly brand: string;
  readonly model: string;
  readonly platform: string;
  readonly lang: string;
}
export interface DeviceRecord extends DeviceFacts {
  readonly device: number;
  readonly registered: number;
  readonly lastSeen: number;
}

export interface NewSession {
  /** Public half of the id. */
  readonly session: string;
  readonly hash: string;
  readonly idleEnd: number;
  readonly end: number;
  /** Most sessions of an account; the longest unused ends. */
  readonly most: number;
  /** What the browser calls itself. */
  readonly browser: string;
}
export interface SessionRecord {
  readonly session: string;
  readonly browser: string;
  readonly opened: number;
  readonly lastSeen: number;
}

export interface CodeRows {
  /**
   * Puts the code in the place of any earlier one of the same owner and queues its mail.
   * With `code` null only the mail row is written, so that an answer costs the same where nothing is to be sent (R54).
   */
  issueCode(code: NewCode | null, mail: SealedMail, now: number): Promise<'done' | 'queue-full'>;
  /**
   * Spends a sign-in code and registers a device; makes the account where there is none (A1, A2).
   * At the limit of devices nothing is spent (A8).
   */
  registerDevice(input: {
    readonly owner: CodeOwner;
    readonly presented: Presented;
    readonly device: DeviceFacts;
    readonly tokenHash: string;
    /** Most devices; 0 = no limit. */
    readonly deviceLimit: number;
    readonly signOut: number | null;
    readonly startsPlan: boolean;
    readonly now: number;
  }): Promise<
    | Refused
    | { readonly outcome: 'device-limit'; readonly account: AccountId; readonly devices: readonly DeviceRecord[] }
    | { readonly outcome: 'registered'; readonly account: AccountId; readonly device: number; readonly signedOut: number | null }
  >;
  /** Spends a sign-in code and opens a web session; makes the account where there is none (A1, A3). */
  openSessionByCode(input: {
    readonly owner: CodeOwner;
    readonly presented: Presented;
    readonly session: NewSession;
    readonly now: number;
  }): Promise<Refused | { readonly outcome: 'opened'; readonly account: AccountId }>;
  /** Spends the code of the old address and puts one for the new address in its place (A6). */
  exchangeCode(owner: CodeOwner, presented: Presented, next: NewCode, mail: SealedMail, now: number): Promise<Refused | Done>;
  /** Comparison form of the address that a pending change leads to; null when none is pending. */
  pendingAddress(owner: CodeOwner, now: number): Promise<string | null>;
  /**
   * Spends the code of the new address. Another account under that address gives way only when it is `mayReplace` and has no
   * device. Ends every session but `keepSession` and all pending codes (R58).
   */
  confirmAddress(input: {
    readonly owner: CodeOwner;
    readonly presented: Presented;
    readonly mayReplace: AccountId | null;
    readonly keepSession: string | null;
    readonly now: number;
  }): Promise<Refused | { readonly outcome: 'address-in-use' } | { readonly outcome: 'done'; readonly from: string; readonly to: string }>;
  /** Ends every session but `keepSession` and all pending codes (R58). */
  setPassword(input: {
    readonly owner: CodeOwner;
    readonly presented: Presented;
    readonly password: string;
    readonly keepSession: string | null;
    readonly now: number;
  }): Promise<Refused | Done>;
  /** Access ends in this one transaction: tokens, sessions, codes, mails and the address are gone; content follows (R73). */
  beginDeletion(owner: CodeOwner, presented: Presented, now: number): Promise<Refused | Done>;
}
type Done = { readonly outcome: 'done' };

/** Facts that decide whether a credential counts; hashes are compared by the caller, in constant time (R56). */
export interface CredentialFacts {
  readonly hash: string;
  readonly admin: boolean;
  readonly state: AccountState;
  readonly lastSeen: number;
}
export interface AccessRows {
  deviceCredential(account: AccountId, device: number): Promise<CredentialFacts | null>;
  /** `session` is the public half of the id; an expired one is as good as none. */
  sessionCredential(account: AccountId, session: string, now: number): Promise<CredentialFacts | null>;
  devices(account: AccountId): Promise<readonly DeviceRecord[]>;
  touchDevice(account: AccountId, device: number, now: number): Promise<void>;
  /** Registers one more device of an account that is signed in otherwise; `blocked` when the account is not active any more (A8). */
  addDevice(input: {
    readonly account: AccountId;
    readonly device: DeviceFacts;
    readonly tokenHash: string;
    /** Most devices; 0 = no limit. */
    readonly deviceLimit: number;
    readonly signOut: number | null;
    readonly now: number;
  }): Promise<
    | { readonly outcome: 'blocked' }
    | { readonly outcome: 'device-limit'; readonly devices: readonly DeviceRecord[] }
    | { readonly outcome: 'registered'; readonly device: number; readonly signedOut: number | null }
  >;
  /** Also moves the idle end of the session to `idleEnd`, never past its absolute end. */
  touchSession(account: AccountId, session: string, now: number, idleEnd: number): Promise<void>;
  /** @returns whether there was such a device, signed in. */
  endDevice(account: AccountId, device: number, now: number): Promise<boolean>;
  /** @returns whether there was such a session. */
  endSession(account: AccountId, session: string): Promise<boolean>;
  /** Sessions that have not ended, the last used first. */
  sessions(account: AccountId, now: number): Promise<readonly SessionRecord[]>;
  /** Ends all devices and sessions but those named. @returns how many ended. */
  endOthers(account: AccountId, keepDevice: number | null, keepSession: string | null, now: number): Promise<number>;
  /** Also keeps the password hash, when it was made anew with stronger parameters. */
  openSession(input: {
    readonly account: AccountId;
    readonly session: NewSession;
    readonly password: string | null;
    readonly now: number;
  }): Promise<void>;
}
