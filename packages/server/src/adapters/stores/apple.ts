import type { JWSTransactionDecodedPayload } from '@apple/app-store-server-library';
import { z } from 'zod';
import type {
  AppleApi,
  Confirmation,
  ConfirmedPurchase,
  Notice,
  PurchaseReference,
  ReceiptReading,
  StoreRequest,
} from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { AppleServerApi, apiHosts } from './apple-api.ts';
import type { AppleKey, SubscriptionStatus } from './apple-api.ts';
import { confirmByReceipt, readReceipt, receiptHosts } from './apple-receipts.ts';
import { looksSigned, signedData } from './apple-signed.ts';
import { signOffer } from './apple-offers.ts';
import { Connection } from './connection.ts';
import type { Ask } from './connection.ts';
import { isOrderOf, refused, segment } from './reference.ts';
import type { StoreOptions } from './reference.ts';
import { json } from './shape.ts';
import { unavailable } from './silence.ts';

export interface AppleOptions extends StoreOptions {
  readonly clock: Clock;
  readonly gateway: string;
  readonly bundle: string;
  readonly appId: number;
  /** Roots that are trusted, DER. */
  readonly roots: readonly Buffer[];
  /** Key of the App Store Server API; null = signed transactions are checked offline only. */
  readonly key: AppleKey | null;
  /** Shared secret for old receipts; empty = they cannot be read. */
  readonly secret: string;
  /** Promotional offers that are signed. */
  readonly offers?: ReadonlySet<string>;
  readonly questionMs?: number;
}

/** developer.apple.com/documentation/appstoreservernotifications/responsebodyv2 */
const Post = z.object({ signedPayload: z.string().min(1) });
const renewable = 'Auto-Renewable Subscription';

/**
 * The App Store. A receipt is proof that its sender has the purchase, and goes through `verifyReceipt` where the shared secret is configured.
 * A signed transaction is proof too: the App Store Server API tells how it stands today, and where there is no key for it or it does not
 * answer, the transaction speaks for the moment it was signed. Without either, the API is asked with the transaction id alone.
 */
export async function appleStore(options: AppleOptions): Promise<AppleApi> {
  const { clock, bundle, sandbox, gateway } = options;
  const limit = options.questionMs === undefined ? {} : { questionMs: options.questionMs };
  const signed = await signedData(options);
  const apiWay = new Connection({ clock, hosts: apiHosts, gateway, ...limit });
  const receiptWay = new Connection({ clock, hosts: receiptHosts, gateway, ...limit });
  const api = options.key === null ? null : new AppleServerApi(options.key, bundle, clock, signed, sandbox);
  const receipts = options.secret === '' ? null : { bundle, secret: options.secret, sandbox };

  /** What the token itself proves: nothing where it is no signed transaction. */
  async function proofOf(reference: PurchaseReference): Promise<JWSTransactionDecodedPayload | Confirmation | null> {
    if (!looksSigned(reference.token)) return null;
    const found = await signed.transaction(reference.token);
    if (found.outcome === 'forged') return refused('invalid', clock.now());
    const asOf = found.payload.signedDate ?? 0;
    if (found.environment === 'sandbox' && !sandbox) return refused('sandbox', asOf);
    const { transactionId, originalTransactionId } = found.payload;
    return isOrderOf(reference, transactionId, originalTransactionId) ? found.payload : refused('invalid', asOf);
  }

  return {
    async confirm(reference: PurchaseReference): Promise<Confirmation> {
      const asOf = clock.now();
      const proof = await proofOf(reference);
      if (proof !== null && 'outcome' in proof) return proof;
      if (proof === null && receipts !== null && reference.token !== '')
        return await receiptWay.question(async (ask) => await confirmByReceipt(ask, reference, receipts, asOf));
      const id = segment(proof?.transactionId ?? reference.orderId ?? '');
      if (id === null) return refused('invalid', asOf);
      const answer =
        api === null
          ? unavailable('no credentials for what the app sent (a receipt needs CAIRN_APPLE_SHARED_SECRET)')
          : await apiWay.question(async (ask) => await askApi(api, ask, id, reference, asOf));
      return answer.outcome === 'unavailable' && proof !== null ? ofProof(proof, reference) : answer;
    },

    async notification(request: StoreRequest): Promise<Notice> {
      const post = Post.safeParse(json(Buffer.from(request.body).toString('utf8')));
      if (!post.success) return { outcome: 'refused', reason: 'signature' };
      const found = await signed.notification(post.data.signedPayload);
      if (found.outcome === 'forged') return { outcome: 'refused', reason: 'signature' };
      if (found.environment === 'sandbox' && !sandbox) return { outcome: 'refused', reason: 'sandbox' };
      const { notificationUUID: id, data } = found.payload;
      if (id === undefined) return { outcome: 'refused', reason: 'malformed' };
      const jws = data?.signedTransactionInfo;
      if (jws === undefined) return { outcome: 'accepted', id, subjects: [] };
      const transaction = await signed.transaction(jws);
      if (transaction.outcome === 'forged') return { outcome: 'refused', reason: 'malformed' };
      const { productId: sku, originalTransactionId: orderId, type } = transaction.payload;
      if (sku === undefined || orderId === undefined) return { outcome: 'refused', reason: 'malformed' };
      const kind = type === renewable ? 'subscription' : 'in-app';
      return { outcome: 'accepted', id, subjects: [{ reference: { kind, sku, orderId, token: jws }, address: null }] };
    },

    signOffer(offer) {
      const { key, offers } = options;
      return key === null || offers?.has(offer.offer) !== true ? null : signOffer(offer, key, bundle, clock);
    },

    async readReceipt(receipt: string): Promise<ReceiptReading> {
      if (receipts === null) return unavailable('receipts cannot be read without CAIRN_APPLE_SHARED_SECRET');
      if (receipt === '') return { outcome: 'refused', status: null };
      return await receiptWay.question(async (ask) => await readReceipt(ask, receipt, receipts));
    },
  };
}

