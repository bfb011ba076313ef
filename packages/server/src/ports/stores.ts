/** Stores that sell OsmAnd's purchases and can be asked about them (P3). Promo codes and gifts are ours: they have no store. */
export const storeNames = ['google', 'apple', 'huawei', 'amazon', 'fastspring'] as const;
export type StoreName = (typeof storeNames)[number];

/** A subscription runs from … to …; an in-app purchase was bought once. */
export type PurchaseKind = 'subscription' | 'in-app';

/**
 * What somebody says about a purchase. Nothing in it is believed before the store has confirmed it (R63): it came from an app, or from a
 * notice that only says what to look at.
 */
export interface PurchaseReference {
  readonly kind: PurchaseKind;
  readonly sku: string;
  /**
   * Id of the purchase as the app sent it: Play order id (also with `..2` of a renewal), transaction id of Apple (the original one or that
   * of a renewal), subscription id or order of Huawei, receipt id of Amazon, order id of FastSpring. Null where a notice names none.
   */
  readonly orderId: string | null;
  /**
   * What the store is asked with: purchase token of Play and Huawei, base64 receipt or signed transaction (JWS) of Apple, user id of
   * Amazon, reference of a FastSpring order. Empty where nobody sent one (FastSpring's webhook may have only the order).
   */
  readonly token: string;
}

interface ConfirmedFacts {
  /** SKU as the store has it: one that differs from the reference is `refused`, `invalid`. */
  readonly sku: string;
  /**
   * The store's own id of the purchase, the same at every renewal (purchases 3): Play order id before `..`, original transaction id of
   * Apple (also of an in-app purchase: each restore has a transaction of its own), subscription id of Huawei, receipt id of Amazon, order id
   * of FastSpring. One purchase, one id.
   */
  readonly orderId: string;
  /** What to ask with the next time: the token of the reference, or a newer one that the store gave. */
  readonly token: string;
  /**
   * Token or order id of the purchase that this one took the place of; null = none known. Play gives the token of the older purchase. Where
   * the store keeps one id while the product changes (App Store, FastSpring) it is the own order id: what is known under it with another
   * SKU is over.
   */
  readonly replaces: string | null;
  /**
   * Moment (Unix ms) that the facts are of: now when the store was asked, the signing date of a signed transaction that was only checked
   * offline. Older facts never replace newer ones, so notices may come late and out of order (R63).
   */
  readonly asOf: number;
}
/** Times are Unix milliseconds. */
export interface ConfirmedSubscription extends ConfirmedFacts {
  readonly kind: 'subscription';
  /** Start of the first period. */
  readonly start: number;
  /** End of what is paid, a grace period of the store included. Null where the store knows none. */
  readonly expiry: number | null;
  readonly autoRenewing: boolean;
  /**
   * `received`: paid (1 in purchases 3.1; also where the store says nothing); `pending`: the store waits for the money, that is grace
   * period before `expiry` and on hold after it (0); `other`: anything else, such as a free trial or a deferred change.
   */
  readonly payment: 'received' | 'pending' | 'other';
}
export interface ConfirmedInApp extends ConfirmedFacts {
  readonly kind: 'in-app';
  readonly bought: number;
}
export type ConfirmedPurchase = ConfirmedSubscription | ConfirmedInApp;

/**
 * Why a store does not stand behind a purchase: `invalid` (forged, malformed, of another app, SKU or order), `gone` (the store has
 * forgotten it), `empty` (it knows the receipt, but no such purchase in it), `expired` (over, and the store tells no more than that),
 * `refunded` (money back, charged back, revoked), `pending` (not paid yet: ask again), `sandbox` (a test purchase, where the operator
 * does not let them count).
 */
export type RefusalReason = 'invalid' | 'gone' | 'empty' | 'expired' | 'refunded' | 'pending' | 'sandbox';
/** What a store says; an outage is an answer too. */
export type Confirmation =
  | { readonly outcome: 'confirmed'; readonly purchase: ConfirmedPurchase }
  | {
      readonly outcome: 'refused';
      readonly reason: RefusalReason;
      /** As `asOf` above: a refusal that is older than the facts we have changes nothing. */
      readonly asOf: number;
    }
  | Unavailable;
/** The store cannot tell now: down, slow, out of quota, our credentials refused. Nothing is known; what was known goes on (R40). */
export interface Unavailable {
  readonly outcome: 'unavailable';
  /** For the log and the operator: no token, no address, no credential in it. */
  readonly detail: string;
}

