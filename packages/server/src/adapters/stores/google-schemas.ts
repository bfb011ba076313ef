import { z } from 'zod';

/** Answers of the Android Publisher API v3, as much of them as is used. */

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const millis = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/** developers.google.com/android-publisher/api-ref/rest/v3/purchases.subscriptionsv2 */
export const Subscription = z.object({
  subscriptionState: z.string(),
  startTime: time.optional(),
  latestOrderId: z.string().optional(),
  linkedPurchaseToken: z.string().optional(),
  testPurchase: z.looseObject({}).optional(),
  lineItems: z
    .array(
      z.object({
        productId: z.string(),
        expiryTime: time.optional(),
        latestSuccessfulOrderId: z.string().optional(),
        autoRenewingPlan: z.object({ autoRenewEnabled: z.boolean().optional() }).optional(),
      }),
    )
    .default([]),
});
export type Subscription = z.infer<typeof Subscription>;

/** developers.google.com/android-publisher/api-ref/rest/v3/purchases.products */
export const Product = z.object({
  purchaseState: z.int().optional(),
  purchaseTimeMillis: millis,
  orderId: z.string().optional(),
  productId: z.string().optional(),
  purchaseType: z.int().optional(),
});
export type Product = z.infer<typeof Product>;

/** developers.google.com/android-publisher/errors: the error object of Google's APIs. */
export const Fault = z.object({
  error: z.object({ code: z.int(), errors: z.array(z.object({ reason: z.string().optional() })).default([]) }),
});

/** developers.google.com/identity/protocols/oauth2/service-account */
export const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

/** The key file of a service account, as the Google Cloud console hands it out. */
export const ServiceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3),
  private_key: z.string().startsWith('-----BEGIN PRIVATE KEY-----'),
  private_key_id: z.string().min(1),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** cloud.google.com/pubsub/docs/push: what a push subscription posts. */
export const Push = z.object({ message: z.object({ data: z.base64().default(''), messageId: z.string().min(1) }) });

/** developer.android.com/google/play/billing/rtdn-reference */
export const DeveloperNotification = z.object({
  packageName: z.string(),
  subscriptionNotification: z.object({ purchaseToken: z.string().min(1), subscriptionId: z.string().min(1).optional() }).optional(),
  oneTimeProductNotification: z.object({ purchaseToken: z.string().min(1), sku: z.string().min(1) }).optional(),
  voidedPurchaseNotification: z.object({ purchaseToken: z.string().min(1), orderId: z.string().min(1), productType: z.int() }).optional(),
});
export type DeveloperNotification = z.infer<typeof DeveloperNotification>;

/** RFC 7517; Google's keys are RSA. */
export const KeySet = z.object({
  keys: z.array(
    z.object({ kty: z.string(), kid: z.string().min(1), n: z.string().optional(), e: z.string().optional(), alg: z.string().optional() }),
  ),
});