async function askApi(api: AppleServerApi, ask: Ask, id: string, reference: PurchaseReference, asOf: number): Promise<Confirmation> {
  if (reference.kind === 'in-app') {
    const found = await api.transaction(ask, id);
    if (found.outcome !== 'found') return refused(found.outcome === 'gone' ? 'gone' : 'invalid', asOf);
    return ofTransaction(found.value, reference, asOf);
  }
  const found = await api.subscriptions(ask, id);
  if (found.outcome !== 'found') return refused(found.outcome === 'gone' ? 'gone' : 'invalid', asOf);
  const status = await statusFor(api, ask, id, found.value);
  if (status === undefined) return refused('empty', asOf);
  // One subscription of Apple may go from one product to another; the product that was left is over.
  if (status.transaction.productId !== reference.sku) return refused('expired', asOf);
  return ofStatus(status, reference, asOf, status.transaction.originalTransactionId ?? null);
}

/** The subscription that a transaction belongs to; the id of a renewal is led back to its first transaction. */
async function statusFor(api: AppleServerApi, ask: Ask, id: string, all: readonly SubscriptionStatus[]) {
  const isOf = (original: string | undefined) => (status: SubscriptionStatus) =>
    status.transaction.originalTransactionId === original || status.transaction.transactionId === original;
  const direct = all.find(isOf(id));
  if (direct !== undefined || all.length === 0) return direct;
  const transaction = await api.transaction(ask, id);
  return transaction.outcome === 'found' ? all.find(isOf(transaction.value.originalTransactionId)) : undefined;
}

/**
 * developer.apple.com/documentation/appstoreserverapi/status in the words of purchases.md 3.1.
 * @param replaces The own id where this is known to be what the subscription is today: it may have been another product before.
 */
function ofStatus(found: SubscriptionStatus, reference: PurchaseReference, asOf: number, replaces: string | null): Confirmation {
  const { status, transaction, renewal } = found;
  if (status === 5 || transaction.revocationDate !== undefined) return refused('refunded', asOf);
  const { originalTransactionId: orderId, expiresDate } = transaction;
  if (orderId === undefined || expiresDate === undefined) return refused('invalid', asOf);
  const waiting = status === 3 || status === 4;
  const purchase: ConfirmedPurchase = {
    ...{ kind: 'subscription', sku: reference.sku, orderId, token: reference.token, replaces, asOf },
    start: transaction.originalPurchaseDate ?? transaction.purchaseDate ?? asOf,
    expiry: status === 4 ? Math.max(expiresDate, renewal.gracePeriodExpiresDate ?? 0) : expiresDate,
    autoRenewing: waiting || (status === 1 && renewal.autoRenewStatus === 1),
    payment: waiting ? 'pending' : 'received',
  };
  return { outcome: 'confirmed', purchase };
}

/** A one-time purchase as the API gives it. */
function ofTransaction(transaction: JWSTransactionDecodedPayload, reference: PurchaseReference, asOf: number): Confirmation {
  const { productId, originalTransactionId: orderId, originalPurchaseDate, purchaseDate, revocationDate, type } = transaction;
  const bought = originalPurchaseDate ?? purchaseDate;
  if (productId !== reference.sku || type === renewable || orderId === undefined || bought === undefined) return refused('invalid', asOf);
  if (revocationDate !== undefined) return refused('refunded', asOf);
  return {
    outcome: 'confirmed',
    purchase: { kind: 'in-app', sku: productId, orderId, token: reference.token, replaces: null, asOf, bought },
  };
}

/** What a signed transaction says by itself, as of the moment it was signed. Whether it renews is not in it: it runs to its end. */
function ofProof(proof: JWSTransactionDecodedPayload, reference: PurchaseReference): Confirmation {
  const asOf = proof.signedDate ?? 0;
  if (reference.kind === 'in-app') return ofTransaction(proof, reference, asOf);
  if (proof.productId !== reference.sku || proof.type !== renewable) return refused('invalid', asOf);
  if (proof.isUpgraded === true) return refused('expired', asOf);
  const status = { status: 1, transaction: proof, renewal: {} };
  return ofStatus(status, reference, asOf, null);
}
