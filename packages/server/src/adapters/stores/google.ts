import { createHash, createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type {
  Confirmation,
  ConfirmedSubscription,
  Notice,
  NotifyingStoreApi,
  PurchaseReference,
  StoreRequest,
} from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { AccessToken } from './access-token.ts';
import type { Token } from './access-token.ts';
import { Connection } from './connection.ts';
import type { Ask, StoreAnswer } from './connection.ts';
import { pushReader } from './google-push.ts';
import type { PushOptions } from './google-push.ts';
import { Fault, Product, Subscription, TokenAnswer } from './google-schemas.ts';
import type { ServiceAccount } from './google-schemas.ts';
import { refused, segment } from './reference.ts';
import type { StoreOptions } from './reference.ts';
import { shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

export interface GoogleOptions extends StoreOptions {
  readonly clock: Clock;
  readonly gateway: string;
  readonly account: ServiceAccount;
  /** Null = no push subscription was set up: every notice is refused. */
  readonly push: PushOptions | null;
  readonly questionMs?: number;
}

const tokenUrl = 'https://oauth2.googleapis.com/token';
const api = 'https://androidpublisher.googleapis.com/androidpublisher/v3/applications';
const hosts = ['oauth2.googleapis.com', 'androidpublisher.googleapis.com', 'www.googleapis.com'];

/**
 * Google Play through the Android Publisher API v3, with a service account:
 * developers.google.com/android-publisher/api-ref/rest/v3/purchases.subscriptionsv2 and …/purchases.products.
 */
export function googleStore(options: GoogleOptions): NotifyingStoreApi {
  const { clock, account } = options;
  const limit = options.questionMs === undefined ? {} : { questionMs: options.questionMs };
  const connection = new Connection({ clock, hosts, gateway: options.gateway, ...limit });
  const key = createPrivateKey(account.private_key);
  const token = new AccessToken(clock, async (ask) => await fetchToken(ask, account, key, clock));
  const readPush = options.push === null ? null : pushReader(options.push, clock, connection);

  return {
    async confirm(reference: PurchaseReference): Promise<Confirmation> {
      const asOf = clock.now();
      const [purchaseToken, sku] = [segment(reference.token), segment(reference.sku)];
      if (purchaseToken === null || sku === null) return refused('invalid', asOf);
      const path =
        reference.kind === 'subscription'
          ? `${packageOf(reference)}/purchases/subscriptionsv2/tokens/${purchaseToken}`
          : `${packageOf(reference)}/purchases/products/${sku}/tokens/${purchaseToken}`;
      return await connection.question(async (ask) => {
        const answer = await token.with(ask, async (bearer) =>
          faultsOf(await ask({ method: 'GET', url: `${api}/${path}`, headers: { authorization: `Bearer ${bearer}` } })),
        );
        if (answer.status === 410) return refused('gone', asOf);
        if (answer.status >= 400) return refused('invalid', asOf);
        return reference.kind === 'subscription'
          ? ofSubscription(shaped(Subscription, answer.json), reference, asOf, options)
          : ofProduct(shaped(Product, answer.json), reference, asOf, options);
      });
    },
    async notification(request: StoreRequest): Promise<Notice> {
      return readPush === null ? { outcome: 'refused', reason: 'signature' } : await readPush(request);
    },
  };
}

/** purchases.md 3: the free app and the paid one are two packages, told apart by the SKU. */
export function packageOf({ kind, sku }: Pick<PurchaseReference, 'kind' | 'sku'>): 'net.osmand' | 'net.osmand.plus' {
  if (kind === 'in-app') return sku.includes('_plus') ? 'net.osmand.plus' : 'net.osmand';
  return sku.startsWith('osm_free') || sku.includes('_free_') ? 'net.osmand' : 'net.osmand.plus';
}

async function fetchToken(ask: Ask, account: ServiceAccount, key: Parameters<SignJWT['sign']>[0], clock: Clock): Promise<Token> {
  const now = clock.now();
  const seconds = Math.floor(now / 1000);
  const assertion = await new SignJWT({ scope: 'https://www.googleapis.com/auth/androidpublisher' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: account.private_key_id })
    .setIssuer(account.client_email)
    .setAudience(tokenUrl)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 3600)
    .sign(key);
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await ask({ method: 'POST', url: tokenUrl, headers, body });
  if (answer.status !== 200) throw new StoreSilence('credentials', `gives the service account no access token (${answer.status})`);
  const { access_token: text, expires_in: lifetime } = shaped(TokenAnswer, answer.json);
  return { text, expires: now + lifetime * 1000 };
}

/** Lets through answers and refusals that speak of the purchase. @throws StoreSilence for what speaks of our set-up or comes from elsewhere */
function faultsOf(answer: StoreAnswer): StoreAnswer {
  if (answer.status === 200) return answer;
  const fault = Fault.safeParse(answer.json);
  const spoken = fault.success && fault.data.error.code === answer.status && [400, 404, 410].includes(answer.status);
  if (!spoken) throw new StoreSilence('unclear', `answered ${answer.status}`);
  if (fault.data.error.errors.some(({ reason }) => reason === 'applicationNotFound'))
    throw new StoreSilence('credentials', 'knows no such app (is the service account invited to its Play console?)');
  return answer;
}

function ofSubscription(found: Subscription, reference: PurchaseReference, asOf: number, { sandbox }: StoreOptions): Confirmation {
  const item = found.lineItems.find(({ productId }) => productId === reference.sku);
  if (item === undefined) return refused('invalid', asOf);
  const latest = item.latestSuccessfulOrderId ?? found.latestOrderId;
  // A product that a customer changes to later is in the list before it is theirs.
  if (latest === undefined) return refused('pending', asOf);
  const order = orderOf(latest, reference);
  if (order === null) return refused('invalid', asOf);
  if (found.testPurchase !== undefined && !sandbox) return refused('sandbox', asOf);
  if (found.subscriptionState === 'SUBSCRIPTION_STATE_PENDING') return refused('pending', asOf);
  if (found.subscriptionState === 'SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED') return refused('invalid', asOf);
  const facts = { sku: reference.sku, orderId: order, token: reference.token, replaces: found.linkedPurchaseToken ?? null, asOf };
  const enabled = item.autoRenewingPlan?.autoRenewEnabled === true;
  const expiry = item.expiryTime ?? null;
  const start = found.startTime ?? asOf;
  return { outcome: 'confirmed', purchase: { kind: 'subscription', ...facts, start, expiry, ...paidAs(found.subscriptionState, enabled) } };
}

/** The states of Play in the two words of purchases.md 3.1, so that the table there gives the state of the same name. */
function paidAs(state: string, renewing: boolean): Pick<ConfirmedSubscription, 'autoRenewing' | 'payment'> {
  switch (state) {
    case 'SUBSCRIPTION_STATE_ACTIVE':
      return { autoRenewing: renewing, payment: 'received' };
    case 'SUBSCRIPTION_STATE_CANCELED':
    case 'SUBSCRIPTION_STATE_EXPIRED':
      return { autoRenewing: false, payment: 'received' };
    case 'SUBSCRIPTION_STATE_IN_GRACE_PERIOD':
    case 'SUBSCRIPTION_STATE_ON_HOLD':
      return { autoRenewing: true, payment: 'pending' };
    case 'SUBSCRIPTION_STATE_PAUSED':
      return { autoRenewing: true, payment: 'received' };
    default:
      return { autoRenewing: renewing, payment: 'other' };
  }
}

function ofProduct(found: Product, reference: PurchaseReference, asOf: number, { sandbox }: StoreOptions): Confirmation {
  if (found.productId !== undefined && found.productId !== reference.sku) return refused('invalid', asOf);
  const orderId = orderOf(found.orderId, reference);
  if (orderId === null) return refused('invalid', asOf);
  if (found.purchaseType === 0 && !sandbox) return refused('sandbox', asOf);
  if (found.purchaseState === 1) return refused('refunded', asOf);
  if (found.purchaseState === 2) return refused('pending', asOf);
  const facts = { sku: reference.sku, orderId, token: reference.token, replaces: null, asOf };
  return { outcome: 'confirmed', purchase: { kind: 'in-app', ...facts, bought: found.purchaseTimeMillis } };
}

/**
 * The id of a purchase: its order without the `..N` of renewals. Null where it is not the order that the app named. Purchases by a promo
 * code of Play have no order; they are known by a hash of their token, which is as much their own.
 */
function orderOf(ofStore: string | undefined, reference: PurchaseReference): string | null {
  const base = (order: string): string => order.split('..')[0] ?? '';
  if (ofStore === undefined || ofStore === '') {
    return `token-${createHash('sha256').update(reference.token).digest('hex').slice(0, 32)}`;
  }
  const named = reference.orderId === null || reference.orderId === '' ? null : base(reference.orderId);
  return named === null || named === base(ofStore) ? base(ofStore) : null;
}
