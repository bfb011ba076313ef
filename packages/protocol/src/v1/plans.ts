import { z } from 'zod';
import { Plan, PurchaseState } from './account.ts';
import { Millis } from './words.ts';

/** Where a purchase comes from; `promo` and `grant` are given by this server. */
export const PurchaseSource = z.enum(['google', 'apple', 'huawei', 'amazon', 'fastspring', 'promo', 'grant']);
export type PurchaseSource = z.infer<typeof PurchaseSource>;
/**
 * Why a purchase counts for the account or does not. Counts: `everywhere`, or `store-only` on the devices of its store. Does not:
 * `nothing-here` (it unlocks something in the app), `unknown-product`, `over`, or what its store said: `refunded`, `gone`, `expired`,
 * `invalid`, `empty`, `pending`, `sandbox`; `replaced` by another purchase; `withdrawn` by the operator.
 */
export const CountReason = z.enum([
  ...(['everywhere', 'store-only', 'nothing-here', 'unknown-product', 'over'] as const),
  ...(['refunded', 'gone', 'expired', 'invalid', 'empty', 'pending', 'sandbox', 'replaced', 'withdrawn'] as const),
]);
export type CountReason = z.infer<typeof CountReason>;

export const PurchaseRow = z.object({
  /** The store's id of it; of a promo its code. */
  order: z.string(),
  sku: z.string(),
  /** As people are shown it: `OsmAnd Pro`; the SKU of a product that nobody knows. */
  name: z.string(),
  store: PurchaseSource,
  kind: z.enum(['subscription', 'in-app']),
  level: z.enum(['pro', 'maps', 'live', 'region', 'add-on']).nullable(),
  period: z.object({ count: z.int(), unit: z.enum(['day', 'month', 'year']) }).nullable(),
  start: Millis,
  /** When the next period is paid; null = it does not go on by itself, or its time has passed and nothing was heard. */
  nextBilling: Millis.nullable(),
  /** When it ends, or ended, to count; null = never. */
  expires: Millis.nullable(),
  state: PurchaseState,
  counts: z.boolean(),
  reason: CountReason,
  /** Counts on every platform (P2). */
  crossPlatform: z.boolean(),
  /** Where it is cancelled or changed; null = in the app, or nowhere. */
  manage: z.string().nullable(),
});
export type PurchaseRow = z.infer<typeof PurchaseRow>;

export const Platform = z.enum(['android', 'ios', 'web']);
export type Platform = z.infer<typeof Platform>;
export const PurchasesAnswer = z.object({
  plan: Plan,
  /** Platforms with unlimited map downloads (P7). */
  unlimitedMaps: z.array(Platform),
  /** As in `AccountAnswer`. */
  grace: z.object({ since: Millis, until: Millis }).nullable(),
  /** The newest first. */
  purchases: z.array(PurchaseRow),
});
export const PromoBody = z.object({ code: z.string().trim().min(1).max(200) });

/** Free map downloads of one device (P7). */
export const DownloadsRow = z.object({
  device: z.int(),
  name: z.string(),
  platform: Platform,
  /** Nothing is counted; show the free disk space instead. */
  unlimited: z.boolean(),
  /** How many are free, the bonus included. */
  allowed: z.int(),
  used: z.int(),
  remaining: z.int(),
  /** Whether the bonus was given. */
  bonus: z.boolean(),
  /** True for the device that asks. */
  current: z.boolean(),
});
export type DownloadsRow = z.infer<typeof DownloadsRow>;
export const DownloadsAnswer = z.object({
  devices: z.array(DownloadsRow),
  /** How many joining the mailing list gives, once. */
  bonus: z.int(),
  /** Whether the address of the account is on the mailing list. */
  onList: z.boolean(),
});
export type DownloadsAnswer = z.infer<typeof DownloadsAnswer>;
/** `key` names the download: the same again is counted once, so a retry is harmless. */
export const UseDownloadBody = z.object({ key: z.string().min(1).max(100) });
export const UseDownloadAnswer = z.object({ unlimited: z.boolean(), allowed: z.int(), used: z.int(), remaining: z.int() });
/** `device`: which one gets the bonus, where a web session asks. */
export const JoinListBody = z.object({ device: z.int().optional() });
export const ConfirmListBody = z.object({ word: z.string().min(1).max(100) });
export const ConfirmListAnswer = z.object({ status: z.literal('ok'), bonus: z.boolean() });

export const OperatorPurchasesAnswer = z.object({
  ...PurchasesAnswer.shape,
  purchases: z.array(
    z.object({
      ...PurchaseRow.shape,
      /** When its store last stood behind it, and when it is asked next. */
      checked: Millis,
      note: z.string(),
    }),
  ),
});
/** Pro from the operator; `until` null = without an end. */
export const GrantBody = z.object({ until: Millis.nullable(), note: z.string().max(200).default('') });
export const GrantAnswer = z.object({ status: z.literal('ok'), order: z.string() });
export const WithdrawGiftBody = z.object({ order: z.string().min(1).max(200) });
export const CampaignRow = z.object({
  name: z.string(),
  start: Millis,
  end: Millis,
  limit: z.int(),
  used: z.int(),
  months: z.int().nullable(),
});
export type CampaignRow = z.infer<typeof CampaignRow>;
export const CampaignsAnswer = z.object({ campaigns: z.array(CampaignRow) });
export const CampaignBody = z.object({
  /** Who knows it may use it: choose one that is not guessed. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, _ and -, at most 64'),
  start: Millis,
  end: Millis,
  limit: z.int().min(1).max(1_000_000),
  /** How long each promo counts; null = a year. */
  months: z.int().min(1).max(1200).nullable().default(null),
});
