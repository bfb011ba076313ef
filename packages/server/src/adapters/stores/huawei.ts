import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Confirmation, ConfirmedPurchase, Notice, NotifyingStoreApi, PurchaseReference, StoreRequest } from '../../ports/stores.ts';
import type { Clock } from '../../ports/world.ts';
import { AccessToken } from './access-token.ts';
import type { Token } from './access-token.ts';
import { Connection } from './connection.ts';
import type { Ask } from './connection.ts';
import { readHuaweiNotice } from './huawei-notice.ts';
import { isSignedByHuawei } from './huawei-signature.ts';
import { isOrderOf, refused } from './reference.ts';
import type { StoreOptions } from './reference.ts';
import { json, shaped } from './shape.ts';
import { StoreSilence } from './silence.ts';

/** developer.huawei.com/consumer/en/doc/HMSCore-References/api-common-statement-0000001050986127: the sites that hold the data. */
export const huaweiSites = {
  europe: 'dre.iap.cloud.huawei.eu',
  asia: 'dra.iap.cloud.huawei.asia',
  russia: 'drru.iap.cloud.huawei.ru',
  china: 'drcn.iap.cloud.huawei.com.cn',
} as const;
export type HuaweiSite = keyof typeof huaweiSites;

export interface HuaweiOptions extends StoreOptions {
  readonly clock: Clock;
  readonly gateway: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The app's payment public key (RSA), that Huawei signs its answers for. */
  readonly publicKey: KeyObject;
  readonly site: HuaweiSite;
  readonly questionMs?: number;
}

const login = 'oauth-login.cloud.huawei.com';
/** …/HMSCore-Guides/open-platform-oauth-0000001050123437 */
const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const code = z.union([z.string(), z.int().transform(String)]);
/** …/HMSCore-References/api-subscription-verify-purchase-token-0000001050706080 */
const SubscriptionAnswer = z.object({
  responseCode: code,
  inappPurchaseData: z.string().optional(),
  dataSignature: z.string().optional(),
  signatureAlgorithm: z.string().optional(),
});
/** …/HMSCore-References/api-order-verify-purchase-token-0000001050746113 */
const OrderAnswer = z.object({
  responseCode: code,
  purchaseTokenData: z.string().optional(),
  dataSignature: z.string().optional(),
  signatureAlgorithm: z.string().optional(),
});
const millis = z.int().nonnegative();
/** …/HMSCore-References/server-data-model-0000001050986133: InAppPurchaseData. */
const PurchaseData = z.object({
  kind: z.int(),
  productId: z.string(),
  orderId: z.string(),
  lastOrderId: z.string().optional(),
  purchaseToken: z.string(),
  purchaseTime: millis.optional(),
  purchaseState: z.int().optional(),
  purchaseType: z.int().optional(),
  autoRenewing: z.boolean().optional(),
  oriPurchaseTime: millis.optional(),
  subscriptionId: z.string().optional(),
  oriSubscriptionId: z.string().optional(),
  expirationDate: millis.optional(),
  retryFlag: z.int().optional(),
  cancelTime: millis.optional(),
  resumeTime: millis.optional(),
  graceExpirationTime: millis.optional(),
});
type PurchaseData = z.infer<typeof PurchaseData>;

/** What a result code says of the purchase (…/HMSCore-References/server-error-code-0000001050166248, purchases.md 3); others say nothing. */
const goneCodes: Readonly<Record<PurchaseReference['kind'], readonly string[]>> = { subscription: ['8', '11'], 'in-app': ['8', '12'] };

