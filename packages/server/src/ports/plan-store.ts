import type { PurchaseKind, RefusalReason, StoreName } from './stores.ts';
import type { DeviceFacts } from './account-store.ts';
import type { SealedMail } from './mail-store.ts';
import type { AccountId } from './world.ts';

/** Where a purchase comes from; `promo` and `grant` are given by this server and never checked with anybody. */
export type PurchaseSource = StoreName | 'promo' | 'grant';

/** Who a purchase is: one row each, whatever is heard of it and how often (purchases 2.1). */
export interface PurchaseKey {
  /** The store's own id of the purchase (`ConfirmedPurchase.orderId`); of a promo or grant a random id. */
  readonly orderId: string;
  readonly sku: string;
}
/** What is known of a purchase: what its store confirmed, or what the operator gave. Times are Unix milliseconds. */
export interface PurchaseFacts extends PurchaseKey {
  readonly source: PurchaseSource;
  readonly kind: PurchaseKind;
  /** What the store is asked with. */
  readonly token: string;
  /** Start of the first period; of an in-app purchase when it was bought. */
  readonly start: number;
  /** End of what is paid. Null: of an in-app purchase always, of a promo or grant that has no end. */
  readonly expiry: number | null;
  readonly autoRenewing: boolean;
  readonly payment: 'received' | 'pending' | 'other';
  /** Moment that the facts are of; older ones never take the place of newer ones (R63). */
  readonly asOf: number;
  /** For the operator: why a grant was given. */
  readonly note: string;
}
/** Why a purchase does not count any more: its store said so, another took its place, or the operator took it back. */
export type EndReason = RefusalReason | 'replaced' | 'withdrawn';
export interface Purchase extends PurchaseFacts {
  /** The one account that holds it; null = none. */
  readonly account: AccountId | null;
  readonly ended: { readonly reason: EndReason; readonly at: number } | null;
}

/** What plans are judged from: without the token, which may be a receipt of a megabyte. */
export type HeldPurchase = Omit<Purchase, 'token'>;

/** Everything that the plan of an account is judged from, of one moment. */
export interface PlanFacts {
  readonly registered: number;
  readonly active: boolean;
  /** When Start was activated (P1); null = never. */
  readonly startSince: number | null;
  /** When a purchase that gave Pro was last moved to another account (P4); null = never. */
  readonly lostPro: number | null;
  /** Quota that an administrator set in the place of the plan's, bytes; null = that of the plan. */
  readonly quota: number | null;
  /** Live files of types that Start does not include: left over from Pro (P6). Compressed bytes. */
  readonly beyondStart: { readonly files: number; readonly stored: number };
  /** Purchases that the account holds, by order id and SKU. */
  readonly purchases: readonly HeldPurchase[];
}

/** Who a purchase is given to: `take` also from another account, else only when nobody holds it. */
export interface Link {
  readonly account: AccountId;
  readonly take: boolean;
}
export interface Recorded {
  /** Who holds the purchase now. */
  readonly account: AccountId | null;
  /** Who lost it by this command; a notice for them waits (`PlanNotice`). */
  readonly from: AccountId | null;
}

export interface PurchaseRows {
  /** Null when there is no such account. */
  planFacts(account: AccountId): Promise<PlanFacts | null>;
  /** Purchases with this order id, whoever holds them. It proves nothing about who asks. */
  purchasesOfOrder(orderId: string): Promise<readonly Purchase[]>;
  purchasesOfToken(source: PurchaseSource, token: string): Promise<readonly Purchase[]>;
  /**
   * Writes what a store confirmed, or the operator gave, and links it. One purchase is one row and belongs to one account (P4). Facts older
   * than those known are passed over; the link counts all the same. What `replaces` names (order id or token of the same source) ends, and
   * its account holds the new one unless `link` says otherwise. An account that is not active is linked nothing. Claims about the purchase
   * are settled by it; those of devices wait for their own proof unless a device has proved it here (`take`).
   * `givesPro`: whoever loses it is on record as having had Pro until now.
   */
  recordPurchase(command: {
    readonly purchase: PurchaseFacts;
    readonly link: Link | null;
    readonly replaces: string | null;
    readonly givesPro: boolean;
    readonly nextCheck: number | null;
    readonly now: number;
  }): Promise<Recorded>;
  /** The purchase counts no more from `asOf` on; nothing when newer facts are known. @returns whether it was written */
  endPurchase(
    key: PurchaseKey,
    end: { readonly reason: EndReason; readonly asOf: number; readonly now: number; readonly nextCheck: number | null },
  ): Promise<boolean>;
  /** Purchases whose check is due, soonest first; nobody else takes them before `now + leaseMs`. */
  takeDuePurchases(now: number, leaseMs: number, limit: number): Promise<readonly Purchase[]>;
  /** Sets when the purchase is checked next; null = never. */
  scheduleCheck(key: PurchaseKey, at: number | null): Promise<void>;
  /** Accounts that hold a purchase or lost one, by number, in pages. */
  planAccounts(after: AccountId, limit: number): Promise<readonly AccountId[]>;
}

