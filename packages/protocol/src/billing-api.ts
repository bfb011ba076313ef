import { z } from 'zod';
import type { Route } from './routes.ts';

/**
 * What OsmAnd's apps ask about purchases (docs/developers/osmand-protocol.md): `/subscription` and parts of `/api`. Parameters travel in
 * the query or in a form body alike. A device is named by `deviceid` or `deviceId`, with `accessToken`; one that is not right is answered
 * as a stranger, never with an error, because iOS takes some of those for a reason to sign out (C80).
 */
const Word = z.string().max(4096).optional();
/** Receipts are long. */
const Receipt = z
  .string()
  .max(1024 * 1024)
  .optional();
const identity = { deviceid: Word, deviceId: Word, accessToken: Word, userid: Word, userId: Word, token: Word, userToken: Word };

export const SupporterParams = z.object({
  email: Word,
  visibleName: Word,
  preferredCountry: Word,
  os: Word,
  userid: Word,
  token: Word,
});
export const PurchasedParams = z.object({
  ...identity,
  purchaseType: Word,
  sku: Word,
  orderId: Word,
  purchaseToken: Receipt,
  payload: Receipt,
});
export const ReceiptParams = z.object({ receipt: Receipt, userid: Word, os: Word });
/** Beside each product stands `PRODUCT_discounts`: the offers of it, parted by `;` like the products. */
export const SignaturesParams = z.object({ productIdentifiers: Receipt, userId: Word }).catchall(Word);
export const CompleteParams = z.object({ purchaseId: Word, orderId: Word });
export const MailingListParams = z.object({ aid: Word, email: Word, os: Word });
export const SubscriptionParams = z.object({ ...identity, orderId: Word, version: Word });

/** As the original has it: the text of a fault, under the key that the apps look for. */
export const BillingFault = z.object({ error: z.string().min(1) });
/** `null` as a text stands for what was not given. */
export const SupporterAnswer = z.object({
  userid: z.string().regex(/^\d{1,10}$/),
  token: z.string().regex(/^\d{6}$/),
  visibleName: z.string(),
  email: z.string(),
  preferredCountry: z.string(),
});
export const PurchasedAnswer = z.object({ res: z.literal('OK'), type: z.enum(['subscription', 'inapp']) });
export const ReceiptAnswer = z.object({
  result: z.boolean(),
  status: z.int(),
  eligible_for_introductory_price: z.enum(['true', 'false']),
  eligible_for_subscription_offer: z.enum(['true', 'false']),
  /** Product ids of what was bought once; absent where no receipt was read. */
  in_apps: z.array(z.string()).optional(),
  in_apps_detailed: z.array(z.record(z.string(), z.string())).optional(),
  /** Active ones only. */
  subscriptions: z.array(z.record(z.string(), z.string())).optional(),
});
export const SignaturesAnswer = z.object({
  signatures: z.array(
    z.object({
      appBundleId: z.string(),
      keyIdentifier: z.string(),
      productIdentifier: z.string(),
      offerIdentifier: z.string(),
      userId: z.string(),
      /** MD5 of the user: what the app hands to the App Store, and what is signed. */
      usernameHash: z.string(),
      nonce: z.string(),
      timestamp: z.int(),
      signature: z.string(),
    }),
  ),
  status: z.literal(0),
});
export const CompleteAnswer = z.object({ status: z.literal('OK') });
export const MailingListAnswer = z.object({ email: z.string(), message: z.string(), time: z.int() });
/** Every value is a text (purchases 5.2). */
const TextMap = z.record(z.string(), z.string());
/** `{}` = the server knows neither this device nor this order. */
const Listed = z.union([z.array(TextMap), z.strictObject({})]);
/** Lists stand in it as texts of JSON (purchases 6). */
export const AccountInfoAnswer = z.object({ info: TextMap });
export const OnSale = z.record(z.string(), z.object({ sku: z.string() }));

const form = { method: 'POST', speaks: 'osmand', sends: 'form', limit: 'open' } as const;
const question = { method: 'GET', speaks: 'osmand', limit: 'read' } as const;
const register = {
  ...form,
  credential: 'none',
  query: SupporterParams,
  summary: 'Name a supporter; grants nothing',
  answer: SupporterAnswer,
} as const;
const update = { ...register, summary: 'Change what a supporter is called' } as const;
const purchased = {
  ...form,
  credential: 'any',
  query: PurchasedParams,
  summary: 'Take note of a purchase; counts once its store confirmed it',
  answer: PurchasedAnswer,
} as const;
const mailingList = {
  ...form,
  credential: 'none',
  query: MailingListParams,
  summary: 'Answer as a mailing list; none is kept',
  answer: MailingListAnswer,
} as const;

/** Every route of the billing that the apps need to keep working. Old Android adds `.php` to some. */
export const billingRoutes = {
  billingRegister: { ...register, path: '/subscription/register' },
  billingRegisterPhp: { ...register, path: '/subscription/register.php' },
  billingUpdate: { ...update, path: '/subscription/update' },
  billingUpdatePhp: { ...update, path: '/subscription/update.php' },
  billingPurchased: { ...purchased, path: '/subscription/purchased' },
  billingPurchasedPhp: { ...purchased, path: '/subscription/purchased.php' },
  billingRestore: { ...purchased, path: '/subscription/restore-purchased' },
  billingReceipt: {
    ...form,
    path: '/subscription/ios-receipt-validate',
    credential: 'none',
    query: ReceiptParams,
    summary: 'Check a receipt of Apple; without a key of the store none can be',
    answer: ReceiptAnswer,
  },
  billingSignatures: {
    ...form,
    path: '/subscription/ios-fetch-signatures',
    credential: 'none',
    query: SignaturesParams,
    summary: 'Signatures for the promotional offers of Apple that the operator makes',
    answer: SignaturesAnswer,
  },
  billingComplete: {
    ...form,
    path: '/api/purchase-complete',
    credential: 'none',
    query: CompleteParams,
    summary: 'Answer that a purchase was made; nothing follows from it',
    answer: CompleteAnswer,
  },
  billingMailingList: { ...mailingList, path: '/subscription/register_email' },
  billingMailingListPhp: { ...mailingList, path: '/subscription/register_email.php' },
  billingOnSale: {
    ...question,
    path: '/api/subscriptions/active',
    credential: 'none',
    summary: 'What is on sale now: nothing',
    answer: OnSale,
  },
  billingSubscription: {
    ...question,
    path: '/api/subscriptions/get',
    credential: 'any',
    query: SubscriptionParams,
    summary: 'State of the subscription of an order id or a device',
    answer: Listed,
  },
  billingSubscriptions: {
    ...question,
    path: '/api/subscriptions/getAll',
    credential: 'any',
    query: SubscriptionParams,
    summary: 'Active subscriptions of the account of a device',
    answer: Listed,
  },
  billingAccountInfo: {
    ...question,
    path: '/mapapi/get-account-info',
    credential: 'member',
    summary: "Plan and purchases of the account, as OsmAnd's website reads them",
    answer: AccountInfoAnswer,
  },
  billingInApps: {
    ...question,
    path: '/api/inapps/get',
    credential: 'any',
    query: SubscriptionParams,
    summary: 'Purchases of the account of a device; an empty object signs iOS out',
    answer: Listed,
  },
} as const satisfies Record<string, Route>;
export type BillingRouteName = keyof typeof billingRoutes;