/** Huawei AppGallery: order and subscription services, with an app-level access token. */
export function huaweiStore(options: HuaweiOptions): NotifyingStoreApi {
  const { clock, site, gateway } = options;
  const limit = options.questionMs === undefined ? {} : { questionMs: options.questionMs };
  const services = { orders: `orders-${huaweiSites[site]}`, subscriptions: `subscr-${huaweiSites[site]}` };
  const connection = new Connection({ clock, hosts: [login, services.orders, services.subscriptions], gateway, ...limit });
  const token = new AccessToken(clock, async (ask) => await fetchToken(ask, options));

  /** The data of the answer, with its signature checked; null where Huawei does not stand behind the purchase. */
  async function dataOf(ask: Ask, reference: PurchaseReference, url: string, body: object): Promise<PurchaseData | null> {
    const answer = await token.with(ask, async (text) => {
      const authorization = `Basic ${Buffer.from(`APPAT:${text}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/json; charset=UTF-8' };
      return await ask({ method: 'POST', url, headers, body: JSON.stringify(body) });
    });
    if (answer.status !== 200) throw new StoreSilence('unclear', `answered ${answer.status}`);
    const { data, signature, algorithm, result } =
      reference.kind === 'subscription' ? ofSubscriptionAnswer(answer.json) : ofOrderAnswer(answer.json);
    if (goneCodes[reference.kind].includes(result)) return null;
    if (result !== '0' || data === undefined) throw new StoreSilence('unclear', `answered with code ${result}`);
    // The order service always signs; the subscription service may.
    const needed = reference.kind === 'in-app' || signature !== undefined;
    if (needed && !isSignedByHuawei(data, signature ?? '', algorithm, options.publicKey))
      throw new StoreSilence('outage', 'sent data whose signature does not fit CAIRN_HUAWEI_PUBLIC_KEY');
    return shaped(PurchaseData, json(data));
  }

  return {
    async confirm(reference: PurchaseReference): Promise<Confirmation> {
      const asOf = clock.now();
      const { kind, sku: productId, orderId, token: purchaseToken } = reference;
      if (purchaseToken === '' || productId === '') return refused('invalid', asOf);
      if (kind === 'subscription' && (orderId ?? '') === '') return refused('invalid', asOf);
      const [url, body] =
        kind === 'subscription'
          ? [`https://${services.subscriptions}/sub/applications/v2/purchases/get`, { subscriptionId: orderId, purchaseToken }]
          : [`https://${services.orders}/applications/purchases/tokens/verify`, { purchaseToken, productId }];
      return await connection.question(async (ask) => {
        const data = await dataOf(ask, reference, url, body);
        return data === null ? refused('gone', asOf) : ofData(data, reference, asOf, options);
      });
    },
    async notification(request: StoreRequest): Promise<Notice> {
      return readHuaweiNotice(request, options.publicKey, options.sandbox);
    },
  };
}

function ofSubscriptionAnswer(answer: unknown) {
  const {
    responseCode: result,
    inappPurchaseData: data,
    dataSignature: signature,
    signatureAlgorithm: algorithm,
  } = shaped(SubscriptionAnswer, answer);
  return { result, data, signature, algorithm };
}
function ofOrderAnswer(answer: unknown) {
  const {
    responseCode: result,
    purchaseTokenData: data,
    dataSignature: signature,
    signatureAlgorithm: algorithm,
  } = shaped(OrderAnswer, answer);
  return { result, data, signature, algorithm };
}

async function fetchToken(ask: Ask, { clientId, clientSecret, clock }: HuaweiOptions): Promise<Token> {
  const now = clock.now();
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await ask({
    method: 'POST',
    url: `https://${login}/oauth2/v3/token`,
    headers,
    body: new URLSearchParams(form).toString(),
  });
  if (answer.status !== 200) throw new StoreSilence('credentials', `gives us no access token (${answer.status})`);
  const { access_token: text, expires_in: lifetime } = shaped(TokenAnswer, answer.json);
  return { text, expires: now + lifetime * 1000 };
}

function ofData(data: PurchaseData, reference: PurchaseReference, asOf: number, { sandbox }: StoreOptions): Confirmation {
  const isSubscription = data.kind === 2;
  const orderId = isSubscription ? data.subscriptionId : data.orderId;
  if (isSubscription !== (reference.kind === 'subscription') || data.productId !== reference.sku || orderId === undefined)
    return refused('invalid', asOf);
  if (data.purchaseToken !== reference.token || !isOrderOf(reference, orderId, data.orderId, data.lastOrderId))
    return refused('invalid', asOf);
  if (data.purchaseType === 0 && !sandbox) return refused('sandbox', asOf);
  if (data.purchaseState === -1) return refused('pending', asOf);
  if (data.cancelTime !== undefined || data.purchaseState === 1 || data.purchaseState === 2) return refused('refunded', asOf);
  const facts = { sku: reference.sku, orderId, token: reference.token, replaces: data.oriSubscriptionId ?? null, asOf };
  const first = data.oriPurchaseTime ?? data.purchaseTime;
  if (first === undefined) return refused('pending', asOf);
  const purchase: ConfirmedPurchase = isSubscription
    ? { kind: 'subscription', ...facts, start: first, ...stateOf(data, asOf) }
    : { kind: 'in-app', ...facts, replaces: null, bought: first };
  return { outcome: 'confirmed', purchase };
}

/** Huawei's flags in the words of purchases.md 3.1. */
function stateOf(data: PurchaseData, now: number) {
  const end = data.expirationDate ?? null;
  const over = end !== null && end <= now;
  const waiting = over && ((data.graceExpirationTime ?? 0) > now || data.retryFlag === 1);
  const paused = over && (data.resumeTime ?? 0) > now;
  return {
    expiry: waiting ? Math.max(end, data.graceExpirationTime ?? 0) : end,
    autoRenewing: waiting || paused || (!over && data.autoRenewing === true),
    payment: waiting ? 'pending' : 'received',
  } as const;
}
