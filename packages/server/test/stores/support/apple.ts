import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Certified } from './certificates.ts';
import { certify, intermediateMark, leafMark } from './certificates.ts';
import type { Reply, Seen, StandIn } from './stand-in.ts';

export const day = 86_400_000;
export const bundle = 'net.osmand.maps';
export const appId = 934_850_257;
export const proSku = 'net.osmand.maps.subscription.pro.annual_v1';
export const plusSku = 'net.osmand.maps.inapp.maps.plus';

/** A chain like Apple's, of three, with a root of our own. */
export interface Chain {
  readonly root: Certified;
  readonly intermediate: Certified;
  readonly leaf: Certified;
}
export function chain(change: { leafMark?: string | null; leafTo?: number; intermediateAuthority?: boolean } = {}): Chain {
  const root = certify({ common: 'Test Root CA', authority: true });
  const authority = change.intermediateAuthority ?? true;
  const intermediate = certify({ common: 'Test Worldwide Developer Relations', authority, mark: intermediateMark }, root);
  const mark = change.leafMark === null ? {} : { mark: change.leafMark ?? leafMark };
  const leaf = certify(
    { common: 'Test Prod ECC Mac App Store and iTunes Store', ...mark, ...(change.leafTo === undefined ? {} : { to: change.leafTo }) },
    intermediate,
  );
  return { root, intermediate, leaf };
}