/** A request of a store to one of our notice routes, as it came. */
export interface StoreRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters of the address. */
  readonly query: Readonly<Record<string, string>>;
  /** The bytes that the signature is over; at most 1 MiB. */
  readonly body: Uint8Array;
}
/** A purchase that a notice speaks of. */
export interface NoticeSubject {
  /** `sku` is null where the notice names none (a voided purchase of Play): it is found by its token or order id among those we know. */
  readonly reference: Omit<PurchaseReference, 'sku'> & { readonly sku: string | null };
  /**
   * Address of the account that a new purchase is for, where the shop puts one in (`userEmail` of FastSpring); null = none. It links only
   * a purchase that the store confirms and no account holds.
   */
  readonly address: string | null;
}
/** What a notice says: what to look at again, never how it is; so replayed, late and reordered notices do no harm (R63). */
export type Notice =
  | {
      readonly outcome: 'accepted';
      /** The store's id of the notice: the same for a notice that is sent again. */
      readonly id: string;
      /** Empty for a test notice, or one that concerns nothing of ours. */
      readonly subjects: readonly NoticeSubject[];
    }
  | {
      readonly outcome: 'refused';
      /** `signature`: not proven to be of the store, or for somebody else's app; `malformed`: proven, but unreadable; `sandbox`: a test purchase. */
      readonly reason: 'signature' | 'malformed' | 'sandbox';
    }
  | Unavailable;

/**
 * One store. An adapter talks to the store's own endpoints or checks its signatures; it decides nothing about accounts and plans, keeps
 * nothing but access tokens and keys of the store, and knows the time by the clock it was made with.
 *
 * No method throws or hangs: every call settles within 10 s, and a store that failed some times in a row is let alone for a while
 * (`unavailable` at once), so that nothing piles up (R40). Redirects are not followed (R49).
 */
export interface StoreApi {
  /** Asks the store, or checks its signature, about one purchase. The answer is always about the SKU and order of the reference. */
  confirm(reference: PurchaseReference): Promise<Confirmation>;
}
/** A store that tells us of changes by itself. */
export interface NotifyingStoreApi extends StoreApi {
  /** Proves where a request comes from and says which purchases to look at again. It asks nothing about the purchases. */
  notification(request: StoreRequest): Promise<Notice>;
}

/** One purchase in a receipt of Apple, as `ios-receipt-validate` answers it (purchases 5.1); times in Unix milliseconds. */
export interface ReceiptRow {
  readonly kind: PurchaseKind;
  readonly sku: string;
  readonly transactionId: string;
  readonly originalTransactionId: string;
  readonly bought: number;
  /** Null for an in-app purchase. */
  readonly expiry: number | null;
  /** The period was a trial or at an introductory price. */
  readonly introductory: boolean;
}
export type ReceiptReading =
  | { readonly outcome: 'read'; readonly rows: readonly ReceiptRow[] }
  | {
      readonly outcome: 'refused';
      /** Status of the store's endpoint, where it gave one (21002, 21010 …). */
      readonly status: number | null;
    }
  | Unavailable;
/** What lets the app take a promotional offer (developer.apple.com, "Generating a signature for promotional offers"). */
export interface OfferSignature {
  readonly bundle: string;
  readonly keyId: string;
  readonly nonce: string;
  /** Unix milliseconds; the signature counts for 24 hours. */
  readonly timestamp: number;
  /** Base64. */
  readonly signature: string;
}
export interface AppleApi extends NotifyingStoreApi {
  /** Signs an offer of a subscription for a user of the app; null for one that the operator does not make, and without a key. Asks nobody. */
  signOffer(offer: { readonly sku: string; readonly offer: string; readonly user: string }): OfferSignature | null;
  /** Reads a whole receipt (base64) through the store's endpoint; `unavailable` where the operator configured none. */
  readReceipt(receipt: string): Promise<ReceiptReading>;
}

/** The stores that the operator has credentials for; null = off: nothing of that store can be confirmed, and nothing of it counts. */
export interface StoreApis {
  readonly google: NotifyingStoreApi | null;
  readonly apple: AppleApi | null;
  readonly huawei: NotifyingStoreApi | null;
  readonly amazon: StoreApi | null;
  readonly fastspring: NotifyingStoreApi | null;
}
/** Every store off, as on a fresh server. */
export const noStores: StoreApis = { google: null, apple: null, huawei: null, amazon: null, fastspring: null };
