import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { androidpublisher_v3 } from '@googleapis/androidpublisher';
import { SignJWT, decodeJwt, jwtVerify } from 'jose';
import type { Reply, Seen, StandIn } from './stand-in.ts';

/** The shapes that Google publishes for its own client are those of the fixtures. */
/** `latestOrderId` is deprecated and no longer among them; the API still sends it. */
export type Subscription = androidpublisher_v3.Schema$SubscriptionPurchaseV2 & { latestOrderId?: string };
export type Product = androidpublisher_v3.Schema$ProductPurchase;

export const day = 86_400_000;
const rsa = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Made once: keys of this size take their time. */
const [accountKey, identityKey] = [rsa(), rsa()];
const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

/** https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.subscriptionsv2 */
export function subscription(now: number, change: Partial<Subscription> = {}): Subscription {
  return {
    kind: 'androidpublisher#subscriptionPurchaseV2',
    regionCode: 'DE',
    startTime: new Date(now - 400 * day).toISOString(),
    subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
    latestOrderId: 'GPA.3345-1111-2222-33333..0',
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
    lineItems: [
      {
        productId: 'osmand_pro_annual_free_v1',
        expiryTime: new Date(now + 300 * day).toISOString(),
        latestSuccessfulOrderId: 'GPA.3345-1111-2222-33333..0',
        autoRenewingPlan: { autoRenewEnabled: true, recurringPrice: { currencyCode: 'EUR', units: '29', nanos: 990_000_000 } },
        offerDetails: { basePlanId: 'p1y' },
      },
    ],
    ...change,
  };
}
/** https://developers.google.com/android-publisher/api-ref/rest/v3/purchases.products */
export function product(now: number, change: Partial<Product> = {}): Product {
  return {
    kind: 'androidpublisher#productPurchase',
    purchaseTimeMillis: String(now - 30 * day),
    purchaseState: 0,
    consumptionState: 0,
    orderId: 'GPA.9999-8888-7777-66666',
    acknowledgementState: 1,
    regionCode: 'DE',
    ...change,
  };
}
/** https://developers.google.com/android-publisher/errors */
export function fault(status: number, reason: string): Reply {
  return {
    status,
    json: { error: { code: status, message: 'as Google words it', errors: [{ message: '…', domain: 'androidpublisher', reason }] } },
  };
}

/** Google as a stand-in: access tokens for the one service account it knows, purchases, and the keys of its identity tokens. */
export class Google {
  readonly account: { type: 'service_account'; client_email: string; private_key: string; private_key_id: string };
  /** By address below `applications/`. */
  readonly purchases = new Map<string, Reply>();
  tokenLifetime = 3599;
  tokensGiven = 0;
  /** Access tokens that it takes; it forgets all of them when told to. */
  readonly #tokens = new Set<string>();
  readonly #accountKey = accountKey;
  #identity = { kid: 'key-1', ...identityKey };

  constructor(standIn: StandIn) {
    this.account = {
      ...{ type: 'service_account', client_email: 'cairn@project.iam.gserviceaccount.com', private_key_id: 'f00d' },
      private_key: pem(this.#accountKey.privateKey),
    };
    standIn.on('oauth2.googleapis.com', (request) => this.#token(request));
    standIn.on('androidpublisher.googleapis.com', (request) => this.#purchase(request));
    standIn.on('www.googleapis.com', ({ path }) => (path === '/oauth2/v3/certs' ? { json: { keys: [this.#jwk()] } } : undefined));
  }

  forgetTokens(): void {
    this.#tokens.clear();
  }
  changeIdentityKey(kid: string): void {
    this.#identity = { kid, ...rsa() };
  }

  /** https://developers.google.com/identity/protocols/oauth2/service-account */
  #token({ method, path, body }: Seen): Reply {
    const form = new URLSearchParams(body);
    const claims = decodeJwt(form.get('assertion') ?? '');
    const right =
      method === 'POST' &&
      path === '/token' &&
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      claims.iss === this.account.client_email &&
      claims.aud === 'https://oauth2.googleapis.com/token' &&
      claims['scope'] === 'https://www.googleapis.com/auth/androidpublisher';
    if (!right) return { status: 400, json: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    this.tokensGiven += 1;
    const token = `ya29.${this.tokensGiven}`;
    this.#tokens.add(token);
    return { json: { access_token: token, expires_in: this.tokenLifetime, token_type: 'Bearer' } };
  }
  /** Whether the assertion of a request was signed with the key of the account. */
  async signedByAccount({ body }: Seen, now: number): Promise<boolean> {
    const assertion = new URLSearchParams(body).get('assertion') ?? '';
    await jwtVerify(assertion, this.#accountKey.publicKey, { currentDate: new Date(now) });
    return true;
  }
  #purchase({ path, headers }: Seen): Reply {
    if (!this.#tokens.has((headers['authorization'] ?? '').replace('Bearer ', ''))) return { status: 401, json: { error: { code: 401 } } };
    const place = path.replace('/androidpublisher/v3/applications/', '').replace(/\?.*/, '');
    return this.purchases.get(place) ?? fault(404, 'purchaseTokenNotFound');
  }
  #jwk(): object {
    return { ...this.#identity.publicKey.export({ format: 'jwk' }), kid: this.#identity.kid, alg: 'RS256', use: 'sig' };
  }

  /** https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions */
  async pushToken(
    now: number,
    change: Record<string, unknown> = {},
    kid = this.#identity.kid,
    key = this.#identity.privateKey,
  ): Promise<string> {
    const seconds = Math.floor(now / 1000);
    const claims = {
      aud: 'cairn',
      email: 'push@project.iam.gserviceaccount.com',
      email_verified: true,
      iss: 'https://accounts.google.com',
    };
    return await new SignJWT({ ...claims, sub: '1137', azp: '1137', iat: seconds, exp: seconds + 3600, ...change })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .sign(key);
  }
}

/** https://cloud.google.com/pubsub/docs/push around https://developer.android.com/google/play/billing/rtdn-reference */
export function pushed(notification: object, messageId = '136969346945'): string {
  const about = { version: '1.0', packageName: 'net.osmand', eventTimeMillis: '1763708400000', ...notification };
  const data = Buffer.from(JSON.stringify(about)).toString('base64');
  return JSON.stringify({ message: { attributes: { key: 'value' }, data, messageId }, subscription: 'projects/p/subscriptions/s' });
}