/** What somebody said about a purchase that its store could not be asked about yet. It counts for nothing. */
export interface NewClaim {
  readonly source: StoreName;
  readonly kind: PurchaseKind;
  readonly sku: string;
  readonly orderId: string;
  readonly token: string;
  /**
   * Who said so. `device`: one that is signed in to `account` and holds the purchase, so it is given to that account. `shop`: the store
   * itself, in a notice; `account` is whom the buyer named, if anybody. `anybody`: no one is known, nothing is linked.
   */
  readonly by: 'device' | 'shop' | 'anybody';
  readonly account: AccountId | null;
}
export interface Claim extends NewClaim {
  readonly id: number;
  readonly made: number;
}
export interface ClaimRows {
  /** The same claim again changes nothing, but that one of a device takes the place of one of anybody. At most `most` wait at a time. */
  putClaim(claim: NewClaim, times: { readonly now: number; readonly nextCheck: number }, most: number): Promise<'done' | 'full'>;
  takeDueClaims(now: number, leaseMs: number, limit: number): Promise<readonly Claim[]>;
  delayClaim(id: number, nextCheck: number): Promise<void>;
  dropClaim(id: number): Promise<void>;
  /** Remembers the order id that came with a request for a code, in the place of any earlier one; null forgets it. */
  rememberOrder(subject: string, orderId: string | null, expires: number): Promise<void>;
  /** The order id that was remembered; it is forgotten by being asked for. */
  takeOrder(subject: string, now: number): Promise<string | null>;
  /** Whether this notice of a store is heard for the first time; marks it heard. */
  hearNotice(source: StoreName, id: string, now: number): Promise<boolean>;
  /** Drops what is over: remembered orders, and notices heard before `before`. */
  prunePlans(now: number, before: number): Promise<void>;
}

/** Something that an account must be told by mail and has not been; written in the transaction that made it so. */
export interface PlanNotice {
  readonly id: number;
  readonly account: AccountId;
  /** A purchase of this SKU was moved to another account. */
  readonly kind: 'licence-moved';
  readonly sku: string;
}
/** Steps that were told: `first` when the first was, `at` when the last. */
export interface GraceStep {
  readonly step: number;
  readonly first: number;
  readonly at: number;
}
export interface PlanNoticeRows {
  planNotices(limit: number): Promise<readonly PlanNotice[]>;
  /** Queues the mail and forgets the notice, both or none; null = there is nobody to tell. */
  sendPlanNotice(id: number, mail: SealedMail | null, now: number): Promise<'done' | 'queue-full'>;
  /** What an account was told about this end of its year after Pro; null = nothing yet. */
  graceStep(account: AccountId, ends: number): Promise<GraceStep | null>;
  /** Notes the step and queues its mail, both or none. `known`: it was noted before. */
  markGrace(
    account: AccountId,
    at: { readonly ends: number; readonly step: number },
    mail: SealedMail | null,
    now: number,
  ): Promise<'done' | 'known' | 'queue-full'>;
}

/** A campaign of promo codes (purchases 7). */
export interface Campaign {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Most promos that it gives. */
  readonly limit: number;
  readonly used: number;
  /** How long each counts; null = a year. */
  readonly months: number | null;
}
export interface CampaignRows {
  /** @returns false when there is one of that name already */
  addCampaign(campaign: Omit<Campaign, 'used'>): Promise<boolean>;
  campaigns(): Promise<readonly Campaign[]>;
  campaign(name: string): Promise<Campaign | null>;
  /** Ends it; what it gave goes on. @returns whether there was one */
  endCampaign(name: string, now: number): Promise<boolean>;
  /** Takes one of the campaign's number and records the promo for the account, both or none. `held`: the account has one of it already. */
  usePromo(name: string, purchase: PurchaseFacts, account: AccountId, now: number): Promise<'done' | 'over' | 'ran-out' | 'held'>;
}

/** A device that is signed in, or was: `ended` says until when. */
export interface DeviceHistory extends Omit<DeviceFacts, 'lang'> {
  readonly device: number;
  readonly registered: number;
  /** Null while it is signed in. */
  readonly ended: number | null;
}
/** A counter of free map downloads (P7), by the first device that used it. */
export interface DownloadCount {
  readonly device: number;
  readonly used: number;
  readonly bonus: boolean;
}
export interface DownloadRows {
  /** Every device that the account ever had, in the order in which they registered. */
  everyDevice(account: AccountId): Promise<readonly DeviceHistory[]>;
  downloadCounts(account: AccountId): Promise<readonly DownloadCount[]>;
  /**
   * Counts one download under a key that the device made; the same key again is the same download. Judged in the transaction, so that two
   * at once never take the last one twice.
   */
  useDownload(command: {
    readonly account: AccountId;
    readonly device: number;
    readonly key: string;
    readonly free: number;
    readonly bonus: number;
    readonly now: number;
  }): Promise<{ readonly outcome: 'counted' | 'used-up'; readonly used: number; readonly bonus: boolean }>;
  /** A request to join the mailing list; the mail asks to confirm it (double opt-in). Takes the place of an earlier one of the address. */
  askSubscription(
    request: {
      readonly addressKey: string;
      readonly address: string;
      readonly lang: string;
      readonly account: AccountId;
      /** Device that gets the bonus; null = the website asked. */
      readonly device: number | null;
      readonly wordHash: string;
      readonly expires: number;
    },
    mail: SealedMail,
    now: number,
  ): Promise<'done' | 'queue-full'>;
  /**
   * Confirms it: the address is on the list, and the device has its bonus, once a device and once an address.
   * @returns null for a word that is wrong or over
   */
  confirmSubscription(wordHash: string, now: number): Promise<{ readonly account: AccountId; readonly bonus: boolean } | null>;
  /** @returns whether the address was on the list */
  endSubscription(addressKey: string): Promise<boolean>;
  isSubscribed(addressKey: string): Promise<boolean>;
  /** Confirmed addresses, by key, in pages: for the operator. */
  subscribers(after: string, limit: number): Promise<readonly { readonly key: string; readonly address: string; readonly lang: string }[]>;
}

/** Everything that the rules of plans keep; one set of commands, each one transaction. */
export type PlanStore = PurchaseRows & ClaimRows & PlanNoticeRows & CampaignRows & DownloadRows;