/** JWS in compact form with the chain in its header, as https://developer.apple.com/documentation/appstoreserverapi/jwstransaction */
export function signedBy({ root, intermediate, leaf }: Chain, payload: object, header: object = {}): string {
  const x5c = [leaf, intermediate, root].map(({ der }) => der.toString('base64'));
  const parts = [{ alg: 'ES256', x5c, ...header }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = sign('sha256', Buffer.from(parts.join('.')), { key: leaf.key, dsaEncoding: 'ieee-p1363' });
  return [...parts, signature.toString('base64url')].join('.');
}

/** https://developer.apple.com/documentation/appstoreserverapi/jwstransactiondecodedpayload */
export function transaction(now: number, change: object = {}): object {
  return {
    transactionId: '2000000100000009',
    originalTransactionId: '2000000100000001',
    webOrderLineItemId: '2000000000000901',
    bundleId: bundle,
    productId: proSku,
    subscriptionGroupIdentifier: '20500001',
    purchaseDate: now - 65 * day,
    originalPurchaseDate: now - 430 * day,
    expiresDate: now + 300 * day,
    quantity: 1,
    type: 'Auto-Renewable Subscription',
    inAppOwnershipType: 'PURCHASED',
    signedDate: now - 1000,
    environment: 'Production',
    transactionReason: 'RENEWAL',
    storefront: 'DEU',
    storefrontId: '143443',
    price: 29_990,
    currency: 'EUR',
    ...change,
  };
}
export function once(now: number, change: object = {}): object {
  return {
    ...{ transactionId: '2000000200000001', originalTransactionId: '2000000200000001', bundleId: bundle, productId: plusSku },
    ...{ purchaseDate: now - 50 * day, originalPurchaseDate: now - 50 * day, quantity: 1, type: 'Non-Consumable' },
    ...{ inAppOwnershipType: 'PURCHASED', signedDate: now - 1000, environment: 'Production', storefront: 'DEU', storefrontId: '143443' },
    ...change,
  };
}
/** https://developer.apple.com/documentation/appstoreserverapi/jwsrenewalinfodecodedpayload */
export function renewal(now: number, change: object = {}): object {
  return {
    ...{ originalTransactionId: '2000000100000001', autoRenewProductId: proSku, productId: proSku, autoRenewStatus: 1 },
    ...{ isInBillingRetryPeriod: false, signedDate: now - 1000, environment: 'Production', renewalDate: now + 300 * day },
    ...change,
  };
}
/** https://developer.apple.com/documentation/appstoreservernotifications/responsebodyv2decodedpayload */
export function notification(now: number, from: Chain, about: object | null, change: object = {}, data: object = {}): string {
  const content = {
    ...{ appAppleId: appId, bundleId: bundle, bundleVersion: '5320', environment: 'Production', status: 1, ...data },
    ...(about === null ? {} : { signedTransactionInfo: signedBy(from, about) }),
  };
  const payload = {
    notificationType: 'DID_RENEW',
    notificationUUID: randomUUID(),
    version: '2.0',
    signedDate: now - 500,
    data: content,
    ...change,
  };
  return JSON.stringify({ signedPayload: signedBy(from, payload) });
}

/** The App Store Server API of one environment as a stand-in. */
export class AppStore {
  readonly key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly keyId = 'ABCDEFGHIJ';
  readonly issuer = '99b16628-15e4-4668-972b-eeff55eeff55';
  /** By path. */
  readonly answers = new Map<string, Reply>();

  constructor(standIn: StandIn, host = 'api.storekit.apple.com') {
    standIn.on(host, (request) => this.#answer(request));
  }
  get pem(): string {
    return this.key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  }
  /** https://developer.apple.com/documentation/appstoreserverapi/generating-json-web-tokens-for-api-requests */
  #answer({ path, headers }: Seen): Reply {
    const token = (headers['authorization'] ?? '').replace('Bearer ', '');
    const { alg, kid } = decodeProtectedHeader(token);
    const { iss, aud, bid, iat, exp } = decodeJwt(token);
    const lasts = (exp ?? Number.POSITIVE_INFINITY) - (iat ?? 0);
    const right =
      alg === 'ES256' && kid === this.keyId && iss === this.issuer && aud === 'appstoreconnect-v1' && bid === bundle && lasts <= 3600;
    if (!right) return { status: 401, text: 'Unauthenticated' };
    return (
      this.answers.get(path.replace(/\?$/, '')) ?? {
        status: 404,
        json: { errorCode: 4_040_010, errorMessage: 'Transaction id not found.' },
      }
    );
  }
  async signedWithKey(request: Seen, now: number): Promise<boolean> {
    await jwtVerify((request.headers['authorization'] ?? '').replace('Bearer ', ''), this.key.publicKey, { currentDate: new Date(now) });
    return true;
  }
}

/** https://developer.apple.com/documentation/appstoreserverapi/statusresponse */
export function statuses(from: Chain, status: number, last: object, next: object): Reply {
  const item = {
    originalTransactionId: '2000000100000001',
    status,
    signedTransactionInfo: signedBy(from, last),
    signedRenewalInfo: signedBy(from, next),
  };
  const data = [{ subscriptionGroupIdentifier: '20500001', lastTransactions: [item] }];
  return { json: { environment: 'Production', bundleId: bundle, appAppleId: appId, data } };
}

/** https://developer.apple.com/documentation/appstorereceipts/responsebody */
export function receipt(now: number, change: object = {}): object {
  const row = (number: number, bought: number, expires: number): object => ({
    ...{ quantity: '1', product_id: proSku, transaction_id: `200000010000000${number}`, original_transaction_id: '2000000100000001' },
    ...{ purchase_date_ms: String(bought), expires_date_ms: String(expires), is_trial_period: 'false', is_in_intro_offer_period: 'false' },
  });
  const bought = { quantity: '1', product_id: plusSku, transaction_id: '2000000200000001', original_transaction_id: '2000000200000001' };
  const plus = { ...bought, purchase_date_ms: String(now - 50 * day), is_trial_period: 'false' };
  return {
    status: 0,
    environment: 'Production',
    receipt: {
      receipt_type: 'Production',
      bundle_id: bundle,
      application_version: '5320',
      in_app: [row(1, now - 430 * day, now - 65 * day), plus],
    },
    latest_receipt_info: [row(9, now - 65 * day, now + 300 * day), row(1, now - 430 * day, now - 65 * day)],
    pending_renewal_info: [
      { auto_renew_product_id: proSku, product_id: proSku, original_transaction_id: '2000000100000001', auto_renew_status: '1' },
    ],
    ...change,
  };
}
